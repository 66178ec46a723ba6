// SPDX-License-Identifier: Apache-2.0
/** IAM users: their life, names, tags and permissions boundaries. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.users;
