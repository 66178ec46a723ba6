// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.server;

import dev.portcullis.agent.server.OwnInstance.IdentityDocument;
import dev.portcullis.agent.server.OwnInstance.Options;
import dev.portcullis.agent.server.OwnInstance.Profile;
import dev.portcullis.agent.server.OwnInstance.UserData;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** An instance, its agent and its role, as tests know them. */
public final class Facts {
    public static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    public static final String INSTANCE = "i-0123456789abcdef0";
    public static final Options STANDARD = new Options(true, true, 1, false);
    public static final Profile PROFILE =
            new Profile("arn:aws:iam::123456789012:instance-profile/web", "AIPAEXAMPLEEXAMPLE123");

    private Facts() {}

    public static OwnInstance instance(
            String revision, Options options, Optional<Profile> profile, Optional<String> role) {
        return new OwnInstance(
                revision,
                INSTANCE,
                "ami-00000000000000001",
                "t3.micro",
                "123456789012",
                "us-east-1",
                "us-east-1a",
                "running",
                "r-0123456789abcdef0",
                0,
                Map.of("Name", "web-1", "two words", "left out", "..", "left out"),
                Optional.of(new UserData("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8))),
                options,
                profile,
                role,
                Optional.of(new IdentityDocument(
                        "{\"region\":\"us-east-1\"}", "c2ln", "cGtjczc=", "-----BEGIN CERTIFICATE-----")));
    }

    public static OwnInstance instance(String revision, String role) {
        return instance(revision, STANDARD, Optional.of(PROFILE), Optional.of(role));
    }

    public static AgentCredentials agentCredentials(String keyId, Instant now) {
        return new AgentCredentials(
                keyId, new Secret("agent-secret"), new Secret("agent-token"), now.plus(Duration.ofHours(24)));
    }

    public static AgentIdentity identity(Instant now) {
        return new AgentIdentity(INSTANCE, "us-east-1", "123456789012", agentCredentials("ASIAAGENT1", now), now);
    }

    public static RoleCredentials roleCredentials(String role, String keyId, Instant now) {
        return new RoleCredentials(
                role,
                "arn:aws:iam::123456789012:role/" + role,
                keyId,
                new Secret("secret/of+" + keyId),
                new Secret("token-of-" + keyId),
                now,
                now.plus(Duration.ofHours(6)));
    }
}
