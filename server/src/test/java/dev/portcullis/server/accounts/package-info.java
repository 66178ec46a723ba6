// SPDX-License-Identifier: Apache-2.0
/** What operations on whole accounts promise. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.accounts;
