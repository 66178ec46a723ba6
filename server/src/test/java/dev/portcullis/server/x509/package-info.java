// SPDX-License-Identifier: Apache-2.0
/** Certificates that tests need, good ones and bad ones, and tests of how they are judged. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.x509;
