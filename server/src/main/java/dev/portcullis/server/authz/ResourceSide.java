// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authz;

import dev.portcullis.policy.Policy;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Tags;

/**
 * The side of the resource, where it has a policy of its own: a role and its trust policy (rule 11.1).
 *
 * @param owner the account that owns the resource
 * @param trust the policy that gates it
 * @param tags the resource's tags
 */
public record ResourceSide(AccountId owner, Policy trust, Tags tags) {}
