// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instanceidentity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Instance;
import dev.portcullis.server.secrets.RandomSource;
import dev.portcullis.server.secrets.StoredSecrets;
import dev.portcullis.server.storage.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/** Signs the identity documents of instances, and shows the certificate. A signature is remembered, for it is the same each time. Thread-safe. */
public final class InstanceIdentities {
    private static final int MOST_REMEMBERED = 10_000;

    private final IdentityKeys keys;
    private final String region;
    private final Cache<String, Signed> signed =
            Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();

    /** @param region where the instances are, whose key it is */
    public InstanceIdentities(
            ObjectStore store, StoredSecrets secrets, RandomSource random, InstantSource clock, String region) {
        this.keys = new IdentityKeys(store, secrets, random, clock, region);
        this.region = region;
    }

    /**
     * Both signatures of a document.
     *
     * @param signature RSASSA-PKCS1-v1_5 with SHA-256, in lines of Base64
     * @param pkcs7 the document and a signature in one, in lines of Base64
     */
    public record Signed(String signature, String pkcs7) {}

    /** The document of an instance: always the same text. */
    public String document(AccountId account, Instance instance) {
        return IdentityDocument.of(account, region, instance);
    }

    /** @throws dev.portcullis.server.storage.StoreException if the key has to be read or made, and cannot */
    public Signed sign(String document) {
        return signed.get(document, text -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            var key = keys.get();
            byte[] signature = key.sign(bytes);
            return new Signed(
                    IdentityKey.lines(signature), IdentityKey.lines(Pkcs7.of(bytes, signature, key.certificate())));
        });
    }

    /**
     * The certificate that documents are verified with, in PEM.
     *
     * @throws dev.portcullis.server.storage.StoreException if the key has to be read or made, and cannot
     */
    public String certificate() {
        return keys.get().certificatePem();
    }
}
