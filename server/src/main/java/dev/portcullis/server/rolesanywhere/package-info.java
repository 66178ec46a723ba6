// SPDX-License-Identifier: Apache-2.0
/**
 * IAM Roles Anywhere: credentials of roles for workloads that have nothing but a certificate. Trust anchors, profiles and revocation lists are
 * entities of the account; {@link dev.portcullis.server.rolesanywhere.CreateSession} is what a workload calls, signed with its certificate's
 * key. docs/roles-anywhere.md tells the rest.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.rolesanywhere;
