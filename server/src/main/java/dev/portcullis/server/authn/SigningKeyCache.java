// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authn;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.aws.sigv4.CredentialScope;
import dev.portcullis.aws.sigv4.EcdsaPublicKey;
import dev.portcullis.aws.sigv4.SigningKey;
import dev.portcullis.server.secrets.Fingerprint;
import dev.portcullis.server.secrets.Secret;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Keeps derived keys, for deriving one costs more than verifying with it. A key is found only by the whole of what it
 * was derived from: key id, which secret, and with SigV4 day, region and service. Whether the key id is known, active and whose it is, is never read from here.
 * Bounded and thread-safe.
 */
public final class SigningKeyCache {
    private static final int MOST_KEYS = 10_000;
    private static final Duration UNUSED = Duration.ofHours(1);

    private final Cache<Name, SigningKey> keys = Caffeine.newBuilder()
            .maximumSize(MOST_KEYS)
            .expireAfterAccess(UNUSED)
            .build();

    private final Cache<PublicName, EcdsaPublicKey> publicKeys = Caffeine.newBuilder()
            .maximumSize(MOST_KEYS)
            .expireAfterAccess(UNUSED)
            .build();

    /** What a signing key was derived from; {@code which} tells one secret of the key id from another. */
    private record Name(CredentialScope scope, Which which) {}

    /** What a public key of SigV4a was derived from; it is the same for all days, regions and services. */
    private record PublicName(String accessKeyId, Which which) {}

    private sealed interface Which {
        record OfLongTermKey(Object version) implements Which {}

        record OfSession(Fingerprint token) implements Which {}
    }

    /**
     * The signing key of a long-term access key.
     *
     * @param version differs, by {@code equals}, whenever the secret behind the key id does: a chosen id may be deleted and made
     *     again with another secret
     * @param secret asked for when the key must be derived; what it throws passes through and nothing is kept
     */
    public SigningKey forLongTermKey(CredentialScope scope, Object version, Supplier<Secret> secret) {
        return key(new Name(scope, new Which.OfLongTermKey(version)), secret);
    }

    /** The signing key of a session, by its token, which must have been opened for this key id. */
    public SigningKey forSession(CredentialScope scope, String token, Supplier<Secret> secret) {
        return key(new Name(scope, new Which.OfSession(Fingerprint.of(token))), secret);
    }

    /** The public key of a long-term access key for SigV4a; as {@link #forLongTermKey}. */
    public EcdsaPublicKey publicKeyOfLongTermKey(String accessKeyId, Object version, Supplier<Secret> secret) {
        return publicKey(new PublicName(accessKeyId, new Which.OfLongTermKey(version)), secret);
    }

    /** The public key of a session for SigV4a; as {@link #forSession}. */
    public EcdsaPublicKey publicKeyOfSession(String accessKeyId, String token, Supplier<Secret> secret) {
        return publicKey(new PublicName(accessKeyId, new Which.OfSession(Fingerprint.of(token))), secret);
    }

    /** How many keys are held. */
    long size() {
        keys.cleanUp();
        publicKeys.cleanUp();
        return keys.estimatedSize() + publicKeys.estimatedSize();
    }

    private EcdsaPublicKey publicKey(PublicName name, Supplier<Secret> secret) {
        return publicKeys.get(
                name, unknown -> EcdsaPublicKey.derive(secret.get().reveal(), unknown.accessKeyId()));
    }

    private SigningKey key(Name name, Supplier<Secret> secret) {
        return keys.get(name, unknown -> SigningKey.derive(secret.get().reveal(), unknown.scope()));
    }
}
