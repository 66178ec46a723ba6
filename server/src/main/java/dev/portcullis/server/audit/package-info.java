// SPDX-License-Identifier: Apache-2.0
/**
 * What was asked and answered: the record of every API request that changed nothing, reads and refusals alike. What changed something is
 * in the history of the store. Nothing here may hold a request up.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.audit;
