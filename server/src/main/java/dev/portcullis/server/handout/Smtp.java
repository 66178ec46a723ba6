// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.handout;

import dev.portcullis.server.error.ApiError.MailNotSent;
import dev.portcullis.server.error.ApiError.Throttling;
import dev.portcullis.server.handout.MailSettings.Encryption;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Hands mails to a mail server, a few at one time, each under a time limit. Thread-safe. */
final class Smtp {
    private static final Duration STEP_LIMIT = Duration.ofSeconds(10);
    private static final int AT_ONE_TIME = 4;
    private static final int MOST_TOLD = 200;

    private final MailSettings settings;
    private final Session session;
    private final Semaphore turns = new Semaphore(AT_ONE_TIME, true);

    /** @throws IllegalArgumentException if the trusted certificates cannot be read */
    Smtp(MailSettings settings) {
        this.settings = settings;
        this.session = Session.getInstance(properties(settings));
    }

    /**
     * Hands a mail over.
     *
     * @throws dev.portcullis.server.error.ApiException {@code MailNotSent}, with what the mail server said; {@code Throttling} if too many wait
     */
    void send(String to, String subject, String text, Instant now) {
        try {
            if (!turns.tryAcquire(STEP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Throttling("Rate exceeded").asException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting to send a mail", e);
        }
        try {
            var message = message(to, subject, text, now);
            deliver(message);
        } catch (MessagingException e) {
            throw new MailNotSent("The mail server " + settings.host() + ":" + settings.port()
                            + " did not take the mail: " + told(e))
                    .asException();
        } finally {
            turns.release();
        }
    }

    private MimeMessage message(String to, String subject, String text, Instant now) throws MessagingException {
        var message = new MimeMessage(session);
        message.setFrom(new InternetAddress(settings.from(), true));
        message.setRecipient(RecipientType.TO, new InternetAddress(to, true));
        message.setSubject(subject, "UTF-8");
        message.setSentDate(Date.from(now));
        message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834
        message.setText(text, "UTF-8");
        message.saveChanges();
        return message;
    }

    private void deliver(MimeMessage message) throws MessagingException {
        try (var transport = session.getTransport("smtp")) {
            if (settings.login().isPresent()) {
                var login = settings.login().get();
                transport.connect(login.user(), login.password().revealText());
            } else {
                transport.connect();
            }
            transport.sendMessage(message, message.getAllRecipients());
        }
    }

    /** What went wrong, in one printable line; a mail server's words may hold anything. */
    private static String told(MessagingException e) {
        var text = new StringBuilder();
        for (Throwable cause = e; cause != null && text.length() < MOST_TOLD; cause = cause.getCause()) {
            text.append(text.isEmpty() ? "" : " / ")
                    .append(String.valueOf(cause.getMessage())
                            .replaceAll("[^\\x20-\\x7e]+", " ")
                            .strip());
        }
        return text.length() <= MOST_TOLD ? text.toString() : text.substring(0, MOST_TOLD);
    }

    private static Properties properties(MailSettings settings) {
        var properties = new Properties();
        var limit = Long.toString(STEP_LIMIT.toMillis());
        properties.put("mail.smtp.host", settings.host());
        properties.put("mail.smtp.port", Integer.toString(settings.port()));
        properties.put("mail.smtp.connectiontimeout", limit);
        properties.put("mail.smtp.timeout", limit);
        properties.put("mail.smtp.writetimeout", limit);
        properties.put("mail.smtp.auth", Boolean.toString(settings.login().isPresent()));
        properties.put(
                "mail.smtp.localhost", settings.from().substring(settings.from().indexOf('@') + 1));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
        switch (settings.encryption()) {
            case STARTTLS -> {
                properties.put("mail.smtp.starttls.enable", "true");
                properties.put("mail.smtp.starttls.required", "true");
            }
            case IMPLICIT -> properties.put("mail.smtp.ssl.enable", "true");
            case NONE -> {}
        }
        if (settings.encryption() != Encryption.NONE) {
            settings.trusted().ifPresent(file -> properties.put("mail.smtp.ssl.socketFactory", trusting(file)));
        }
        return properties;
    }

    private static SSLSocketFactory trusting(Path file) {
        try (var in = Files.newInputStream(file)) {
            var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("trusted-" + trusted.size(), certificate);
            }
            if (trusted.size() == 0) {
                throw new IllegalArgumentException("mail-trust: there is no certificate in " + file + ".");
            }
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("mail-trust: " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
