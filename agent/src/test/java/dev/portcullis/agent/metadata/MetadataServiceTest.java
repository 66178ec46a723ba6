// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.metadata;

import static dev.portcullis.agent.server.Facts.NOW;
import static dev.portcullis.agent.server.Facts.PROFILE;
import static dev.portcullis.agent.server.Facts.STANDARD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.agent.http.Cidr;
import dev.portcullis.agent.http.HttpEndpoint;
import dev.portcullis.agent.http.HttpEndpoint.Limits;
import dev.portcullis.agent.http.Peers;
import dev.portcullis.agent.http.Wire;
import dev.portcullis.agent.http.Wire.Answer;
import dev.portcullis.agent.metadata.Knowledge.RoleState;
import dev.portcullis.agent.server.Facts;
import dev.portcullis.agent.server.OwnInstance;
import dev.portcullis.agent.server.OwnInstance.Options;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The metadata service over HTTP, as EC2's answers. */
class MetadataServiceTest {
    private static final String HOST = "Host: 169.254.169.254";
    private static final String CREDENTIALS = "/latest/meta-data/iam/security-credentials/";
    private static final Options OPTIONAL_TOKENS = new Options(false, true, 1, false);

    private final AtomicReference<Optional<Knowledge>> known = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // it may wrap around
    private HttpEndpoint endpoint;

    MetadataServiceTest() throws IOException {
        endpoint = start(List.of());
    }

    private HttpEndpoint start(List<Cidr> containers) throws IOException {
        return HttpEndpoint.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                MetadataService.NAMES,
                new Peers(containers),
                Limits.STANDARD,
                new MetadataService(known::get, now::get, nanos::get));
    }

    @BeforeEach
    void anInstanceWithARole() {
        learn(Facts.instance("1", "web"), new RoleState.Available(Facts.roleCredentials("web", "ASIAWEB1", NOW)));
    }

    @AfterEach
    void stop() throws IOException {
        endpoint.close();
    }

    private void learn(OwnInstance instance, RoleState role) {
        known.set(Optional.of(new Knowledge(instance, role, NOW, NOW.plus(Duration.ofHours(24)))));
    }

    private void learn(Options options) {
        learn(
                Facts.instance("2", options, Optional.of(PROFILE), Optional.of("web")),
                new RoleState.Available(Facts.roleCredentials("web", "ASIAWEB1", NOW)));
    }

    private Answer ask(String method, String path, String... headers) throws IOException {
        var all = new String[headers.length + 1];
        all[0] = HOST;
        System.arraycopy(headers, 0, all, 1, headers.length);
        return Wire.ask(endpoint.address(), method, path, all).orElseThrow();
    }

    private String token(int seconds) throws IOException {
        var answer = ask("PUT", "/latest/api/token", "X-aws-ec2-metadata-token-ttl-seconds: " + seconds);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-Aws-Ec2-Metadata-Token-Ttl-Seconds")).contains("" + seconds);
        return answer.body();
    }

    private Answer get(String path) throws IOException {
        return ask("GET", path, "X-aws-ec2-metadata-token: " + token(60));
    }

    // --- tokens ---

    @Test
    void aTokenOpensEverythingUntilItEnds() throws IOException {
        var header = "x-AWS-ec2-METADATA-token: " + token(21_600);

        assertThat(ask("GET", "/latest/meta-data/instance-id", header).body()).isEqualTo(Facts.INSTANCE);
        nanos.addAndGet(Duration.ofHours(6).toNanos() - 1);
        assertThat(ask("GET", "/latest/meta-data/instance-id", header).status()).isEqualTo(200);
        nanos.addAndGet(1);
        assertThat(ask("GET", "/latest/meta-data/instance-id", header).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "21601", "-1", "+1", "1.5", "a", "9999999999", "0x10"})
    void aLifeThatNoTokenHasIsRefused(String seconds) throws IOException {
        assertThat(ask("PUT", "/latest/api/token", "X-aws-ec2-metadata-token-ttl-seconds: " + seconds)
                        .status())
                .isEqualTo(400);
        assertThat(ask("PUT", "/latest/api/token").status()).isEqualTo(400);
    }

    @Test
    void aWrongTokenIsRefusedEvenWhereNoneIsNeeded() throws IOException {
        var right = token(60);
        var otherProcess = new SessionTokens(nanos::get).issue(60);
        learn(OPTIONAL_TOKENS);
        for (var wrong : List.of("", "a", otherProcess, right.substring(1), right + "A", "*".repeat(right.length()))) {
            assertThat(ask("GET", "/latest/meta-data/", "X-aws-ec2-metadata-token: " + wrong)
                            .status())
                    .as(wrong)
                    .isEqualTo(401);
        }
        var random = new Random(1);
        for (int i = 0; i < 200; i++) {
            var tampered = new StringBuilder(right);
            int place = random.nextInt(right.length());
            tampered.setCharAt(place, right.charAt(place) == 'A' ? 'Q' : 'A');
            assertThat(ask("GET", "/latest/meta-data/", "X-aws-ec2-metadata-token: " + tampered)
                            .status())
                    .as("%s for %s", tampered, right)
                    .isEqualTo(401);
        }
        assertThat(ask("GET", "/latest/meta-data/", "X-aws-ec2-metadata-token: " + right)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void withoutATokenNothingIsToldUnlessTheInstanceAllowsIt() throws IOException {
        for (var path :
                List.of("/", "/latest/", "/latest/meta-data/instance-id", CREDENTIALS + "web", "/latest/nothing")) {
            assertThat(ask("GET", path).status()).as(path).isEqualTo(401);
        }
        learn(OPTIONAL_TOKENS);
        assertThat(ask("GET", CREDENTIALS).body()).isEqualTo("web");
        learn(STANDARD);
        assertThat(ask("GET", CREDENTIALS).status())
                .as("as soon as it is changed")
                .isEqualTo(401);
    }

    @Test
    void whatCameThroughAProxyIsRefused() throws IOException {
        var proxy = "X-Forwarded-For: 203.0.113.9";
        assertThat(ask("PUT", "/latest/api/token", "X-aws-ec2-metadata-token-ttl-seconds: 60", proxy)
                        .status())
                .isEqualTo(403);
        learn(OPTIONAL_TOKENS);
        assertThat(ask("GET", CREDENTIALS + "web", "x-forwarded-for:").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "169.254.169.254.evil.example", "10.0.0.1"})
    void aNameOfSomebodyElsesIsRefused(String host) throws IOException {
        learn(OPTIONAL_TOKENS);
        assertThat(Wire.ask(endpoint.address(), "GET", "/latest/meta-data/", "Host: " + host))
                .hasValueSatisfying(answer -> assertThat(answer.status()).isEqualTo(403));
        assertThat(Wire.ask(
                        endpoint.address(),
                        "PUT",
                        "/latest/api/token",
                        "Host: " + host,
                        "X-aws-ec2-metadata-token-ttl-seconds: 60"))
                .hasValueSatisfying(answer -> assertThat(answer.status()).isEqualTo(403));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /latest/api/token, PUT",
        "POST, /latest/api/token, PUT",
        "PUT, /latest/meta-data/, 'GET, HEAD'",
        "POST, /latest/meta-data/, 'GET, HEAD'",
        "DELETE, /latest/user-data, 'GET, HEAD'",
        "OPTIONS, /, 'GET, HEAD'",
        "TRACE, /, 'GET, HEAD'"
    })
    void otherMethodsAreRefused(String method, String path, String allowed) throws IOException {
        var answer = ask(method, path);

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).contains(allowed);
    }

    @Test
    void aServiceThatIsSwitchedOffTellsNothing() throws IOException {
        var header = "X-aws-ec2-metadata-token: " + token(60);
        learn(new Options(false, false, 1, true));
        assertThat(ask("PUT", "/latest/api/token", "X-aws-ec2-metadata-token-ttl-seconds: 60")
                        .status())
                .isEqualTo(403);
        assertThat(ask("GET", CREDENTIALS + "web", header).status()).isEqualTo(403);
        assertThat(ask("GET", "/latest/meta-data/").status()).isEqualTo(403);
    }

    // --- what is told ---

    @ParameterizedTest
    @CsvSource({
        "/latest/meta-data/ami-id, ami-00000000000000001",
        "/latest/meta-data/ami-launch-index, 0",
        "/latest/meta-data/instance-id, i-0123456789abcdef0",
        "/2021-07-15/meta-data/instance-id, i-0123456789abcdef0",
        "/1.0/meta-data/instance-id, i-0123456789abcdef0",
        "/latest/meta-data/instance-type, t3.micro",
        "/latest/meta-data/placement/region, us-east-1",
        "/latest/meta-data/placement/availability-zone, us-east-1a",
        "/latest/meta-data/reservation-id, r-0123456789abcdef0",
        "/latest/meta-data/iam/security-credentials/, web",
        "/latest/dynamic/instance-identity/document, {\"region\":\"us-east-1\"}",
        "/latest/dynamic/instance-identity/signature, c2ln",
        "/latest/dynamic/instance-identity/pkcs7, cGtjczc=",
        "/latest/dynamic/instance-identity/rsa2048, cGtjczc=",
        "/latest/dynamic/instance-identity/certificate, -----BEGIN CERTIFICATE-----"
    })
    void factsAreToldUnderEc2sPaths(String path, String content) throws IOException {
        var answer = get(path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(content);
        assertThat(answer.header("Content-Type")).contains("text/plain");
    }

    @Test
    void directoriesListWhatIsInThem() throws IOException {
        assertThat(get("/").body().lines()).startsWith("1.0").endsWith("latest");
        for (var version : List.of("/latest", "/latest/", "/2008-02-01")) {
            assertThat(get(version).body().lines()).containsExactly("dynamic", "meta-data", "user-data");
        }
        for (var directory : List.of("/latest/meta-data", "/latest/meta-data/")) {
            assertThat(get(directory).body().lines())
                    .containsExactly(
                            "ami-id",
                            "ami-launch-index",
                            "iam/",
                            "instance-id",
                            "instance-type",
                            "placement/",
                            "reservation-id");
        }
        assertThat(get("/latest/meta-data/iam").body().lines()).containsExactly("info", "security-credentials/");
        assertThat(get("/latest/dynamic").body().lines()).containsExactly("instance-identity/");
        assertThat(get(CREDENTIALS).body()).as("no newline").isEqualTo("web");
    }

    @Test
    void userDataIsGivenAsItIs() throws IOException {
        assertThat(get("/latest/user-data").body()).isEqualTo("#!/bin/sh\n");
        assertThat(get("/latest/user-data").header("Content-Type")).contains("application/octet-stream");
    }

    @Test
    void tagsAreToldOnlyWhereTheInstanceSaysSo() throws IOException {
        assertThat(get("/latest/meta-data/tags/instance/Name").status()).isEqualTo(404);
        learn(new Options(true, true, 1, true));
        assertThat(get("/latest/meta-data/tags/instance/Name").body()).isEqualTo("web-1");
        assertThat(get("/latest/meta-data/tags/instance/").body())
                .as("keys that no path can end with are left out")
                .isEqualTo("Name");
    }

    @Test
    void theRolesCredentialsAreInTheFormThatSdksRead() throws IOException {
        assertThat(get(CREDENTIALS + "web").body()).isEqualTo("""
                {
                  "Code" : "Success",
                  "LastUpdated" : "2026-11-22T12:00:00Z",
                  "Type" : "AWS-HMAC",
                  "AccessKeyId" : "ASIAWEB1",
                  "SecretAccessKey" : "secret/of+ASIAWEB1",
                  "Token" : "token-of-ASIAWEB1",
                  "Expiration" : "2026-11-22T12:20:00Z"
                }""");
        assertThat(get("/latest/meta-data/iam/info").body()).isEqualTo("""
                {
                  "Code" : "Success",
                  "LastUpdated" : "2026-11-22T12:00:00Z",
                  "InstanceProfileArn" : "arn:aws:iam::123456789012:instance-profile/web",
                  "InstanceProfileId" : "AIPAEXAMPLEEXAMPLE123"
                }""");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"admin", "WEB", "we", "webb", "web/", "web/x", "../web", "%77eb", "web%00", "*", "extended"})
    void noOtherRoleIsThere(String name) throws IOException {
        assertThat(get(CREDENTIALS + name).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/latest/meta-data/iam/security-credentials-extended/",
                "/latest/meta-data/iam/security-credentials-extended/web",
                "/latest/meta-data/local-ipv4",
                "/latest/meta-data/hostname",
                "/latest//meta-data/",
                "//latest/meta-data/",
                "/latest/meta-data/instance-id/",
                "/latest/meta-data/../meta-data/instance-id",
                "/latest/meta%2ddata/instance-id",
                "/LATEST/meta-data/",
                "/2019-99-99/meta-data/",
                "/latestx",
                "/v1/credentials"
            })
    void whatIsNotThereIsNotFound(String path) throws IOException {
        assertThat(get(path).status()).isEqualTo(404);
    }

    @Test
    void anInstanceWithoutARoleHasNoCredentials() throws IOException {
        learn(Facts.instance("3", STANDARD, Optional.empty(), Optional.empty()), new RoleState.None());

        for (var path :
                List.of("iam", "iam/", "iam/info", "iam/security-credentials/", "iam/security-credentials/web")) {
            assertThat(get("/latest/meta-data/" + path).status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void aRoleWithoutAProfileIsToldWithoutOne() throws IOException {
        learn(
                Facts.instance("3", STANDARD, Optional.empty(), Optional.of("fleet")),
                new RoleState.Available(Facts.roleCredentials("fleet", "ASIAFLEET", NOW)));

        assertThat(get("/latest/meta-data/iam/info").body()).contains("Success").doesNotContain("InstanceProfile");
        assertThat(get(CREDENTIALS + "fleet").body()).contains("ASIAFLEET");
    }

    @Test
    void aRoleThatCannotBeAssumedIsToldAsEc2Does() throws IOException {
        learn(Facts.instance("4", "web"), new RoleState.NotAssumable("The role \"web\" does not trust EC2."));

        assertThat(get(CREDENTIALS).body()).isEqualTo("web");
        assertThat(get(CREDENTIALS + "web").status()).isEqualTo(200);
        assertThat(get(CREDENTIALS + "web").body())
                .contains("\"Code\" : \"AssumeRoleUnauthorizedAccess\"", "The role \\\"web\\\" does not")
                .doesNotContain("AccessKeyId");
    }

    @Test
    void whoRunsOnThroughAChangeOfTheRoleComesBackWithinMinutes() throws IOException {
        now.set(NOW.plus(Duration.ofHours(3)));
        assertThat(get(CREDENTIALS + "web").body()).contains("\"Expiration\" : \"2026-11-22T15:20:00Z\"");
        now.set(NOW.plus(Duration.ofMinutes(350)));
        assertThat(get(CREDENTIALS + "web").body())
                .as("never longer than they last")
                .contains("\"Expiration\" : \"2026-11-22T18:00:00Z\"");
    }

    // --- what is not known ---

    @Test
    void credentialsAreToldUntilTheyExpireAndNoLonger() throws IOException {
        now.set(NOW.plus(Duration.ofHours(6)).minusMillis(1));
        assertThat(get(CREDENTIALS + "web").status()).isEqualTo(200);
        now.set(NOW.plus(Duration.ofHours(6)));
        assertThat(get(CREDENTIALS + "web").status()).isEqualTo(503);
        assertThat(get("/latest/meta-data/instance-id").status()).isEqualTo(200);
        learn(Facts.instance("5", "web"), new RoleState.Unavailable());
        assertThat(get(CREDENTIALS + "web").status()).isEqualTo(503);
    }

    @Test
    void nothingIsToldBeforeTheIdentityIsKnownAndWhenItHasEnded() throws IOException {
        var header = "X-aws-ec2-metadata-token: " + token(60);
        for (var unknown : List.of(true, false)) {
            if (unknown) {
                known.set(Optional.empty());
            } else {
                anInstanceWithARole();
                now.set(NOW.plus(Duration.ofHours(24)));
            }
            assertThat(ask("PUT", "/latest/api/token", "X-aws-ec2-metadata-token-ttl-seconds: 60")
                            .status())
                    .isEqualTo(503);
            for (var path : List.of("/", "/latest/meta-data/instance-id", CREDENTIALS, CREDENTIALS + "web", "/x")) {
                assertThat(ask("GET", path, header).status()).as(path).isEqualTo(503);
            }
        }
    }

    @Test
    void aChangeOfTheRoleIsSeenAtOnceAndNeverMixed() throws Exception {
        learn(OPTIONAL_TOKENS);
        var changing = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 300; i++) {
                var role = "role-" + i % 3;
                learn(
                        Facts.instance("r" + i, OPTIONAL_TOKENS, Optional.of(PROFILE), Optional.of(role)),
                        new RoleState.Available(Facts.roleCredentials(role, "ASIA-" + role, NOW)));
            }
        });
        while (changing.isAlive()) {
            for (var role : List.of("role-0", "role-1", "role-2")) {
                var answer = ask("GET", CREDENTIALS + role);
                assertThat(answer.status()).isIn(200, 404);
                if (answer.status() == 200) {
                    assertThat(answer.body()).contains("ASIA-" + role + "\"", "token-of-ASIA-" + role + "\"");
                }
            }
        }
        changing.join();
        assertThat(ask("GET", CREDENTIALS).body()).isEqualTo("role-2");
    }

    @Test
    void anyPathIsAnswered() throws IOException {
        learn(OPTIONAL_TOKENS);
        var random = new Random(46);
        var steps = List.of(
                "",
                "latest",
                "meta-data",
                "iam",
                "info",
                "security-credentials",
                "web",
                "..",
                ".",
                "%2e%2e",
                "api",
                "token",
                "user-data",
                "dynamic",
                "tags",
                "instance",
                "2009-04-04",
                "?",
                "#",
                ";",
                "%00",
                "\\",
                "~",
                "x".repeat(300));
        for (int i = 0; i < 2_000; i++) {
            var path = new StringBuilder();
            for (int step = random.nextInt(7); step >= 0; step--) {
                path.append('/').append(steps.get(random.nextInt(steps.size())));
            }
            assertThat(ask(random.nextBoolean() ? "GET" : "HEAD", path.toString())
                            .status())
                    .as("%s", path)
                    .isIn(200, 404, 405);
        }
    }
}
