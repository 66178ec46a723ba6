// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** All settings, in the order of {@link ServerConfig}'s components, one for each. */
final class Settings {
    private static final Pattern ACCOUNT_NUMBER = Pattern.compile("\\d{12}");
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@]+");
    private static final Pattern REGION_NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern HOST_NAME =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");
    private static final Pattern URL =
            Pattern.compile("https?://(" + HOST_NAME.pattern() + "|\\[[0-9A-Fa-f:.]+\\])(:\\d{1,5})?");
    private static final Pattern MAIL_ADDRESS =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@" + HOST_NAME.pattern());
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    static final Setting<Path> DATA_DIR = Setting.one(
            "data-dir",
            "DIR",
            "portcullis-data",
            "Where the store lives. Made at the first start; may exist and be empty.",
            Path::of);
    static final Setting<Optional<Path>> MASTER_KEY_FILE = Setting.optional(
            "master-key-file",
            "FILE",
            "The key that seals every stored secret and session token; made at the first start, readable by its owner only."
                    + " Without this setting it lies beside the data directory, under its name with `-data` replaced by"
                    + " `-master.key`. It may not lie inside: a copied data directory must reveal nothing.",
            Path::of);
    static final Setting<Optional<Path>> MASTER_KEY_PKCS11 = Setting.optional(
            "master-key-pkcs11",
            "FILE",
            "The configuration of a PKCS#11 token (of Java's SunPKCS11 provider: `name`, `library`, `slot` or `slotListIndex`). The master"
                    + " key file then holds the key wrapped by an AES key labelled `portcullis-master-key`, which is made on the"
                    + " token at the first start and never leaves it. The token is used at the start only; its PIN is in"
                    + " `PORTCULLIS_PKCS11_PIN`.",
            Path::of);
    static final Setting<ListenAddress> LISTEN = Setting.one(
            "listen",
            "HOST:PORT",
            "127.0.0.1:8420",
            "The one address of every API. Port 0 takes a free one. An address that is not loopback needs `tls-cert` and"
                    + " `tls-key`, or `trusted-proxy`.",
            ListenAddress::parse);
    static final Setting<Optional<String>> ACCOUNT_ID = Setting.optional(
            "account-id",
            "12DIGITS",
            "The number of the first account, at the first start; random when not given. Later starts accept the same"
                    + " number only.",
            matching(ACCOUNT_NUMBER, "an account id is twelve digits"));
    static final Setting<String> ROOT_EMAIL = Setting.one(
            "root-email",
            "MAIL",
            "root@localhost",
            "The e-mail address of the first account's root user, at the first start.",
            matching(EMAIL, "an e-mail address has a name, an @ and a domain"));
    static final Setting<Optional<Path>> ROOT_ACCESS_KEY_FILE = Setting.optional(
            "root-access-key-file",
            "FILE",
            "A root access key of your own choice for the first start: a CSV file with the columns `User name,Access key"
                    + " ID,Secret access key` and the user `root`. Without it one is drawn and written to"
                    + " `root-credentials.csv` in the data directory.",
            Path::of);
    static final Setting<String> REGION = Setting.one(
            "region",
            "REGION",
            "us-east-1",
            "The region that this server is in: `portcullis env` exports it, requests without one stand in it, and SigV4a"
                    + " signatures must be made for it.",
            matching(REGION_NAME, "a region is lower-case words joined by hyphens"));
    static final Setting<List<String>> AVAILABILITY_ZONES = Setting.many(
            "availability-zones",
            "ZONE",
            "The availability zones of that region, in which instances can be: names for places of your own, such as racks or sites. The first is where"
                    + " an instance is for which nobody chooses one. Without this setting there are three, the region's name with `a`, `b` and `c`.",
            matching(REGION_NAME, "a zone is lower-case words joined by hyphens"));
    static final Setting<List<Cidr>> TRUSTED_PROXY = Setting.many(
            "trusted-proxy",
            "CIDR",
            "Peers whose `X-Forwarded-For`, `X-Forwarded-Host` and `X-Forwarded-Proto` are believed, and who may speak"
                    + " plain HTTP. From all others these headers are ignored.",
            Cidr::parse);
    static final Setting<List<String>> ALLOWED_HOST = Setting.many(
            "allowed-host",
            "NAME",
            "Names under which clients may call, besides the loopback names, the listening address and IP addresses of"
                    + " this machine. Requests for other hosts are refused, so that a web page cannot reach the server"
                    + " through a name of its own.",
            text -> matching(HOST_NAME, "a host is a name without port or wildcard")
                    .apply(text)
                    .toLowerCase(Locale.ROOT));
    static final Setting<Optional<Path>> TLS_CERT = Setting.optional(
            "tls-cert",
            "FILE",
            "The certificate chain for TLS, PEM, the server's own first. Read again when it changes.",
            Path::of);
    static final Setting<Optional<Path>> TLS_KEY = Setting.optional(
            "tls-key", "FILE", "The private key of that certificate, PEM, PKCS#8, not encrypted.", Path::of);
    static final Setting<Integer> MAX_BODY_BYTES = Setting.one(
            "max-body-bytes",
            "BYTES",
            "33554432",
            "The longest request body that is read; a longer one is refused with 413 before it is buffered.",
            number(1_024, 1 << 30));
    static final Setting<Integer> MAX_BUFFERED_BYTES = Setting.one(
            "max-buffered-bytes",
            "BYTES",
            "134217728",
            "How much of all request bodies together may stand in memory; requests beyond it are refused with 503.",
            number(1_024, Integer.MAX_VALUE));
    static final Setting<Integer> MAX_HEADER_BYTES = Setting.one(
            "max-header-bytes",
            "BYTES",
            "65536",
            "The longest request line and headers together; longer ones are refused with 431 or 414.",
            number(4_096, 1 << 20));
    static final Setting<Integer> MAX_CONNECTIONS = Setting.one(
            "max-connections",
            "NUMBER",
            "4096",
            "How many connections may be open; further ones wait until one closes.",
            number(1, 1 << 20));
    static final Setting<Integer> MAX_CONCURRENT_REQUESTS = Setting.one(
            "max-concurrent-requests",
            "NUMBER",
            "512",
            "How many requests may run at once; further ones are refused with 503.",
            number(1, 1 << 20));
    static final Setting<Duration> REQUEST_TIMEOUT = Setting.one(
            "request-timeout",
            "DURATION",
            "30s",
            "How long a client may take to send the headers, and again to send the body.",
            Settings::duration);
    static final Setting<Duration> IDLE_TIMEOUT = Setting.one(
            "idle-timeout",
            "DURATION",
            "60s",
            "How long a connection may stay open without a request, and an answer without progress.",
            Settings::duration);
    static final Setting<Duration> STOP_TIMEOUT = Setting.one(
            "stop-timeout",
            "DURATION",
            "20s",
            "How long running requests may take to finish after SIGTERM.",
            Settings::duration);
    static final Setting<Long> AUDIT_MAX_BYTES = Setting.one(
            "audit-max-bytes",
            "BYTES",
            "1073741824",
            "How much of the audit log of reads and refusals is kept, in the directory `audit` of the data directory; beyond"
                    + " that the oldest files are deleted. Changes are in the store's history, which this does not touch.",
            text -> number(1_048_576, 1L << 50, text));
    static final Setting<Duration> AUDIT_RETENTION = Setting.one(
            "audit-retention",
            "DURATION",
            "90d",
            "How long the audit log of reads and refusals is kept, to a day.",
            text -> {
                var duration = duration(text);
                if (duration.compareTo(Duration.ofDays(1)) < 0) {
                    throw new IllegalArgumentException("\"%s\" is less than a day.".formatted(text));
                }
                return duration;
            });
    static final Setting<System.Logger.Level> LOG_LEVEL = Setting.one(
            "log-level",
            "LEVEL",
            "info",
            "The least level that is logged: `error`, `warning`, `info` or `debug`.",
            Settings::level);

    static final Setting<Optional<String>> PUBLIC_URL = Setting.optional(
            "public-url",
            "URL",
            "The URL under which people reach this server, as sign-in links in files and mails tell it: scheme, host and, if need"
                    + " be, port. Without it the links name the address that the server listens at.",
            matching(URL, "a URL here is http:// or https://, a host and, if need be, a port, and nothing after it"));
    static final Setting<Optional<ListenAddress>> MAIL_SERVER = Setting.optional(
            "mail-server",
            "HOST:PORT",
            "The mail server (SMTP) that takes mails to users; without it none is sent.",
            ListenAddress::parse);
    static final Setting<String> MAIL_ENCRYPTION = Setting.one(
            "mail-encryption",
            "KIND",
            "starttls",
            "How the connection to the mail server is protected: `starttls` (or the mail is not sent), `implicit` (TLS from the"
                    + " first byte on) or, for a mail server on this machine only, `none`.",
            oneOf("starttls", "implicit", "none"));
    static final Setting<Optional<String>> MAIL_FROM = Setting.optional(
            "mail-from",
            "MAIL",
            "The sender's address of mails to users.",
            matching(MAIL_ADDRESS, "a sender is a plain e-mail address"));
    static final Setting<Optional<String>> MAIL_USER = Setting.optional(
            "mail-user", "NAME", "The user to sign in as at the mail server, if it wants one.", Function.identity());
    static final Setting<Optional<Path>> MAIL_PASSWORD_FILE = Setting.optional(
            "mail-password-file",
            "FILE",
            "The file with that user's password, one line, readable by its owner only.",
            Path::of);
    static final Setting<Optional<Path>> MAIL_TRUST = Setting.optional(
            "mail-trust",
            "FILE",
            "Certificates, PEM, one of which the mail server's must come from. Without it those count that Java trusts.",
            Path::of);
    static final Setting<String> MAIL_SECRETS = Setting.one(
            "mail-secrets",
            "KIND",
            "none",
            "What a mail to a user may carry in clear: `none`, `passwords` (generated ones, that must be changed at the first"
                    + " sign-in) or `all` (secret access keys too).",
            oneOf("none", "passwords", "all"));

    static final List<Setting<?>> ALL = List.of(
            DATA_DIR,
            MASTER_KEY_FILE,
            MASTER_KEY_PKCS11,
            LISTEN,
            ACCOUNT_ID,
            ROOT_EMAIL,
            ROOT_ACCESS_KEY_FILE,
            REGION,
            AVAILABILITY_ZONES,
            TRUSTED_PROXY,
            ALLOWED_HOST,
            TLS_CERT,
            TLS_KEY,
            MAX_BODY_BYTES,
            MAX_BUFFERED_BYTES,
            MAX_HEADER_BYTES,
            MAX_CONNECTIONS,
            MAX_CONCURRENT_REQUESTS,
            REQUEST_TIMEOUT,
            IDLE_TIMEOUT,
            STOP_TIMEOUT,
            AUDIT_MAX_BYTES,
            AUDIT_RETENTION,
            LOG_LEVEL,
            PUBLIC_URL,
            MAIL_SERVER,
            MAIL_ENCRYPTION,
            MAIL_FROM,
            MAIL_USER,
            MAIL_PASSWORD_FILE,
            MAIL_TRUST,
            MAIL_SECRETS);

    private Settings() {}

    private static Function<String, String> matching(Pattern form, String rule) {
        return text -> {
            if (!form.matcher(text).matches()) {
                throw new IllegalArgumentException("\"%s\" will not do: %s.".formatted(text, rule));
            }
            return text;
        };
    }

    private static Function<String, String> oneOf(String... words) {
        return text -> {
            if (!List.of(words).contains(text)) {
                throw new IllegalArgumentException(
                        "\"%s\" is not one of %s.".formatted(text, String.join(", ", words)));
            }
            return text;
        };
    }

    private static Function<String, Integer> number(int least, int most) {
        return text -> Math.toIntExact(number(least, most, text));
    }

    private static long number(long least, long most, String text) {
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below, with the bounds
        }
        throw new IllegalArgumentException("\"%s\" is not a whole number from %d to %d.".formatted(text, least, most));
    }

    private static Duration duration(String text) {
        var match = DURATION.matcher(text);
        if (!match.matches() || Long.parseLong(match.group(1)) == 0) {
            throw new IllegalArgumentException(
                    "\"%s\" is not a duration like 500ms, 30s, 5m, 1h or 90d.".formatted(text));
        }
        long amount = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static System.Logger.Level level(String text) {
        return switch (text) {
            case "error" -> System.Logger.Level.ERROR;
            case "warning" -> System.Logger.Level.WARNING;
            case "info" -> System.Logger.Level.INFO;
            case "debug" -> System.Logger.Level.DEBUG;
            default ->
                throw new IllegalArgumentException("\"%s\" is not one of error, warning, info, debug.".formatted(text));
        };
    }
}
