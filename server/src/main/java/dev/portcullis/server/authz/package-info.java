// SPDX-License-Identifier: Apache-2.0
/**
 * Whether a caller may do it: operations and inputs become actions, resources and context here, and the policy engine decides. No
 * other package asks the engine about callers of this server.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.authz;
