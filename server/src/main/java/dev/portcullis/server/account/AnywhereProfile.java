// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which roles may be had with a certificate, and with what limits.
 *
 * @param settings what can be updated of it
 * @param createdBy the ARN of who made it
 * @param mappings which attributes become session tags: specifiers, such as {@code CN}, by field, such as {@code x509Subject}
 */
public record AnywhereProfile(
        Base base,
        Settings settings,
        boolean requiresInstanceProperties,
        String createdBy,
        Map<String, List<String>> mappings)
        implements AnywhereResource {
    /** The first part of the resource in its ARN. */
    public static final String TYPE = "profile";

    /**
     * What can be updated of a profile.
     *
     * @param roleArns the ARNs of the roles, word for word
     * @param sessionPolicy the inline session policy of its sessions
     * @param managedPolicyArns their managed session policies
     * @param duration how long they live where the request says nothing, and at most
     * @param acceptsSessionName whether a request may name the session
     */
    public record Settings(
            String name,
            List<String> roleArns,
            Optional<String> sessionPolicy,
            List<String> managedPolicyArns,
            Duration duration,
            boolean acceptsSessionName) {
        public Settings {
            roleArns = List.copyOf(roleArns);
            managedPolicyArns = List.copyOf(managedPolicyArns);
        }
    }

    public AnywhereProfile {
        var copy = new LinkedHashMap<String, List<String>>();
        mappings.forEach((field, specifiers) -> copy.put(field, List.copyOf(specifiers)));
        mappings = Collections.unmodifiableMap(copy);
    }

    @Override
    public Kind kind() {
        return Kind.ANYWHERE_PROFILE;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public AnywhereProfile with(Base next) {
        return new AnywhereProfile(next, settings, requiresInstanceProperties, createdBy, mappings);
    }

    public AnywhereProfile updated(Settings next, Instant now) {
        return new AnywhereProfile(base.updated(now), next, requiresInstanceProperties, createdBy, mappings);
    }

    public AnywhereProfile enabled(boolean next, Instant now) {
        return with(base.enabled(next, now));
    }

    public AnywhereProfile mapping(Map<String, List<String>> next, Instant now) {
        return new AnywhereProfile(base.updated(now), settings, requiresInstanceProperties, createdBy, next);
    }
}
