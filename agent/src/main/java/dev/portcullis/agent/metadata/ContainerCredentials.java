// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.metadata;

import dev.portcullis.agent.http.HttpAnswer;
import dev.portcullis.agent.http.HttpRequest;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The endpoint that {@code AWS_CONTAINER_CREDENTIALS_FULL_URI} names: the credentials of the role to whoever shows the token that
 * {@code AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE} names. The file is read at each request, so that a new token counts at once.
 */
public final class ContainerCredentials implements Function<HttpRequest, HttpAnswer> {
    /** Where the credentials are. */
    public static final String PATH = "/v1/credentials";

    private static final System.Logger LOG = System.getLogger(ContainerCredentials.class.getName());

    private final Supplier<Optional<Knowledge>> known;
    private final InstantSource clock;
    private final Path tokenFile;

    /**
     * An endpoint.
     *
     * @param tokenFile the token, one line
     */
    public ContainerCredentials(Supplier<Optional<Knowledge>> known, InstantSource clock, Path tokenFile) {
        this.known = known;
        this.clock = clock;
        this.tokenFile = tokenFile;
    }

    @Override
    public HttpAnswer apply(HttpRequest request) {
        if (request.has("X-Forwarded-For")) {
            return refused(403, "Forbidden", "Requests through proxies are refused.");
        }
        if (!request.method().equals("GET")) {
            return refused(405, "MethodNotAllowed", "Credentials are asked for with GET.")
                    .with("Allow", "GET");
        }
        if (!isAuthorized(request)) {
            return refused(401, "Unauthorized", "The Authorization header must be the token in the token file.");
        }
        if (!request.path().equals(PATH)) {
            return refused(404, "NotFound", "Credentials are at " + PATH + ".");
        }
        return known.get()
                .filter(knowledge -> clock.instant().isBefore(knowledge.until()))
                .map(this::credentials)
                .orElseGet(() -> refused(503, "NotReady", "The agent does not know its instance yet, or no more."));
    }

    private boolean isAuthorized(HttpRequest request) {
        try {
            byte[] token = ContainerTokenFile.read(tokenFile).getBytes(StandardCharsets.UTF_8);
            byte[] shown = request.header("Authorization").orElse("").getBytes(StandardCharsets.UTF_8);
            return MessageDigest.isEqual(token, shown);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The container token cannot be read, so nobody has it: {0}", e.getMessage());
            return false;
        }
    }

    private HttpAnswer credentials(Knowledge knowledge) {
        return switch (knowledge.role()) {
            case Knowledge.RoleState.None() -> refused(404, "NoRole", "The instance has no role.");
            case Knowledge.RoleState.NotAssumable(String message) ->
                refused(403, "AssumeRoleUnauthorizedAccess", message);
            case Knowledge.RoleState.Available any -> available(knowledge);
            case Knowledge.RoleState.Unavailable() -> available(knowledge);
        };
    }

    private HttpAnswer available(Knowledge knowledge) {
        Instant now = clock.instant();
        return knowledge
                .credentials(now)
                .map(credentials -> CredentialsJson.container(knowledge, credentials, now))
                .orElseGet(() -> refused(503, "NotReady", "There are no credentials at present."));
    }

    private static HttpAnswer refused(int status, String code, String message) {
        return CredentialsJson.json(status, new Json().put("code", code).put("message", message));
    }
}
