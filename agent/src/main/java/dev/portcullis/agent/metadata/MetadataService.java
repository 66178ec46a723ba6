// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.metadata;

import dev.portcullis.agent.http.HttpAnswer;
import dev.portcullis.agent.http.HttpRequest;
import dev.portcullis.agent.metadata.MetadataTree.Node;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The instance metadata service: version 2, with tokens, and version 1 where the instance allows it. Until the agent knows which instance it speaks
 * for, and from when it may no longer, every answer is 503.
 */
public final class MetadataService implements Function<HttpRequest, HttpAnswer> {
    /** Names under which EC2 has the service, besides its addresses. */
    public static final Set<String> NAMES =
            Set.of("169.254.169.254", "fd00:ec2:0:0:0:0:0:254", "instance-data", "instance-data.ec2.internal");

    private static final String TOKEN_PATH = "/latest/api/token";
    private static final String TOKEN = "X-aws-ec2-metadata-token";
    private static final String TTL = "X-aws-ec2-metadata-token-ttl-seconds";
    private static final int LONGEST_TTL = 21_600;

    private final Supplier<Optional<Knowledge>> known;
    private final InstantSource clock;
    private final SessionTokens tokens;
    private volatile @Nullable Built built;

    /** The tree of one value, kept until the next value. */
    private record Built(Knowledge knowledge, MetadataTree tree) {}

    /**
     * A service.
     *
     * @param known what is known at the time
     * @param nanos as {@link System#nanoTime}, for the life of session tokens
     */
    public MetadataService(Supplier<Optional<Knowledge>> known, InstantSource clock, LongSupplier nanos) {
        this.known = known;
        this.clock = clock;
        this.tokens = new SessionTokens(nanos);
    }

    @Override
    public HttpAnswer apply(HttpRequest request) {
        if (request.has("X-Forwarded-For")) { // it came through a proxy, which somebody outside may have talked into it
            return HttpAnswer.status(403);
        }
        return known.get()
                .filter(knowledge -> clock.instant().isBefore(knowledge.until()))
                .map(knowledge -> answer(knowledge, request))
                .orElseGet(() -> HttpAnswer.status(503));
    }

    private HttpAnswer answer(Knowledge knowledge, HttpRequest request) {
        if (!knowledge.instance().options().endpointEnabled()) {
            return HttpAnswer.status(403);
        }
        if (request.path().equals(TOKEN_PATH)) {
            return request.method().equals("PUT")
                    ? token(knowledge, request)
                    : HttpAnswer.status(405).with("Allow", "PUT");
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return HttpAnswer.status(405).with("Allow", "GET, HEAD");
        }
        boolean isAllowed = request.header(TOKEN)
                .map(tokens::isValid)
                .orElse(!knowledge.instance().options().tokensRequired());
        if (!isAllowed) {
            return HttpAnswer.status(401);
        }
        return tree(knowledge)
                .at(request.path())
                .map(node -> content(node, knowledge))
                .orElseGet(() -> HttpAnswer.status(404));
    }

    private HttpAnswer token(Knowledge knowledge, HttpRequest request) {
        int seconds = request.header(TTL).map(MetadataService::seconds).orElse(0);
        if (seconds < 1 || seconds > LONGEST_TTL) {
            return HttpAnswer.status(400);
        }
        return HttpAnswer.text(200, tokens.issue(seconds))
                .with(TTL, Integer.toString(seconds))
                .within(knowledge.instance().options().hopLimit());
    }

    /** The number, or 0 for what is none. */
    private static int seconds(String text) {
        boolean isNumber = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber ? Integer.parseInt(text) : 0;
    }

    private HttpAnswer content(Node node, Knowledge knowledge) {
        return switch (node) {
            case Node.Leaf(String contentType, byte[] content) -> HttpAnswer.of(200, contentType, content);
            case Node.RoleCredentialsLeaf() -> CredentialsJson.metadata(knowledge, clock.instant());
        };
    }

    @SuppressWarnings(
            "ReferenceEquality") // one more tree would do no harm, and comparing all that is known would cost more
    private MetadataTree tree(Knowledge knowledge) {
        var present = built;
        if (present == null || present.knowledge() != knowledge) {
            present = new Built(knowledge, MetadataTree.of(knowledge));
            built = present;
        }
        return present.tree();
    }
}
