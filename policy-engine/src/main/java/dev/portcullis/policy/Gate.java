// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.Locale;
import java.util.Set;

/** Whether the resource's policy is a gate that identity policies cannot pass by (section 11). */
public enum Gate {
    /** An ordinary resource: within the account an identity policy or a resource policy suffices (rule 11.3). */
    NONE,
    /** A role: nothing but its trust policy lets anybody in (rule 11.1). */
    TRUST,
    /** A KMS key: identity policies count only as far as the key policy delegates to the account (rule 11.2). */
    KMS_KEY;

    private static final Set<String> TRUST_ACTIONS = Set.of(
            "sts:assumerole",
            "sts:assumerolewithsaml",
            "sts:assumerolewithwebidentity",
            "sts:setsourceidentity",
            "sts:tagsession");

    /**
     * The gate before a resource for an action: {@link #TRUST} for assuming a role, {@link #KMS_KEY} for what is done to a key.
     *
     * @param action {@code PREFIX:NAME}, in any case
     * @param resource an ARN, or {@code *}
     */
    public static Gate of(String action, String resource) {
        var name = action.toLowerCase(Locale.ROOT);
        var arn = Arn.parse(resource);
        if (arn.isEmpty()) {
            return NONE;
        }
        boolean isRole =
                arn.get().service().equals("iam") && arn.get().resourceType().equals("role");
        if (isRole && TRUST_ACTIONS.contains(name)) {
            return TRUST;
        }
        boolean isKey =
                arn.get().service().equals("kms") && arn.get().resourceType().equals("key");
        return isKey && name.startsWith("kms:") ? KMS_KEY : NONE;
    }
}
