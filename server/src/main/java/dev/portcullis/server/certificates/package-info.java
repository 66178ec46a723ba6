// SPDX-License-Identifier: Apache-2.0
/** X.509 certificates: what may be one, and the operations on those that users sign with, and on those of servers. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.certificates;
