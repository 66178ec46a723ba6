// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.signin.SigninClient;
import software.amazon.awssdk.services.signin.auth.LoginCredentialsProvider;

/** What {@code aws login} does, request by request: the link, the code, the token endpoint and the proof of a key with each call of it. */
class CliLoginTest {
    private static final String GOOD = "Correct horse 7";
    private static final String CLIENT = "arn:aws:signin:::devtools/same-device";
    private static final String REDIRECT = "http://127.0.0.1:54321/oauth/callback";
    private static final String VERIFIER = "a-verifier_of.64~characters-as-the-cli-makes-them-0123456789abcd";
    private static final String ALLOWED = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
             "Action":["signin:AuthorizeOAuth2Access","signin:CreateOAuth2Token"],
             "Resource":"arn:aws:signin:*:*:oauth2/public-client/*"}]}""";

    private final TestServer server = TestServer.start();
    private final IamClient iam = server.iam();
    private final Browser browser = new Browser(server);
    private final Browser cli = new Browser(server);
    private KeyPair key = newKey();

    @BeforeEach
    void signIn() {
        user("ann", ALLOWED);
        assertThat(browser.password("ann", GOOD).get("state")).isEqualTo("signedIn");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void user(String name, String policy) {
        iam.createUser(request -> request.userName(name));
        iam.createLoginProfile(request -> request.userName(name).password(GOOD));
        iam.putUserPolicy(request -> request.userName(name).policyName("p").policyDocument(policy));
    }

    private static KeyPair newKey() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String encoded(String text) {
        return encoded(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String coordinate(BigInteger value) {
        var bytes = value.toByteArray();
        var padded = new byte[32];
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, padded, 32 - length, length);
        return encoded(padded);
    }

    private String proof(String uri, long issuedAt, String id) {
        try {
            var point = ((ECPublicKey) key.getPublic()).getW();
            var header =
                    "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":{\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\",\"crv\":\"P-256\"}}"
                            .formatted(coordinate(point.getAffineX()), coordinate(point.getAffineY()));
            var claims = "{\"htm\":\"POST\",\"htu\":\"%s\",\"iat\":%d,\"jti\":\"%s\"}".formatted(uri, issuedAt, id);
            var signed = encoded(header) + "." + encoded(claims);
            var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + encoded(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String proof() {
        return proof(
                cli.origin() + "/v1/token",
                server.now().getEpochSecond(),
                UUID.randomUUID().toString());
    }

    private static String challenge() {
        try {
            return encoded(MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Browser.Answer authorize(String... other) {
        return authorize(browser, other);
    }

    private static Browser.Answer authorize(Browser by, String... other) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("response_type", "code");
        fields.put("client_id", CLIENT);
        fields.put("state", "state-1");
        fields.put("code_challenge_method", "SHA-256");
        fields.put("scope", "openid");
        fields.put("redirect_uri", REDIRECT);
        fields.put("code_challenge", challenge());
        for (int i = 0; i < other.length; i += 2) {
            fields.put(other[i], other[i + 1]);
        }
        return by.api(
                "authorize",
                fields.entrySet().stream()
                        .flatMap(field -> Stream.of(field.getKey(), field.getValue()))
                        .toArray(String[]::new));
    }

    private static String code(Browser.Answer authorized) {
        assertThat(authorized.status()).as(authorized.body()).isEqualTo(200);
        var query = URI.create(authorized.get("redirect")).getQuery();
        assertThat(query).endsWith("&state=state-1");
        return query.substring("code=".length(), query.indexOf('&'));
    }

    private Browser.Answer token(String proof, String... fields) {
        var json = new StringBuilder("{");
        for (int i = 0; i < fields.length; i += 2) {
            json.append(i == 0 ? "" : ",")
                    .append('"')
                    .append(fields[i])
                    .append("\":\"")
                    .append(fields[i + 1])
                    .append('"');
        }
        return cli.post(
                "/v1/token",
                "application/json",
                json.append('}').toString(),
                Map.of("Origin", "", "Sec-Fetch-Site", "", "DPoP", proof));
    }

    private Browser.Answer redeem(String code) {
        return redeem(code, VERIFIER, REDIRECT);
    }

    private Browser.Answer redeem(String code, String verifier, String redirect) {
        return token(
                proof(),
                "clientId",
                CLIENT,
                "grantType",
                "authorization_code",
                "code",
                code,
                "codeVerifier",
                verifier,
                "redirectUri",
                redirect);
    }

    private Browser.Answer refresh(String token) {
        return token(proof(), "clientId", CLIENT, "grantType", "refresh_token", "refreshToken", token);
    }

    private static void refused(Browser.Answer answer, String error) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.get("error")).isEqualTo(error);
        assertThat(answer.header("x-amzn-errortype"))
                .isEqualTo(error.equals("INVALID_REQUEST") ? "ValidationException" : "AccessDeniedException");
        assertThat(answer.body()).doesNotContain("accessToken");
    }

    private String whoHas(Browser.Answer tokens) {
        var credentials = AwsSessionCredentials.create(
                tokens.get("accessKeyId"), tokens.get("secretAccessKey"), tokens.get("sessionToken"));
        return server.sts(credentials).getCallerIdentity().arn();
    }

    @Test
    void aCliGetsTheCredentialsOfWhoeverIsSignedInAndRenewsThem() {
        assertThat(browser.get("/v1/authorize?state=%22%3E%3Cimg%3E").body())
                .contains("id=\"authorize\"")
                .doesNotContain("img");
        var tokens = redeem(code(authorize()));
        assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
        assertThat(tokens.get("tokenType")).isEqualTo("aws_sigv4");
        assertThat(tokens.get("expiresIn")).isEqualTo("900");
        assertThat(whoHas(tokens)).isEqualTo("arn:aws:iam::" + TestServer.ACCOUNT + ":user/ann");
        var claims = new String(
                Base64.getUrlDecoder().decode(tokens.get("idToken").split("\\.", -1)[1]), StandardCharsets.UTF_8);
        assertThat(claims).contains("\"sub\":\"arn:aws:iam::" + TestServer.ACCOUNT + ":user/ann\"");

        server.pass(Duration.ofMinutes(4));
        var renewed = refresh(tokens.get("refreshToken"));
        assertThat(renewed.get("accessKeyId")).isNotEqualTo(tokens.get("accessKeyId"));
        assertThat(whoHas(renewed)).endsWith(":user/ann");
    }

    @Test
    void theSdkRenewsALoginThatTheCliLeftInItsCache(@TempDir Path cache) throws Exception {
        var tokens = redeem(code(authorize()));
        var user = "arn:aws:iam::" + TestServer.ACCOUNT + ":user/ann";
        var name = MessageDigest.getInstance("SHA-256").digest(user.getBytes(StandardCharsets.UTF_8));
        Files.writeString(cache.resolve(HexFormat.of().formatHex(name) + ".json"), cached(tokens));
        try (var http = UrlConnectionHttpClient.create();
                var signin = SigninClient.builder()
                        .httpClient(http)
                        .endpointOverride(URI.create(cli.origin()))
                        .region(Region.US_EAST_1)
                        .build();
                var login = LoginCredentialsProvider.builder()
                        .signinClient(signin)
                        .loginSession(user)
                        .tokenCacheLocation(cache)
                        .build()) {
            var credentials = (AwsSessionCredentials) login.resolveCredentials();
            assertThat(credentials.accessKeyId()).isNotEqualTo(tokens.get("accessKeyId"));
            assertThat(server.sts(credentials).getCallerIdentity().arn()).isEqualTo(user);
        }
    }

    /** What the CLI keeps of a login, about to expire. */
    private String cached(Browser.Answer tokens) throws IOException {
        return """
                {"accessToken":{"accessKeyId":"%s","secretAccessKey":"%s","sessionToken":"%s","accountId":"%s","expiresAt":"%s"},
                 "tokenType":"aws_sigv4","refreshToken":"%s","idToken":"%s","clientId":"%s","dpopKey":"%s"}""".formatted(
                        tokens.get("accessKeyId"),
                        tokens.get("secretAccessKey"),
                        tokens.get("sessionToken"),
                        TestServer.ACCOUNT,
                        server.now().plusSeconds(5).truncatedTo(ChronoUnit.SECONDS),
                        tokens.get("refreshToken"),
                        tokens.get("idToken"),
                        CLIENT,
                        pem().replace("\n", "\\n"));
    }

    /** The key as the CLI writes it down (RFC 5915). */
    private String pem() throws IOException {
        var point = ((ECPublicKey) key.getPublic()).getW();
        var uncompressed = new ByteArrayOutputStream();
        uncompressed.write(4);
        uncompressed.write(Base64.getUrlDecoder().decode(coordinate(point.getAffineX())));
        uncompressed.write(Base64.getUrlDecoder().decode(coordinate(point.getAffineY())));
        var der = new org.bouncycastle.asn1.sec.ECPrivateKey(
                        256,
                        ((ECPrivateKey) key.getPrivate()).getS(),
                        new DERBitString(uncompressed.toByteArray()),
                        SECObjectIdentifiers.secp256r1)
                .getEncoded();
        return "-----BEGIN EC PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(der)
                + "\n-----END EC PRIVATE KEY-----\n";
    }

    @Test
    void theLoginGoesOnWhenThePageIsClosedAndEndsAfterTwelveHours() {
        var tokens = redeem(code(authorize()));
        browser.api("sign-out");
        for (int i = 0; i < 15; i++) {
            server.pass(Duration.ofMinutes(45));
            tokens = refresh(tokens.get("refreshToken"));
            assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
        }
        server.pass(Duration.ofMinutes(45));
        refused(refresh(tokens.get("refreshToken")), "TOKEN_EXPIRED");
    }

    @Test
    void whateverEndsTheUsersSessionsEndsTheLogin() {
        var tokens = redeem(code(authorize()));
        iam.updateLoginProfile(request -> request.userName("ann").password("Battery staple 8"));
        refused(refresh(tokens.get("refreshToken")), "USER_CREDENTIALS_CHANGED");

        assertThat(browser.password("ann", "Battery staple 8").get("state")).isEqualTo("signedIn");
        var next = redeem(code(authorize()));
        new PortcullisClient(server.endpoint(), server.root())
                .call("RevokeSessions", Map.of("PrincipalArn", "arn:aws:iam::" + TestServer.ACCOUNT + ":user/ann"));
        refused(refresh(next.get("refreshToken")), "USER_CREDENTIALS_CHANGED");
        assertThatThrownBy(() -> whoHas(next)).hasMessageContaining("invalid");

        assertThat(browser.password("ann", "Battery staple 8").get("state")).isEqualTo("signedIn");
        var last = redeem(code(authorize()));
        browser.api("sign-out-everywhere");
        refused(refresh(last.get("refreshToken")), "TOKEN_EXPIRED");
    }

    @Test
    void aCodeCountsOnceAndForTenMinutes() {
        var code = code(authorize());
        assertThat(redeem(code).status()).isEqualTo(200);
        refused(redeem(code), "AUTHCODE_EXPIRED");

        var late = code(authorize());
        server.pass(Duration.ofMinutes(10));
        refused(redeem(late), "AUTHCODE_EXPIRED");
    }

    @Test
    void aCodeIsUsedUpByAWrongAttempt() {
        var code = code(authorize());
        refused(redeem(code, VERIFIER.replace('a', 'b'), REDIRECT), "AUTHCODE_EXPIRED");
        refused(redeem(code), "AUTHCODE_EXPIRED");
    }

    @Test
    void aCodeIsBoundToRedirectAndClientAndSession() {
        refused(redeem(code(authorize()), VERIFIER, REDIRECT.replace("54321", "54322")), "AUTHCODE_EXPIRED");
        refused(redeem(code(authorize()), "", REDIRECT), "AUTHCODE_EXPIRED");
        refused(
                token(
                        proof(),
                        "clientId",
                        CLIENT.replace("same", "cross"),
                        "grantType",
                        "authorization_code",
                        "code",
                        code(authorize()),
                        "codeVerifier",
                        VERIFIER,
                        "redirectUri",
                        REDIRECT),
                "AUTHCODE_EXPIRED");
        var code = code(authorize());
        browser.api("sign-out");
        refused(redeem(code), "AUTHCODE_EXPIRED");
        refused(redeem("none"), "AUTHCODE_EXPIRED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://evil.example/oauth/callback",
                "http://evil.example:54321/oauth/callback",
                "http://localhost.evil.example:1/",
                "http://127.0.0.1:1@evil.example/",
                "http://127.0.0.1.evil.example:54321/oauth/callback",
                "http://127.0.0.1/oauth/callback",
                "http://127.0.0.1:54321/oauth/callback?x=1",
                "http://127.0.0.1:54321/oauth/callback#x",
                "javascript:alert(1)"
            })
    void aCodeIsGivenToThisMachineOnly(String redirect) {
        assertThat(authorize("redirect_uri", redirect).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "response_type,token",
        "client_id,arn:aws:signin:::devtools/other",
        "code_challenge_method,plain",
        "code_challenge,short",
        "scope,everything",
        "state,''"
    })
    void aLinkIsAsTheCliMakesIt(String field, String value) {
        assertThat(authorize(field, value).status()).isEqualTo(403);
    }

    @Test
    void policiesDecideWhoMayLogACliIn() {
        user("eve", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:*","Resource":"*"}]}""");
        var eve = new Browser(server);
        eve.password("eve", GOOD);
        var answer = authorize(eve);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("signin:AuthorizeOAuth2Access");

        var tokens = redeem(code(authorize()));
        iam.deleteUserPolicy(request -> request.userName("ann").policyName("p"));
        refused(refresh(tokens.get("refreshToken")), "INSUFFICIENT_PERMISSIONS");
    }

    @Test
    void whoSitsThereHasProvedItLately() {
        server.pass(Duration.ofMinutes(16));
        assertThat(authorize().status()).isEqualTo(401);
        assertThat(browser.api("prove", "password", GOOD).status()).isEqualTo(200);
        assertThat(authorize().status()).isEqualTo(200);
        assertThat(authorize(new Browser(server)).status()).isEqualTo(401);
    }

    @Test
    void aRefreshTokenIsGoodWithItsKeyOnly() {
        var tokens = redeem(code(authorize()));
        var own = key;
        key = newKey();
        refused(refresh(tokens.get("refreshToken")), "TOKEN_EXPIRED");
        key = own;
        assertThat(refresh(tokens.get("refreshToken")).status()).isEqualTo(200);
        refused(refresh(browser.cookies().getOrDefault("portcullis-session", "")), "TOKEN_EXPIRED");
        refused(refresh(code(authorize())), "TOKEN_EXPIRED");
    }

    @Test
    void eachProofIsOfThisRequestAndCountsOnce() {
        var refresh = redeem(code(authorize())).get("refreshToken");
        var fields = new String[] {"clientId", CLIENT, "grantType", "refresh_token", "refreshToken", refresh};
        var here = cli.origin() + "/v1/token";
        long now = server.now().getEpochSecond();
        refused(token("", fields), "INVALID_REQUEST");
        refused(token("a.b.c", fields), "INVALID_REQUEST");
        refused(token(proof("https://evil.example/v1/token", now, "1"), fields), "INVALID_REQUEST");
        refused(token(proof(here, now - 400, "2"), fields), "INVALID_REQUEST");
        refused(token(proof(here, now + 400, "3"), fields), "INVALID_REQUEST");
        refused(token(proof(here, now, ""), fields), "INVALID_REQUEST");
        var good = proof(here, now, "4");
        refused(token(good.substring(0, good.length() - 8) + "AAAAAAAA", fields), "INVALID_REQUEST");
        var parts = good.split("\\.", -1);
        var unsigned = encoded("{\"typ\":\"dpop+jwt\",\"alg\":\"none\"}") + "." + parts[1] + ".";
        refused(token(unsigned, fields), "INVALID_REQUEST");
        assertThat(token(good, fields).status()).isEqualTo(200);
        refused(token(good, fields), "INVALID_REQUEST");
    }

    @Test
    void aCliElsewhereIsToldTheCodeByItsUser() {
        var cross = CLIENT.replace("same", "cross");
        var redirect = browser.origin() + "/v1/sessions/confirmation";
        assertThat(authorize("client_id", cross).status()).isEqualTo(403);
        var answer = authorize("client_id", cross, "redirect_uri", redirect);
        assertThat(answer.get("redirect")).isEmpty();
        var shown = new String(Base64.getDecoder().decode(answer.get("code")), StandardCharsets.UTF_8);
        assertThat(shown).startsWith("code=").endsWith("&state=state-1");
        var tokens = token(
                proof(),
                "clientId",
                cross,
                "grantType",
                "authorization_code",
                "code",
                shown.substring("code=".length(), shown.indexOf('&')),
                "codeVerifier",
                VERIFIER,
                "redirectUri",
                redirect);
        assertThat(whoHas(tokens)).endsWith(":user/ann");
    }

    @Test
    void whatIsNotAskedRightIsRefused() {
        refused(token(proof(), "clientId", "me", "grantType", "refresh_token"), "INVALID_REQUEST");
        refused(token(proof(), "clientId", CLIENT, "grantType", "password"), "INVALID_REQUEST");
        refused(cli.post("/v1/token", "application/json", "[]", Map.of("DPoP", proof())), "INVALID_REQUEST");
        assertThat(Arrays.asList(404, 405)).contains(cli.get("/v1/token").status());
    }
}
