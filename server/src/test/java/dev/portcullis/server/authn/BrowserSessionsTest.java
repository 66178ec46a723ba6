// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authn;

import static dev.portcullis.server.TestWorld.HERE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.iam.ListRolesRequest;
import dev.portcullis.aws.sts.GetSessionTokenRequest;
import dev.portcullis.aws.sts.StsModel;
import dev.portcullis.server.TestWorld;
import dev.portcullis.server.account.SessionPrincipal;
import dev.portcullis.server.authn.BrowserSessions.Opened;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.authn.Caller.RequestFacts;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.http.HttpCall;
import dev.portcullis.server.http.HttpHeader;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Sessions that stand on temporary credentials, and cookies over TLS. */
class BrowserSessionsTest {
    private static final String TRUST = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
              "Principal":{"AWS":"arn:aws:iam::111111111111:root"}}]}""";
    private static final String EVERYTHING = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";

    private final TestWorld world = new TestWorld();
    private final BrowserSessions sessions = world.browserSessions();
    private final Authenticator authenticator = world.authenticator(sessions);

    private HttpCall call(List<HttpHeader> more, boolean secure) {
        var scheme = secure ? "https://" : "http://";
        var headers = new ArrayList<>(List.of(new HttpHeader("Origin", scheme + "localhost:8420")));
        headers.addAll(more);
        var here = InetAddress.getLoopbackAddress();
        return new HttpCall("r", world.now(), "POST", "localhost:8420", "/", headers, new byte[0], here, here, secure);
    }

    private HttpCall call(Opened opened) {
        return call(
                List.of(
                        new HttpHeader("Cookie", "portcullis-session=" + opened.cookie()),
                        new HttpHeader("x-portcullis-session", opened.half())),
                false);
    }

    private Caller caller(Opened opened) {
        var call = call(opened);
        return authenticator.browser(call, false, RequestFacts.of(call));
    }

    private RequestFacts facts() {
        return RequestFacts.of(call(List.of(), false));
    }

    private Opened assumed(Instant until) {
        var ann = world.user(HERE, "ann", EVERYTHING);
        world.role(HERE, "admin", TRUST);
        world.grant(HERE, "admin", EVERYTHING);
        var issued = world.call(
                        ann,
                        StsModel.ASSUME_ROLE,
                        TestWorld.assuming(HERE, "admin").build())
                .credentials()
                .orElseThrow();
        var role = world.account(HERE).role("admin");
        return sessions.open(
                world.account(HERE),
                new SessionPrincipal.Temporary(role.id(), issued.accessKeyId(), issued.sessionToken()),
                "arn:aws:sts::111111111111:assumed-role/admin/session",
                Optional.empty(),
                Optional.of(until),
                facts());
    }

    @Test
    void aSessionOnTemporaryCredentialsIsWhoTheyAre() {
        var opened = assumed(world.now().plus(Duration.ofHours(1)));
        var caller = caller(opened);

        assertThat(caller.identity()).isInstanceOf(Identity.Role.class);
        assertThat(caller.session()).isPresent();
        assertThat(caller.browser()).contains(opened.session());
        assertThat(world.call(
                                caller,
                                IamModel.LIST_ROLES,
                                ListRolesRequest.builder().build())
                        .roles())
                .hasSize(1);
        assertThatThrownBy(() -> world.call(
                        caller,
                        StsModel.GET_SESSION_TOKEN,
                        GetSessionTokenRequest.builder().build()))
                .hasMessageContaining("Cannot call GetSessionToken with session credentials");
    }

    @Test
    void itEndsWithTheCredentials() {
        var opened = assumed(world.now().plus(Duration.ofMinutes(30)));
        world.pass(Duration.ofMinutes(29));
        assertThat(caller(opened).identity()).isInstanceOf(Identity.Role.class);
        world.pass(Duration.ofMinutes(1));
        assertThatThrownBy(() -> caller(opened))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("expired");
    }

    @Test
    void itEndsWhenTheSessionsOfTheRoleAreRevoked() {
        var opened = assumed(world.now().plus(Duration.ofHours(1)));
        world.change(HERE, account -> account.with(account.role("admin").withNextEpoch()));
        assertThatThrownBy(() -> caller(opened))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("invalid");
    }

    @Test
    void overTlsOnlyTheCookieThatNobodyElseCanSetCounts() {
        var root = new SessionPrincipal.Root(HERE.text());
        var opened = sessions.open(world.account(HERE), root, "arn", Optional.empty(), Optional.empty(), facts());
        var half = new HttpHeader("x-portcullis-session", opened.half());
        var plain = call(List.of(new HttpHeader("Cookie", "portcullis-session=" + opened.cookie()), half), true);
        assertThatThrownBy(() -> authenticator.browser(plain, false, RequestFacts.of(plain)))
                .isInstanceOf(ApiException.class);

        var secure =
                call(List.of(new HttpHeader("Cookie", "__Host-portcullis-session=" + opened.cookie()), half), true);
        assertThat(authenticator.browser(secure, false, RequestFacts.of(secure)).identity())
                .isEqualTo(new Identity.Root());
        assertThat(BrowserRequest.setSessionCookie("x", true))
                .isEqualTo("__Host-portcullis-session=x; Path=/; HttpOnly; SameSite=Strict; Secure");
        assertThat(BrowserRequest.setSessionCookie("x", false))
                .isEqualTo("portcullis-session=x; Path=/; HttpOnly; SameSite=Strict");
    }

    @Test
    void theOriginIsWrittenAsBrowsersWriteIt() {
        assertThat(call(List.of(), false).origin()).isEqualTo("http://localhost:8420");
        assertThat(call(List.of(), true).origin()).isEqualTo("https://localhost:8420");
        var here = InetAddress.getLoopbackAddress();
        var named = new HttpCall(
                "r", world.now(), "POST", "IAM.example:443", "/", List.of(), new byte[0], here, here, true);
        assertThat(named.origin()).isEqualTo("https://iam.example");
    }
}
