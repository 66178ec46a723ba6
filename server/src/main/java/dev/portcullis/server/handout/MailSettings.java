// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.handout;

import dev.portcullis.server.secrets.Secret;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How mail leaves this server.
 *
 * @param from the sender's address
 * @param login user and password at the mail server, if it wants them
 * @param trusted certificates in PEM to trust instead of those that the Java runtime trusts
 * @param secrets what a mail may carry
 */
public record MailSettings(
        String host,
        int port,
        Encryption encryption,
        String from,
        Optional<Login> login,
        Optional<Path> trusted,
        Secrets secrets) {
    /** A user of the mail server. */
    public record Login(String user, Secret password) {}

    /** How the connection is protected. */
    public enum Encryption {
        /** Begun in clear and then encrypted, or given up (RFC 3207). */
        STARTTLS,
        /** Encrypted from the first byte on (RFC 8314). */
        IMPLICIT,
        /** Not at all: on this machine only. */
        NONE
    }

    /** What a mail may carry in clear. */
    public enum Secrets {
        NONE,
        /** Passwords that have to be changed at the first sign-in. */
        PASSWORDS,
        /** Passwords and secret access keys. */
        ALL
    }
}
