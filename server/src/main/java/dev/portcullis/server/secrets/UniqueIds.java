// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

/**
 * Unique ids of entities: the prefix of the kind and 17 random characters of Base32 (85 bits), 21 in all. They are never reused,
 * which at 85 bits needs no look-up.
 */
public final class UniqueIds {
    private static final int RANDOM_CHARACTERS = 17;
    private static final int RANDOM_BYTES = 11;
    private static final int CERTIFICATE_CHARACTERS = 32;
    private static final int CERTIFICATE_BYTES = 20;

    private final RandomSource random;

    public UniqueIds(RandomSource random) {
        this.random = random;
    }

    /** What an id stands for; the prefixes are AWS's. */
    public enum Kind {
        USER("AIDA"),
        ROLE("AROA"),
        GROUP("AGPA"),
        MANAGED_POLICY("ANPA"),
        INSTANCE_PROFILE("AIPA"),
        SERVER_CERTIFICATE("ASCA"),
        SSH_PUBLIC_KEY("APKA"),
        SERVICE_SPECIFIC_CREDENTIAL("ACCA");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }

        public String prefix() {
            return prefix;
        }
    }

    /** A new id of a signing certificate: 32 random characters, without a prefix, as AWS has them. */
    public String nextOfCertificate() {
        return Base32.encode(random.bytes(CERTIFICATE_BYTES), CERTIFICATE_CHARACTERS);
    }

    /** A new id of this kind. */
    public String next(Kind kind) {
        return kind.prefix() + Base32.encode(random.bytes(RANDOM_BYTES), RANDOM_CHARACTERS);
    }
}
