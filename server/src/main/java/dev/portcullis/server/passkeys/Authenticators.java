// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.passkeys;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticatorTransport;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.data.extension.authenticator.AuthenticationExtensionsAuthenticatorOutputs;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;
import dev.portcullis.server.account.Passkey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what browsers pass on from authenticators, and verifies it. Attestations are not asked for and not believed: any authenticator will
 * do. Everything that it is given may come from anybody, so that whatever goes wrong in reading it is an answer that is not good. Thread-safe.
 */
final class Authenticators {
    /** ES256, EdDSA and RS256: in this order of preference, and as every browser's authenticators have one of them. */
    static final List<Integer> ALGORITHMS = List.of(-7, -8, -257);

    private static final int LONGEST_ANSWER = 32 * 1024;
    private static final int LONGEST_CREDENTIAL_ID = 1023; // section 7.1, step 25
    private static final int MOST_TRANSPORTS = 8;
    private static final List<PublicKeyCredentialParameters> KEY_TYPES = ALGORITHMS.stream()
            .map(algorithm -> new PublicKeyCredentialParameters(
                    PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.create(algorithm)))
            .toList();

    private final ObjectConverter converter = new ObjectConverter();
    private final WebAuthnManager library = WebAuthnManager.createNonStrictWebAuthnManager(converter);
    private final AttestedCredentialDataConverter credentials = new AttestedCredentialDataConverter(converter);

    /**
     * A credential that an authenticator has just made.
     *
     * @param attested the credential data, Base64 for URLs
     */
    record Made(
            String credentialId, String attested, List<String> transports, boolean isBackupEligible, long counter) {}

    /** An answer to a request for a new credential, not verified yet. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Registration(RegistrationData data, byte[] challenge) {}

    /**
     * An answer to a request for a proof, not verified yet.
     *
     * @param credentialId which credential it says to be, Base64 for URLs
     * @param userHandle whose credential it says to be, as that was named when it was made
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Assertion(AuthenticationData data, byte[] challenge, String credentialId, Optional<String> userHandle) {}

    /** What came of verifying a proof. */
    sealed interface Proof {
        /** It holds; {@code counter} is to be kept. */
        record Holds(boolean isUserVerified, long counter) implements Proof {}

        /** It holds but for its counter, which is not above the last one: there are two of this authenticator. */
        record CounterWentBack(long counter) implements Proof {}

        /** It does not hold. */
        record Fails() implements Proof {}
    }

    /** What may be an answer to a request for a new credential; empty if it cannot be read. */
    Optional<Registration> registration(String json) {
        return read(json, () -> {
            var data = library.parseRegistrationResponseJSON(json);
            var clientData = Objects.requireNonNull(data.getCollectedClientData());
            Objects.requireNonNull(data.getAttestationObject());
            return new Registration(data, clientData.getChallenge().getValue());
        });
    }

    /** The credential, if it was made for this site in answer to the challenge; else empty. */
    Optional<Made> verify(Registration registration, Site site) {
        return read("", () -> {
            var server = server(site, registration.challenge());
            var verified =
                    library.verify(registration.data(), new RegistrationParameters(server, KEY_TYPES, false, true));
            var authenticator =
                    Objects.requireNonNull(verified.getAttestationObject()).getAuthenticatorData();
            var credential = Objects.requireNonNull(authenticator.getAttestedCredentialData());
            return credential.getCredentialId().length > LONGEST_CREDENTIAL_ID
                    ? null
                    : made(authenticator, credential, verified.getTransports());
        });
    }

    private Made made(
            AuthenticatorData<?> authenticator,
            AttestedCredentialData credential,
            @Nullable Set<AuthenticatorTransport> transports) {
        var names = transports == null
                ? List.<String>of()
                : transports.stream()
                        .map(AuthenticatorTransport::getValue)
                        .filter(name -> name.matches("[a-z-]{1,32}"))
                        .sorted()
                        .limit(MOST_TRANSPORTS)
                        .toList();
        return new Made(
                encoded(credential.getCredentialId()),
                encoded(credentials.convert(credential)),
                names,
                authenticator.isFlagBE(),
                authenticator.getSignCount());
    }

    /** What may be an answer to a request for a proof; empty if it cannot be read. */
    Optional<Assertion> assertion(String json) {
        return read(json, () -> {
            var data = library.parseAuthenticationResponseJSON(json);
            var clientData = Objects.requireNonNull(data.getCollectedClientData());
            return new Assertion(
                    data,
                    clientData.getChallenge().getValue(),
                    encoded(octets(data.getCredentialId())),
                    Optional.of(new String(octets(data.getUserHandle()), StandardCharsets.UTF_8))
                            .filter(handle -> !handle.isEmpty()));
        });
    }

    /** The octets of an array, none of nothing. */
    private static byte[] octets(@Nullable Object array) {
        return array instanceof byte[] octets ? octets : new byte[0];
    }

    /** Whether a passkey has made the proof, for this site and in answer to the challenge. */
    Proof verify(Assertion assertion, Passkey passkey, Site site, boolean mustVerifyUser) {
        return read("", () -> proof(assertion, passkey, site, mustVerifyUser)).orElseGet(Proof.Fails::new);
    }

    private Proof proof(Assertion assertion, Passkey passkey, Site site, boolean mustVerifyUser) {
        var attested = credentials.convert(decoded(passkey.attested()));
        var record = new CredentialRecordImpl(
                new NoneAttestationStatement(),
                null,
                passkey.isBackupEligible(),
                null,
                passkey.counter(),
                attested,
                new AuthenticationExtensionsAuthenticatorOutputs<>(),
                null,
                null,
                null);
        var parameters = new AuthenticationParameters(
                server(site, assertion.challenge()),
                record,
                List.of(decoded(passkey.credentialId())),
                mustVerifyUser,
                true);
        try {
            var verified = library.verify(assertion.data(), parameters);
            var authenticator = Objects.requireNonNull(verified.getAuthenticatorData());
            return new Proof.Holds(authenticator.isFlagUV(), authenticator.getSignCount());
        } catch (MaliciousCounterValueException e) {
            return new Proof.CounterWentBack(e.getPresentedCounter());
        }
    }

    private static ServerProperty server(Site site, byte[] challenge) {
        return ServerProperty.builder()
                .origin(new Origin(site.origin()))
                .rpId(site.host())
                .challenge(new DefaultChallenge(challenge))
                .build();
    }

    /** Something of the library's to do with what may come from anybody. */
    @FunctionalInterface
    private interface Reading<T> {
        @Nullable
        T result();
    }

    private static <T> Optional<T> read(String json, Reading<T> reading) {
        if (json.length() > LONGEST_ANSWER) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(reading.result());
        } catch (RuntimeException e) { // the library's own, and what hostile input makes it stumble over
            return Optional.empty();
        }
    }

    static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static byte[] decoded(String text) {
        return Base64.getUrlDecoder().decode(text);
    }
}
