// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rolesanywhere;

import dev.portcullis.aws.rolesanywhere.AssumedRoleUser;
import dev.portcullis.aws.rolesanywhere.CreateSessionRequest;
import dev.portcullis.aws.rolesanywhere.CreateSessionResponse;
import dev.portcullis.aws.rolesanywhere.CredentialResponse;
import dev.portcullis.aws.rolesanywhere.Credentials;
import dev.portcullis.aws.rolesanywhere.RolesanywhereModel;
import dev.portcullis.policy.Arn;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.AnywhereProfile;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.account.Role;
import dev.portcullis.server.account.TrustAnchor;
import dev.portcullis.server.api.OpenCall;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.authn.AnywhereSessions;
import dev.portcullis.server.authn.CertificateSignatures.Certified;
import dev.portcullis.server.authz.AnywhereConsent;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.error.ApiError.NotAuthenticated;
import dev.portcullis.server.error.ApiError.PackedPolicyTooLarge;
import dev.portcullis.server.error.ApiError.ValidationError;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.secrets.IssuedSession;
import dev.portcullis.server.secrets.SessionClaims;
import dev.portcullis.server.secrets.SessionOrigin;
import dev.portcullis.server.secrets.SessionPolicies;
import dev.portcullis.server.secrets.SessionSubject;
import dev.portcullis.server.secrets.SessionTags;
import dev.portcullis.server.storage.SubjectUse;
import java.math.BigInteger;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * CreateSession: credentials of a role for who signs with the key of a certificate. Who that is, is proved step by step, each by what the one before
 * made sure of: the key is the certificate's ({@link dev.portcullis.server.authn.CertificateSignatures}), the trust anchor vouches for the
 * certificate, the profile of the same account has the role, and the role's own trust policy lets it be assumed so.
 */
public final class CreateSession {
    private static final Pattern SOURCE_IDENTITY = Pattern.compile("[\\w+=,.@-]{2,64}");
    private static final int LONGEST_SESSION_NAME = 64;
    private static final int LONGEST_TAG_VALUE = 256;

    private final Subjects subjects;

    public CreateSession(Subjects subjects) {
        this.subjects = subjects;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(Operation.open(RolesanywhereModel.CREATE_SESSION, this::create));
    }

    /** What has been proved: the account, and the trust anchor in it that vouches for the certificate. */
    private record Proven(Account account, TrustAnchor anchor, Certified certified) {}

    private CreateSessionResponse create(CreateSessionRequest request, OpenCall call) {
        var certified = call.certificate()
                .orElseThrow(() -> new NotAuthenticated(
                                NotAuthenticated.Reason.MISSING_TOKEN,
                                "CreateSession is signed with the key of a certificate.")
                        .asException());
        var account = Arn.parse(request.trustAnchorArn())
                .filter(arn -> AccountId.isWellFormed(arn.account()))
                .flatMap(arn -> call.accounts().find(new AccountId(arn.account())));
        var anchor = TrustedCertificates.require(account, request.trustAnchorArn(), certified, call.time());
        var proven = new Proven(account.orElseThrow(), anchor, certified);
        try {
            var response = create(proven, request, call);
            note(proven, request, call, false);
            return response;
        } catch (ApiException e) {
            note(proven, request, call, true);
            throw e;
        }
    }

    private static CreateSessionResponse create(Proven proven, CreateSessionRequest request, OpenCall call) {
        var profile = profile(proven, request);
        var role = role(proven.account(), profile, request);
        var certificate = proven.certified().certificate();
        var tags = CertificateAttributes.tags(certificate, profile.mappings());
        requireFitting(tags);
        var sourceIdentity = sourceIdentity(certificate);
        var sessionName = sessionName(profile, certificate, request);
        var anchorArn = proven.account().arns().of(proven.anchor());
        if (!AnywhereConsent.isGiven(
                proven.account(), role, anchorArn, tags, sourceIdentity, sessionName, call.facts())) {
            throw unable(request);
        }
        var settings = profile.settings();
        var claims = new SessionClaims(
                new SessionSubject.Role(role.id(), sessionName),
                call.issuer().newTemporaryKeyId(proven.account().id()),
                call.issuer().sessionTokens().newSessionId(),
                role.epoch(),
                call.time(),
                call.time().plus(life(request, profile, role)),
                new SessionPolicies(settings.sessionPolicy(), settings.managedPolicyArns()),
                new SessionTags(tags, List.of()),
                SessionOrigin.of(proven.certified().region(), "rolesanywhere").withSourceIdentity(sourceIdentity),
                AnywhereSessions.context(anchorArn, proven.account().arns().of(profile)));
        call.proven(
                proven.account().id(),
                proven.account().arns().assumedRole(role.name(), sessionName),
                claims.accessKeyId());
        return switch (call.issuer().sessionTokens().issue(claims)) {
            case IssuedSession.Issued issued -> answer(proven, request, role, sessionName, claims, issued);
            case IssuedSession.PackedPolicyTooLarge(int percent) ->
                throw new PackedPolicyTooLarge(
                                "The session policy of the profile and the tags of the certificate consume " + percent
                                        + "% of allotted space.")
                        .asException();
        };
    }

    /** The profile, which must be in the anchor's own account and region. */
    private static AnywhereProfile profile(Proven proven, CreateSessionRequest request) {
        var profile = proven.account()
                .anywhereByArn(request.profileArn())
                .filter(AnywhereProfile.class::isInstance)
                .map(AnywhereProfile.class::cast)
                .filter(found -> found.region().equals(proven.anchor().region()))
                .orElseThrow(() -> Anywhere.missing("profile", request.profileArn()));
        if (!profile.isEnabled()) {
            throw new AccessDenied("The profile is disabled.").asException();
        }
        if (profile.requiresInstanceProperties() && request.instanceProperties().isEmpty()) {
            throw new ValidationError("The profile requires instance properties.").asException();
        }
        return profile;
    }

    /** The role, which the profile must have by its very ARN. */
    private static Role role(Account account, AnywhereProfile profile, CreateSessionRequest request) {
        var arn = request.roleArn();
        return Stream.of(arn)
                .filter(profile.settings().roleArns()::contains)
                .flatMap(listed -> account.roles().named(listed.substring(listed.lastIndexOf('/') + 1)).stream())
                .filter(role -> account.arns().of(role).equals(arn))
                .findFirst()
                .orElseThrow(() -> unable(request));
    }

    private static ApiException unable(CreateSessionRequest request) {
        return new AccessDenied("Unable to assume role for " + request.roleArn()).asException();
    }

    /** What does not fit a session is refused rather than left out: a policy that denies by it must not miss it. */
    private static void requireFitting(SequencedMap<String, String> tags) {
        boolean fits = tags.size() <= Quota.TAGS.limit()
                && tags.values().stream()
                        .allMatch(value -> value.codePointCount(0, value.length()) <= LONGEST_TAG_VALUE);
        if (!fits) {
            throw new ValidationError(
                            "The attributes that the profile maps from the certificate do not fit a session: at"
                                    + " most " + Quota.TAGS.limit() + ", of at most " + LONGEST_TAG_VALUE
                                    + " characters each.")
                    .asException();
        }
    }

    private static String sourceIdentity(X509Certificate certificate) {
        var names = DistinguishedName.attributes(certificate.getSubjectX500Principal());
        return Optional.ofNullable(names.get("CN"))
                .map(name -> "CN=" + name)
                .filter(identity -> SOURCE_IDENTITY.matcher(identity).matches())
                .orElseThrow(
                        () -> new AccessDenied("Untrusted certificate. The subject of the certificate needs one common"
                                        + " name, of at most 61 letters, digits and characters of _+=,.@-, for the source"
                                        + " identity of the session.")
                                .asException());
    }

    /** The one asked for where the profile accepts it, or the serial number in hexadecimal. */
    private static String sessionName(
            AnywhereProfile profile, X509Certificate certificate, CreateSessionRequest request) {
        var wanted = request.roleSessionName().or(request::sessionName);
        if (wanted.isPresent()) {
            if (!profile.settings().acceptsSessionName()) {
                throw new AccessDenied("The profile does not accept a role session name.").asException();
            }
            return wanted.get();
        }
        var name = hex(certificate.getSerialNumber());
        if (name.length() > LONGEST_SESSION_NAME) {
            throw new AccessDenied("Untrusted certificate. Insufficient certificate").asException();
        }
        return name;
    }

    private static String hex(BigInteger number) {
        var digits = number.toString(16);
        return digits.length() % 2 == 0 ? digits : "0" + digits;
    }

    /** The shortest that anybody wants: the request, the profile, the role. */
    private static Duration life(CreateSessionRequest request, AnywhereProfile profile, Role role) {
        return Stream.of(
                        request.durationSeconds()
                                .map(Duration::ofSeconds)
                                .orElse(profile.settings().duration()),
                        profile.settings().duration(),
                        role.maxSession())
                .min(Duration::compareTo)
                .orElseThrow();
    }

    private static CreateSessionResponse answer(
            Proven proven,
            CreateSessionRequest request,
            Role role,
            String sessionName,
            SessionClaims claims,
            IssuedSession.Issued issued) {
        var account = proven.account();
        return CreateSessionResponse.builder()
                .credentialSet(List.of(CredentialResponse.builder()
                        .assumedRoleUser(AssumedRoleUser.builder()
                                .arn(account.arns().assumedRole(role.name(), sessionName))
                                .assumedRoleId(role.id() + ":" + sessionName)
                                .build())
                        .credentials(Credentials.builder()
                                .accessKeyId(claims.accessKeyId())
                                .secretAccessKey(issued.secretAccessKey().revealText())
                                .sessionToken(issued.token())
                                .expiration(claims.expiresAt())
                                .build())
                        .packedPolicySize(issued.packedPolicyPercent())
                        .roleArn(request.roleArn())
                        .sourceIdentity(claims.origin().sourceIdentity())
                        .build()))
                .subjectArn(account.arns().anywhere(proven.anchor().region(), SubjectsHandlers.TYPE, subjectId(proven)))
                .build();
    }

    private static String subjectId(Proven proven) {
        return Subjects.idOf(
                proven.account().id().text(),
                proven.anchor().region(),
                DistinguishedName.text(proven.certified().certificate().getSubjectX500Principal()));
    }

    private void note(Proven proven, CreateSessionRequest request, OpenCall call, boolean hasFailed) {
        var certificate = proven.certified().certificate();
        subjects.seen(new SubjectUse(
                proven.account().id().text(),
                proven.anchor().region(),
                subjectId(proven),
                DistinguishedName.text(certificate.getSubjectX500Principal()),
                DistinguishedName.text(certificate.getIssuerX500Principal()),
                certificate.getSerialNumber().toString(),
                pem(certificate),
                call.facts().arrival(),
                hasFailed,
                request.instanceProperties()));
    }

    private static String pem(X509Certificate certificate) {
        try {
            var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("A certificate that was read cannot be written", e);
        }
    }
}
