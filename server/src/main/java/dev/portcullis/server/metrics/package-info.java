// SPDX-License-Identifier: Apache-2.0
/** The metrics of the server as an operation, so that who may read them from afar is a matter of policies. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.metrics;
