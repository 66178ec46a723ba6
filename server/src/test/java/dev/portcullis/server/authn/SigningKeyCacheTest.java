// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.portcullis.aws.sigv4.CredentialScope;
import dev.portcullis.aws.sigv4.SigningKey;
import dev.portcullis.server.secrets.Secret;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SigningKeyCacheTest {
    private static final CredentialScope SCOPE = scope("AKIAQYLPMN5HHHFPZAM2", "20261122", "us-east-1", "iam");
    private static final Secret SECRET = Secret.ofText("secret");

    private final SigningKeyCache cache = new SigningKeyCache();

    @Test
    void derivesOnce() {
        SigningKey first = cache.forLongTermKey(SCOPE, 1, () -> SECRET);
        SigningKey ofSession = cache.forSession(SCOPE, "token", () -> SECRET);

        assertThat(cache.forLongTermKey(equalScope(), 1, SigningKeyCacheTest::refuse))
                .isSameAs(first);
        assertThat(cache.forSession(equalScope(), "token", SigningKeyCacheTest::refuse))
                .isSameAs(ofSession);
    }

    @Test
    void aKeyIsFoundOnlyByTheWholeOfWhatItWasDerivedFrom() {
        Set<SigningKey> keys = new HashSet<>();
        var scopes = List.of(
                SCOPE,
                scope("AKIAQYLPMN5HHHFPZAM3", "20261122", "us-east-1", "iam"),
                scope("AKIAQYLPMN5HHHFPZAM2", "20261123", "us-east-1", "iam"),
                scope("AKIAQYLPMN5HHHFPZAM2", "20261122", "eu-west-1", "iam"),
                scope("AKIAQYLPMN5HHHFPZAM2", "20261122", "us-east-1", "sts"));
        for (CredentialScope scope : scopes) {
            keys.add(cache.forLongTermKey(scope, "1", () -> SECRET));
            keys.add(cache.forLongTermKey(scope, "2", () -> SECRET));
            keys.add(cache.forSession(scope, "1", () -> SECRET));
            keys.add(cache.forSession(scope, "2", () -> SECRET));
        }

        assertThat(keys).hasSize(scopes.size() * 4);
    }

    @Test
    void aPublicKeyServesAllScopes() {
        var first = cache.publicKeyOfLongTermKey("AKIAQYLPMN5HHHFPZAM2", 1, () -> SECRET);
        var ofSession = cache.publicKeyOfSession("AKIAQYLPMN5HHHFPZAM2", "token", () -> SECRET);

        assertThat(cache.publicKeyOfLongTermKey("AKIAQYLPMN5HHHFPZAM2", 1, SigningKeyCacheTest::refuse))
                .isSameAs(first);
        assertThat(cache.publicKeyOfSession("AKIAQYLPMN5HHHFPZAM2", "token", SigningKeyCacheTest::refuse))
                .isSameAs(ofSession);
        assertThat(Set.of(
                        first,
                        ofSession,
                        cache.publicKeyOfLongTermKey("AKIAQYLPMN5HHHFPZAM2", 2, () -> SECRET),
                        cache.publicKeyOfLongTermKey("AKIAQYLPMN5HHHFPZAM3", 1, () -> SECRET),
                        cache.publicKeyOfSession("AKIAQYLPMN5HHHFPZAM2", "other", () -> SECRET)))
                .hasSize(5);
        assertThat(cache.size()).isEqualTo(5);
    }

    @Test
    void aFailureIsNotRemembered() {
        assertThatIllegalStateException().isThrownBy(() -> cache.forLongTermKey(SCOPE, 1, SigningKeyCacheTest::refuse));
        assertThat(cache.size()).isZero();
        assertThat(cache.forLongTermKey(SCOPE, 1, () -> SECRET)).isNotNull();
    }

    @Test
    void manyScopesDoNotFillTheMemory() {
        for (int i = 0; i < 12_000; i++) {
            cache.forLongTermKey(scope("AKIAQYLPMN5HHHFPZAM2", "20261122", "region-" + i, "iam"), 1, () -> SECRET);
        }

        assertThat(cache.size()).isLessThanOrEqualTo(10_000);
    }

    private static CredentialScope equalScope() {
        return scope(SCOPE.accessKeyId(), SCOPE.date(), SCOPE.region(), SCOPE.service());
    }

    private static CredentialScope scope(String accessKeyId, String date, String region, String service) {
        return new CredentialScope(accessKeyId, date, region, service, "aws4_request");
    }

    private static Secret refuse() {
        throw new IllegalStateException("not to be asked");
    }
}
