// SPDX-License-Identifier: Apache-2.0
/** The AWS Query protocol, from the server's side. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.aws.query;
