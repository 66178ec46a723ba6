// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent;

import dev.portcullis.agent.server.AgentCredentials;
import dev.portcullis.agent.server.AgentIdentity;
import dev.portcullis.agent.server.Facts;
import dev.portcullis.agent.server.OwnInstance;
import dev.portcullis.agent.server.PortcullisServer;
import dev.portcullis.agent.server.Proof;
import dev.portcullis.agent.server.RoleCredentials;
import dev.portcullis.agent.server.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A server in memory, with one instance and one join token, which counts once. */
final class FakeServer implements PortcullisServer {
    static final String TOKEN = "pjt_token";

    private final Supplier<Instant> clock;
    final List<String> calls = new ArrayList<>();
    boolean isDown;

    @Nullable
    Refused refusal;

    @Nullable
    Refused credentialsRefusal;

    OwnInstance instance = Facts.instance("1", "web");
    /** The role of which credentials are issued; usually the instance's. */
    String role = "web";

    private boolean isTokenUsed;
    private int issued;

    FakeServer(Supplier<Instant> clock) {
        this.clock = clock;
    }

    void change(OwnInstance changed) {
        instance = changed;
        role = changed.roleName().orElse("none");
    }

    private void called(String operation) throws Unreachable, Refused {
        if (isDown) {
            throw new Unreachable("The server does not answer.");
        }
        calls.add(operation);
        var refused = refusal;
        if (refused != null) {
            throw refused;
        }
    }

    @Override
    public AgentIdentity join(Secret joinToken) throws Unreachable, Refused {
        called("join");
        if (isTokenUsed || !joinToken.reveal().equals(TOKEN)) {
            throw new Refused("InvalidJoinToken", "The join token is not valid, has expired, or was used.");
        }
        isTokenUsed = true;
        return Facts.identity(clock.get());
    }

    @Override
    public AgentIdentity join(String instanceArn, Proof proof) throws Unreachable, Refused {
        called("join with certificate");
        return Facts.identity(clock.get());
    }

    @Override
    public AgentCredentials renew(AgentIdentity identity) throws Unreachable, Refused {
        called("renew");
        return Facts.agentCredentials("ASIAAGENT" + calls.size(), clock.get());
    }

    @Override
    public Optional<OwnInstance> ownInstance(AgentIdentity identity, String knownRevision) throws Unreachable, Refused {
        called("look");
        return knownRevision.equals(instance.revision()) ? Optional.empty() : Optional.of(instance);
    }

    @Override
    public RoleCredentials roleCredentials(AgentIdentity identity) throws Unreachable, Refused {
        called("credentials");
        var refused = credentialsRefusal;
        if (refused != null) {
            throw refused;
        }
        return Facts.roleCredentials(role, "ASIA" + ++issued, clock.get());
    }
}
