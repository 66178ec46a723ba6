// SPDX-License-Identifier: Apache-2.0
/**
 * Fleets: instances in groups, which get the role that their groups carry (rule 16.5). Here is what can be done to such memberships, and the
 * one rule that holds for all of them: the groups of an instance never carry two different roles. Which role an instance has in the end, its
 * instance profile considered, is for {@code account.InstanceRole}.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.fleets;
