// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent;

import dev.portcullis.agent.metadata.Knowledge;
import dev.portcullis.agent.metadata.Knowledge.RoleState;
import dev.portcullis.agent.server.AgentIdentity;
import dev.portcullis.agent.server.OwnInstance;
import dev.portcullis.agent.server.PortcullisServer;
import dev.portcullis.agent.server.PortcullisServer.Refused;
import dev.portcullis.agent.server.PortcullisServer.Unreachable;
import dev.portcullis.agent.server.RoleCredentials;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the agent's identity, what is known of the instance and the credentials of its role up to date, a {@linkplain #step step} at a time. One thread
 * steps; what is {@linkplain #known known} may be asked by all.
 *
 * <p>While the server cannot be reached, what is known stays, for as long as the agent's identity and the credentials live. When the server says that the
 * identity counts no more, everything is forgotten at once.
 */
final class Keeper {
    private static final System.Logger LOG = System.getLogger(Keeper.class.getName());
    /** The waits after failures double up to this, or to the usual wait if that is longer. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);
    /** Credentials are replaced when no more than this is left of their life. */
    private static final Duration AHEAD = Duration.ofHours(1);

    /** Refusals that say: these credentials of the agent count no more. */
    private static final Set<String> SHUT_OUT = Set.of(
            "AccessDenied", "ExpiredToken", "InvalidClientTokenId", "InvalidToken", "UnrecognizedClientException");

    private final PortcullisServer server;
    private final StateDirectory state;
    private final Joining joining;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Duration poll;

    private @Nullable AgentIdentity identity;
    private Instant refreshAt = Instant.MIN;
    private int failures;
    private volatile @Nullable Knowledge knowledge;

    /**
     * A keeper.
     *
     * @param identity what an earlier run has kept
     * @param random spreads over time what many agents do
     * @param poll how long to wait from one look at the instance to the next
     */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // there is one or there is none
    Keeper(
            PortcullisServer server,
            StateDirectory state,
            Optional<AgentIdentity> identity,
            Joining joining,
            InstantSource clock,
            RandomGenerator random,
            Duration poll) {
        this.server = server;
        this.state = state;
        this.identity = identity.orElse(null);
        this.joining = joining;
        this.clock = clock;
        this.random = random;
        this.poll = poll;
    }

    /** What may be told at present; empty before the identity is known, and when it counts no more. */
    Optional<Knowledge> known() {
        return Optional.ofNullable(knowledge);
    }

    /**
     * Does what is due.
     *
     * @return how long to wait for the next step
     * @throws IOException if there is nothing more to do: no identity and no way to get one, or no place to keep it
     */
    Duration step() throws IOException {
        try {
            AgentIdentity own = identity;
            if (own == null) {
                own = join();
            }
            own = renewed(own);
            Duration wait = look(own);
            if (failures > 0) {
                LOG.log(Level.INFO, "The server answers again.");
            }
            failures = 0;
            return wait;
        } catch (Unreachable e) {
            if (failures++ == 0) {
                LOG.log(Level.WARNING, "{0} What is known counts until it expires.", e.getMessage());
            }
            return pause();
        } catch (Refused e) {
            return refused(e);
        }
    }

    private AgentIdentity join() throws IOException, Unreachable {
        try {
            AgentIdentity joined = joining.join(server);
            keep(joined);
            LOG.log(
                    Level.INFO,
                    "Joined as {0} of {1} in {2}.",
                    joined.instanceId(),
                    joined.accountId(),
                    joined.region());
            return joined;
        } catch (Refused e) {
            throw new IOException(
                    "The server refused the agent (%s). A join token counts once and for an hour: make a new one. A certificate counts while its trust anchor vouches for it and it is the instance's."
                            .formatted(e.getMessage()),
                    e);
        }
    }

    /** At half life, or a little before, so that not all agents of a fleet come at once. */
    private AgentIdentity renewed(AgentIdentity own) throws IOException, Unreachable, Refused {
        Duration life = Duration.between(own.received(), own.credentials().expiration());
        if (clock.instant().isBefore(own.received().plus(life.dividedBy(2)))) {
            return own;
        }
        AgentIdentity renewed = own.with(server.renew(own), clock.instant());
        keep(renewed);
        var present = knowledge;
        if (present != null) {
            knowledge = new Knowledge(
                    present.instance(),
                    present.role(),
                    present.since(),
                    renewed.credentials().expiration());
        }
        return renewed;
    }

    private void keep(AgentIdentity own) throws IOException {
        state.write(own);
        identity = own;
    }

    private Duration look(AgentIdentity own) throws Unreachable, Refused {
        var before = knowledge;
        Optional<OwnInstance> changed =
                server.ownInstance(own, before == null ? "" : before.instance().revision());
        if (changed.isPresent()) {
            OwnInstance instance = changed.get();
            if (!instance.instanceId().equals(own.instanceId())) {
                throw new Unreachable("The server answered about another instance: " + instance.instanceId() + ".");
            }
            knowledge = new Knowledge(instance, carriedOver(before, instance), clock.instant(), until(own));
            refreshAt = Instant.MIN;
        }
        var present = knowledge;
        return present == null || refresh(own, present) ? poll : SHORTEST_PAUSE;
    }

    /** Credentials stay until newer ones come, if role and profile are the same; those of another are forgotten before anything else happens. */
    private static RoleState carriedOver(@Nullable Knowledge before, OwnInstance instance) {
        if (instance.roleName().isEmpty()) {
            return new RoleState.None();
        }
        if (before == null
                || !instance.roleName().equals(before.instance().roleName())
                || !instance.profile().equals(before.instance().profile())
                || !instance.state().equals(before.instance().state())) {
            return new RoleState.Unavailable();
        }
        return before.role();
    }

    private static Instant until(AgentIdentity own) {
        return own.credentials().expiration();
    }

    /** Gets credentials when it is time; false when they turn out to be of another role than is known, so that one must look again. */
    private boolean refresh(AgentIdentity own, Knowledge present) throws Unreachable, Refused {
        Instant now = clock.instant();
        if (present.role() instanceof RoleState.None || now.isBefore(refreshAt)) {
            return true;
        }
        try {
            RoleCredentials credentials = server.roleCredentials(own);
            if (!present.instance().roleName().equals(Optional.of(credentials.roleName()))) {
                knowledge = with(present, new RoleState.Unavailable(), own);
                return false;
            }
            knowledge = with(present, new RoleState.Available(credentials), own);
            refreshAt = refreshAt(credentials);
            LOG.log(
                    Level.INFO,
                    "Credentials of the role {0}, until {1}.",
                    credentials.roleName(),
                    credentials.expiration());
        } catch (Refused e) {
            RoleState role = switch (e.code()) {
                case "InstanceRoleNotFound" -> new RoleState.NotAssumable(e.reason());
                case "InvalidInstanceState" -> new RoleState.Unavailable();
                default -> throw e;
            };
            if (!role.equals(present.role())) {
                LOG.log(Level.WARNING, "No credentials of the instance''s role: {0}", e.reason());
                knowledge = with(present, role, own);
            }
        }
        return true;
    }

    private Knowledge with(Knowledge present, RoleState role, AgentIdentity own) {
        return new Knowledge(present.instance(), role, clock.instant(), until(own));
    }

    /** Well before they expire, up to a tenth of their life sooner. */
    private Instant refreshAt(RoleCredentials credentials) {
        Duration life = Duration.between(credentials.lastUpdated(), credentials.expiration());
        Duration half = life.dividedBy(2);
        Duration late = life.minus(AHEAD);
        Duration early = Duration.ofMillis((long) (random.nextDouble() * life.toMillis() / 10));
        return credentials
                .lastUpdated()
                .plus(late.compareTo(half) > 0 ? late : half)
                .minus(early);
    }

    private Duration refused(Refused e) throws IOException {
        if (!SHUT_OUT.contains(e.code())) {
            if (failures++ == 0) {
                LOG.log(Level.ERROR, "The server refuses the agent: {0}", e.getMessage());
            }
            return pause();
        }
        knowledge = null;
        identity = null;
        refreshAt = Instant.MIN;
        LOG.log(
                Level.ERROR,
                "This agent counts no more, as its instance is gone or another agent has joined ({0}).",
                e.getMessage());
        return Duration.ZERO; // to join anew, if there is a way
    }

    private Duration pause() {
        Duration longest = poll.compareTo(LONGEST_PAUSE) > 0 ? poll : LONGEST_PAUSE;
        Duration doubled = SHORTEST_PAUSE.multipliedBy(1L << Math.min(failures, 10));
        Duration least = doubled.compareTo(longest) < 0 ? doubled : longest;
        return least.minus(Duration.ofMillis((long) (random.nextDouble() * least.toMillis() / 2)));
    }
}
