// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A customer managed policy with its versions.
 *
 * @param versions at least one, in the order in which they were made
 * @param defaultVersion the number of the version in force
 * @param lastVersion the highest number given so far; numbers are never used again
 */
public record ManagedPolicy(
        String id,
        String name,
        String path,
        Instant createdAt,
        Instant updatedAt,
        Optional<String> description,
        Tags tags,
        List<Version> versions,
        int defaultVersion,
        int lastVersion)
        implements Named {
    /** One version, shown as {@code v1}, {@code v2}, … */
    public record Version(int number, PolicyDocument document, Instant createdAt) {
        public String wireId() {
            return "v" + number;
        }
    }

    public ManagedPolicy {
        versions = List.copyOf(versions);
        int wanted = defaultVersion;
        if (versions.stream().noneMatch(version -> version.number() == wanted)) {
            throw new IllegalArgumentException("Policy " + name + " has no version " + defaultVersion);
        }
    }

    @Override
    public Kind kind() {
        return Kind.POLICY;
    }

    /** The version in force. */
    public Version inForce() {
        return version("v" + defaultVersion).orElseThrow();
    }

    /** @param wireId such as {@code v3} */
    public Optional<Version> version(String wireId) {
        return versions.stream()
                .filter(version -> version.wireId().equals(wireId))
                .findFirst();
    }

    public ManagedPolicy withVersion(PolicyDocument document, boolean setAsDefault, Instant now) {
        int number = lastVersion + 1;
        var next = new ArrayList<>(versions);
        next.add(new Version(number, document, now));
        return new ManagedPolicy(
                id,
                name,
                path,
                createdAt,
                now,
                description,
                tags,
                next,
                setAsDefault ? number : defaultVersion,
                number);
    }

    public ManagedPolicy withoutVersion(Version version, Instant now) {
        var next = versions.stream()
                .filter(other -> other.number() != version.number())
                .toList();
        return new ManagedPolicy(id, name, path, createdAt, now, description, tags, next, defaultVersion, lastVersion);
    }

    public ManagedPolicy withDefault(Version version, Instant now) {
        return new ManagedPolicy(
                id, name, path, createdAt, now, description, tags, versions, version.number(), lastVersion);
    }

    public ManagedPolicy withTags(Tags next) {
        return new ManagedPolicy(
                id, name, path, createdAt, updatedAt, description, next, versions, defaultVersion, lastVersion);
    }
}
