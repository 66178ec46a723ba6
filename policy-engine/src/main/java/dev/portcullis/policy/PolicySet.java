// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The policies that take part in one decision, by layer and by reference. An absent optional layer imposes nothing; one that
 * is present but empty withholds (rule 10.1). Immutable; worth keeping as long as its ingredients are the same, since what
 * large sets need to be searched quickly is built once per set and shared with the sets derived from it.
 */
public final class PolicySet {
    /** A conveyed role with its pools. */
    record Conveyed(
            ConveyedRole role, Pool policies, @Nullable Pool boundary) {}

    private static final Pool NOTHING = new Pool(List.of());

    private final Pool identity;
    private final List<Conveyed> conveyed;
    private final @Nullable Pool boundary;
    private final @Nullable Pool session;
    private final @Nullable Pool resource;
    private final Gate gate;
    private final List<Pool> scp;
    private final List<Pool> rcp;
    private final @Nullable Pool endpoint;

    private PolicySet(Builder from) {
        this.identity = from.identity;
        this.conveyed = from.conveyed;
        this.boundary = from.boundary;
        this.session = from.session;
        this.resource = from.resource;
        this.gate = from.gate;
        this.scp = from.scp;
        this.rcp = from.rcp;
        this.endpoint = from.endpoint;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A builder that begins with everything in this set. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    Pool identity() {
        return identity;
    }

    List<Conveyed> conveyed() {
        return conveyed;
    }

    @Nullable
    Pool boundary() {
        return boundary;
    }

    @Nullable
    Pool session() {
        return session;
    }

    @Nullable
    Pool resource() {
        return resource;
    }

    Gate gate() {
        return gate;
    }

    /** A pool per level, from the organization's root to the account. */
    List<Pool> scp() {
        return scp;
    }

    List<Pool> rcp() {
        return rcp;
    }

    @Nullable
    Pool endpoint() {
        return endpoint;
    }

    /** Collects the layers; what is not given is absent. */
    public static final class Builder {
        private Pool identity = NOTHING;
        private List<Conveyed> conveyed = List.of();
        private @Nullable Pool boundary;
        private @Nullable Pool session;
        private @Nullable Pool resource;
        private Gate gate = Gate.NONE;
        private List<Pool> scp = List.of();
        private List<Pool> rcp = List.of();
        private @Nullable Pool endpoint;

        private Builder() {}

        private Builder(PolicySet from) {
            this.identity = from.identity;
            this.conveyed = from.conveyed;
            this.boundary = from.boundary;
            this.session = from.session;
            this.resource = from.resource;
            this.gate = from.gate;
            this.scp = from.scp;
            this.rcp = from.rcp;
            this.endpoint = from.endpoint;
        }

        /** The caller's identity policies: its own and those of its groups, one pool. */
        public Builder identity(List<Policy> policies) {
            identity = new Pool(policies);
            return this;
        }

        /** The roles that groups and users convey to the caller (section 16). */
        public Builder conveyed(List<ConveyedRole> roles) {
            conveyed = roles.stream()
                    .map(role -> new Conveyed(
                            role,
                            new Pool(role.policies()),
                            role.boundary()
                                    .map(policy -> new Pool(List.of(policy)))
                                    .orElse(null)))
                    .toList();
            return this;
        }

        /** The caller's permissions boundary (rule 10.8). */
        public Builder boundary(Policy policy) {
            boundary = new Pool(List.of(policy));
            return this;
        }

        /** The session policies, inline and managed, one pool (rule 10.7); an empty list is a session without permissions. */
        public Builder session(List<Policy> policies) {
            session = new Pool(policies);
            return this;
        }

        /** The resource's own policy. */
        public Builder resource(Policy policy) {
            resource = new Pool(List.of(policy));
            return this;
        }

        /** Whether the resource's policy is a gate (section 11); with a gate and no policy nobody gets in. */
        public Builder gate(Gate gate) {
            this.gate = gate;
            return this;
        }

        /** The service control policies of each level, from the organization's root to the account (rule 10.14); no level: none. */
        public Builder scp(List<List<Policy>> levels) {
            scp = levels.stream().map(Pool::new).toList();
            return this;
        }

        /** The resource control policies of each level; the full-access policy of every level is implied (rule 10.15). */
        public Builder rcp(List<List<Policy>> levels) {
            rcp = levels.stream().map(Pool::new).toList();
            return this;
        }

        /** The policy of the VPC endpoint that the request came through (rule 10.16). */
        public Builder endpoint(Policy policy) {
            endpoint = new Pool(List.of(policy));
            return this;
        }

        public PolicySet build() {
            return new PolicySet(this);
        }
    }
}
