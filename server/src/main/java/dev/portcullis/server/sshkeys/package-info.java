// SPDX-License-Identifier: Apache-2.0
/** SSH public keys of users: what may be one, and the operations on them. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.sshkeys;
