// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The groups that an instance is in. It is part of the account and not of the instance, so that one value of the account shows all members of a
 * group, in whatever region, beside the roles that the group carries. It is there from the first group on until the instance is terminated.
 *
 * @param id the instance's
 * @param region where the instance is
 * @param groups the unique ids of the groups, each with the number of the joining: another one each time
 * @param joinings how many joinings there were: no number is given twice, so that credentials which hang on one never count for another
 */
public record InstanceMembership(String id, String region, SortedMap<String, Integer> groups, int joinings)
        implements Entity {
    public InstanceMembership {
        groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
    }

    /** Of an instance that has not been in a group yet. */
    public static InstanceMembership none(String instanceId, String region) {
        return new InstanceMembership(instanceId, region, Collections.emptySortedMap(), 0);
    }

    @Override
    public Kind kind() {
        return Kind.INSTANCE_MEMBERSHIP;
    }

    @Override
    public Stream<Reference> references() {
        return groups.keySet().stream().map(Reference::instanceIn);
    }

    public boolean isIn(Group group) {
        return groups.containsKey(group.id());
    }

    /** The number of the joining by which the instance is in a group; empty if it is not. */
    public Optional<Integer> joiningOf(String groupId) {
        return Optional.ofNullable(groups.get(groupId));
    }

    public InstanceMembership joining(Group group) {
        var next = new TreeMap<>(groups);
        next.put(group.id(), joinings + 1);
        return new InstanceMembership(id, region, next, joinings + 1);
    }

    public InstanceMembership leaving(Group group) {
        var next = new TreeMap<>(groups);
        next.remove(group.id());
        return new InstanceMembership(id, region, next, joinings);
    }

    /** In the same groups, joined anew: what hangs on the old joinings has ended. */
    public InstanceMembership rejoined() {
        var next = new TreeMap<String, Integer>();
        int number = joinings;
        for (var group : groups.keySet()) {
            next.put(group, ++number);
        }
        return new InstanceMembership(id, region, next, number);
    }
}
