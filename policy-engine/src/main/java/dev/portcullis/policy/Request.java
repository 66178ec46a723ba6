// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

/**
 * One question to the engine: may this principal do this action on this resource, under these circumstances?
 *
 * @param principal who asks
 * @param action {@code PREFIX:NAME}, compared ignoring case (rule 3.2)
 * @param resource the resource's ARN, or {@code *} for an action without resource-level permissions (rule 4.6)
 * @param resourceAccount the 12-digit account that owns the resource; another than the principal's makes the request cross-account
 * @param context the values of the condition keys: exactly what is present
 */
public record Request(Principal principal, String action, String resource, String resourceAccount, Context context) {}
