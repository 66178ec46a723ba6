// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sshkeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.error.ApiError.InvalidPublicKey;
import dev.portcullis.server.error.ApiError.UnrecognizedPublicKeyEncoding;
import dev.portcullis.server.error.ApiException;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SshKeyTest {
    /** What {@code ssh-keygen -E md5 -l} says of the same keys. */
    @ParameterizedTest
    @CsvSource({
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQChLwX4YRAHP3VuJpqu9d5hpZylJV1urGnRSC7wWIzwHdskHP+1Bur0eYBGeiz2hgZED1RFPHWJgdMu/yxQiDKs0AKyAqVD2O6CmnbxWMeo9giGUf2T041Xor8ClBDV/nnohbWKeNakvOEudQ1I44XX7LlMwCAbRBEF8ZSG+8whrLTjIP4sYnA6QvuOrpg288xdJckvb1S1YHF8qp4M5pYRUygOGpI63yhGwd5ROGA1BoXzPZC7M+MobCHH9YxR+oyfb5eiMij4iGeMWM7V7iABpARCcsztyi7ek+O5BxP/vfmP5+CAtisAUuefMzp/f0eCiOEbT6fiI0vIX/XW3/xB,92:0f:df:5a:ce:58:9d:21:0c:6d:da:bf:7a:3a:ae:02",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPCTUdv/4QXisL38pt1+Kl1/YLfYnMEm7vQXJfRruBNE,a8:63:d8:6f:04:71:70:31:d0:31:f1:80:3c:a4:f1:46",
        "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBGPWydHakj7fEq9BS5oZBrXZBE5hmXXzuld0EMdekpE4luAdW1l4Z+CpPiEMwBhGZ4qxIQoaJE0tDglIEFGHz3Q=,86:dc:da:36:e9:26:3a:a6:76:73:4b:57:33:f7:16:41",
        "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBKaduvBnNV5ItVy3a7fR61NezIVNpIe91w9/aovgAFHgkEvD/3NDoy7bQviS8ehdOOpKlkogHvPrM7dLiDoe3qsCzf0zIaJXz96TA1qlAVkZ+sBQsZVTKrUfxE3ytTQjIw==,14:7c:63:94:58:03:1c:08:d0:b4:12:55:1f:0b:ad:19",
        "ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAA1KMzILXI6EpRkMwdBzgov4mb7P9u5Q38s73kjfase0cvIjRADOPw3SQEz75afRGo1M7PMM9e1y5Y0Uz5POCUoaQBAf1WwyCQ7Ggj7bWpNmD5TesZ0Z3MPBuzFS0QAUJkVPmcjr4fKBhpndke8qU/bc2MPK3H1trEd825C9Ctoh/XSWw==,5b:56:d5:5f:fe:65:c0:46:d0:21:d0:27:5e:0d:e2:26"
    })
    void fingerprintsAreThoseOfOpenSsh(String key, String fingerprint) {
        var parsed = SshKey.parse(key + " ada@laptop and more");
        assertThat(parsed.text()).isEqualTo(key);
        assertThat(parsed.fingerprint()).isEqualTo(fingerprint);
    }

    @ParameterizedTest
    @ValueSource(strings = {SampleKeys.RSA, SampleKeys.ED25519, SampleKeys.P256, SampleKeys.P384, SampleKeys.P521})
    void aKeyIsTheSameInPem(String key) {
        var pem = SshKey.parse(key).pem();
        assertThat(pem).startsWith("-----BEGIN PUBLIC KEY-----\n").endsWith("-----END PUBLIC KEY-----\n");
        assertThat(pem.lines().toList())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(64));
        assertThat(SshKey.parse(pem)).isEqualTo(SshKey.parse(key));
    }

    /** {@code ssh-keygen -e -m PKCS8} of the same key. */
    @Test
    void pemIsThatOfOpenSsh() {
        assertThat(SshKey.parse(SampleKeys.P256).pem()).isEqualTo("""
                        -----BEGIN PUBLIC KEY-----
                        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEY9bJ0dqSPt8Sr0FLmhkGtdkETmGZ
                        dfO6V3QQx16SkTiW4B1bWXhn4Kk+IQzAGEZnirEhChokTS0OCUgQUYfPdA==
                        -----END PUBLIC KEY-----
                        """);
    }

    @ParameterizedTest
    @ValueSource(strings = {SampleKeys.RSA_1024, SampleKeys.DSA})
    void weakKeysAreRefused(String key) {
        assertInvalid(key);
    }

    @Test
    void aWeakKeyIsRefusedInPemToo() {
        assertInvalid("""
                -----BEGIN PUBLIC KEY-----
                MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDOZbYnL6iJw0jni45h2yNvDW04
                n5ZoSQf6Cu7pEY643omJRkspICOJ2twPxgccDFkISNoRxLBPJyPhyGlDZXGdZo0H
                gR3barwZAAGQxTqibFTjmJoMqD52vNxEkm7oWPgvLOK4udoFozZYEj2BZQXcMeyj
                rOyg5YDEaauosuX6pQIDAQAB
                -----END PUBLIC KEY-----
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "ssh-rsa",
                "no-port-forwarding ssh-rsa,AAAA",
                "-----BEGIN RSA PUBLIC KEY-----\nMIIB\n-----END RSA PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----"
            })
    void whatIsNoKeyHasNoEncoding(String text) {
        if (text.startsWith("no-port")) {
            assertInvalid(text); // it reads as a type, and is none
        } else {
            assertThatThrownBy(() -> SshKey.parse(text))
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            e -> assertThat(e.error()).isInstanceOf(UnrecognizedPublicKeyEncoding.class));
        }
    }

    @Test
    void aKeyThatSaysAnotherTypeIsRefused() {
        assertInvalid(SampleKeys.P256.replace("ecdsa-sha2-nistp256 ", "ecdsa-sha2-nistp384 "));
        assertInvalid(SampleKeys.ED25519.replace("ssh-ed25519 ", "ssh-rsa "));
        assertInvalid("ssh-ed448 " + SampleKeys.ED25519.split(" ", 2)[1]);
    }

    @Test
    void onlyOneEncodingOfAKeyIsTaken() {
        var bytes = Base64.getDecoder().decode(SampleKeys.ED25519.split(" ", 2)[1]);
        var longer = Arrays.copyOf(bytes, bytes.length + 3);
        assertInvalid("ssh-ed25519 " + Base64.getEncoder().encodeToString(longer));
        assertInvalid("ssh-ed25519 " + Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, 30)));
        assertInvalid("ssh-ed25519 ????");
        assertInvalid("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----");
    }

    @Test
    void whatIsNotOnTheCurveIsRefused() {
        var ecdsa = Base64.getDecoder().decode(SampleKeys.P256.split(" ", 2)[1]);
        ecdsa[ecdsa.length - 1] ^= 1;
        assertInvalid("ecdsa-sha2-nistp256 " + Base64.getEncoder().encodeToString(ecdsa));

        var ed25519 = Base64.getDecoder().decode(SampleKeys.ED25519.split(" ", 2)[1]);
        Arrays.fill(ed25519, ed25519.length - 32, ed25519.length, (byte) 0xff);
        assertInvalid("ssh-ed25519 " + Base64.getEncoder().encodeToString(ed25519));
    }

    private static void assertInvalid(String key) {
        assertThatThrownBy(() -> SshKey.parse(key))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error()).isInstanceOf(InvalidPublicKey.class));
    }
}
