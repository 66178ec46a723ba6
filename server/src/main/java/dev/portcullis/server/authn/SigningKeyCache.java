// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authn;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.aws.sigv4.CredentialScope;
import dev.portcullis.aws.sigv4.SigningKey;
import dev.portcullis.server.secrets.Fingerprint;
import dev.portcullis.server.secrets.Secret;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Keeps derived signing keys, for deriving one costs more than verifying with it. A key is found only by the whole of what it
 * was derived from: key id, day, region, service, and which secret. Whether the key id is known, active and whose it is, is never read from here.
 * Bounded and thread-safe.
 */
public final class SigningKeyCache {
    private static final int MOST_KEYS = 10_000;
    private static final Duration UNUSED = Duration.ofHours(1);

    private final Cache<Name, SigningKey> keys = Caffeine.newBuilder()
            .maximumSize(MOST_KEYS)
            .expireAfterAccess(UNUSED)
            .build();

    /** What a signing key was derived from; {@code which} tells one secret of the key id from another. */
    private record Name(CredentialScope scope, Which which) {}

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

    /** How many keys are held. */
    long size() {
        keys.cleanUp();
        return keys.estimatedSize();
    }

    private SigningKey key(Name name, Supplier<Secret> secret) {
        return keys.get(name, unknown -> SigningKey.derive(secret.get().reveal(), unknown.scope()));
    }
}
