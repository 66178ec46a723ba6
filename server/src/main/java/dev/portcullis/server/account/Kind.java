// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

/** The kinds of entity an account is made of, with the name under which each is stored. */
public enum Kind {
    USER("user"),
    GROUP("group"),
    ROLE("role"),
    POLICY("policy"),
    INSTANCE_PROFILE("instance-profile"),
    ACCESS_KEY("access-key"),
    LOGIN_PROFILE("login-profile"),
    MFA_DEVICE("mfa-device"),
    PASSKEY("passkey"),
    SSH_PUBLIC_KEY("ssh-public-key"),
    SERVICE_CREDENTIAL("service-credential"),
    SIGNING_CERTIFICATE("signing-certificate"),
    SERVER_CERTIFICATE("server-certificate"),
    SERVICE("service"),
    TRUST_ANCHOR("trust-anchor"),
    ANYWHERE_PROFILE("anywhere-profile"),
    REVOCATION_LIST("revocation-list"),
    SIGN_IN("sign-in"),
    INSTANCE_MEMBERSHIP("instance-membership"),
    SETTINGS("settings");

    private final String storedAs;

    Kind(String storedAs) {
        this.storedAs = storedAs;
    }

    /** Whether entities of the kind have a secret, which lies apart and goes when they do. */
    boolean hasSecret() {
        return this == ACCESS_KEY
                || this == LOGIN_PROFILE
                || this == MFA_DEVICE
                || this == SERVICE_CREDENTIAL
                || this == SERVER_CERTIFICATE;
    }

    /** The kind's name in the store; never changes. */
    public String storedAs() {
        return storedAs;
    }
}
