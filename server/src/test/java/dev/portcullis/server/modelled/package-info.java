// SPDX-License-Identifier: Apache-2.0
/** What the model and the overlay say of the operations on credentials, held against a running server by the AWS SDK for Java. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.modelled;
