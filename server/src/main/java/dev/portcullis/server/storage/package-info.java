// SPDX-License-Identifier: Apache-2.0
/**
 * Durable state: revisioned objects per aggregate, their secrets, and the small ledgers beside them. This is the only
 * package that speaks SQL. It knows nothing of users or policies: an object is a JSON document under a kind and an id.
 *
 * <p>Start at {@link dev.portcullis.server.storage.ObjectStore}.
 */
@NullMarked
package dev.portcullis.server.storage;

import org.jspecify.annotations.NullMarked;
