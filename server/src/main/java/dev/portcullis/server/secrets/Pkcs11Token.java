// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.security.auth.login.LoginException;

/**
 * A PKCS#11 token, such as a hardware security module, with an AES-256 key that never leaves it. It wraps and unwraps master keys, and is
 * let go of in between: after the start nothing depends on it. Through the JDK's own provider, SunPKCS11.
 */
final class Pkcs11Token implements AutoCloseable {
    /** The label of the key on the token. */
    static final String LABEL = "portcullis-master-key";

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int IV_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final byte[] PURPOSE = "portcullis master key 1".getBytes(StandardCharsets.US_ASCII);
    /** Added to the operator's configuration: a key that is made here stays on the token and cannot be read from it. */
    private static final String KEY_ATTRIBUTES = """

            attributes(generate, CKO_SECRET_KEY, CKK_AES) = {
              CKA_TOKEN = true
              CKA_SENSITIVE = true
              CKA_EXTRACTABLE = false
              CKA_ENCRYPT = true
              CKA_DECRYPT = true
            }
            """;

    private final Provider provider;
    private final KeyStore objects;

    private Pkcs11Token(Provider provider, KeyStore objects) {
        this.provider = provider;
        this.objects = objects;
    }

    /**
     * Logs in.
     *
     * @param configuration of the provider: at least {@code name} and {@code library}
     */
    static Pkcs11Token open(Path configuration, Secret pin) throws IOException, GeneralSecurityException {
        var unconfigured = Optional.ofNullable(Security.getProvider("SunPKCS11"))
                .orElseThrow(() -> new GeneralSecurityException("this Java machine has no PKCS#11 provider"));
        var provider = unconfigured.configure("--" + Files.readString(configuration) + KEY_ATTRIBUTES);
        var objects = KeyStore.getInstance("PKCS11", provider);
        char[] characters = pin.revealText().toCharArray();
        try {
            objects.load(null, characters);
        } finally {
            Arrays.fill(characters, ' ');
        }
        return new Pkcs11Token(provider, objects);
    }

    /** Makes the key, if the token has none. */
    void ensureKey() throws GeneralSecurityException {
        if (!objects.containsAlias(LABEL)) {
            var generator = KeyGenerator.getInstance("AES", provider);
            generator.init(256);
            objects.setKeyEntry(LABEL, generator.generateKey(), null, null);
        }
    }

    /** Random bytes for {@link #unwrap}, then the wrapped content. */
    byte[] wrap(byte[] content, RandomSource random) throws GeneralSecurityException {
        byte[] iv = random.bytes(IV_BYTES);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, iv).doFinal(content);
        byte[] wrapped = Arrays.copyOf(iv, iv.length + sealed.length);
        System.arraycopy(sealed, 0, wrapped, iv.length, sealed.length);
        return wrapped;
    }

    /** @throws GeneralSecurityException if this token's key did not wrap it */
    byte[] unwrap(byte[] wrapped) throws GeneralSecurityException {
        if (wrapped.length <= IV_BYTES) {
            throw new GeneralSecurityException("nothing is wrapped in it");
        }
        return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(wrapped, IV_BYTES))
                .doFinal(wrapped, IV_BYTES, wrapped.length - IV_BYTES);
    }

    private Cipher cipher(int mode, byte[] iv) throws GeneralSecurityException {
        if (!(objects.getKey(LABEL, null) instanceof SecretKey key)) {
            throw new GeneralSecurityException("the token has no key labelled " + LABEL);
        }
        var cipher = Cipher.getInstance(CIPHER, provider);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, iv));
        cipher.updateAAD(PURPOSE);
        return cipher;
    }

    /** Logs out. */
    @Override
    public void close() throws LoginException {
        if (provider instanceof AuthProvider session) {
            session.logout();
        }
    }
}
