// SPDX-License-Identifier: Apache-2.0
/**
 * The AWS managed policies and the table of actions that they are made from.
 *
 * <p>The table ({@link dev.portcullis.server.managedpolicies.ActionCatalogue}) says for each action of a service what it
 * does, its access level, and what its answer discloses. The policies
 * ({@link dev.portcullis.server.managedpolicies.ManagedPolicyCatalogue}) carry the names, paths and ARNs that AWS uses;
 * their documents are our own, and most are generated from the table. {@code docs/compatibility.md} lists where they
 * differ from the documents at AWS.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.managedpolicies;
