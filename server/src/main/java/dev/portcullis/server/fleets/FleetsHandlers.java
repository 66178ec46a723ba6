// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.fleets;

import dev.portcullis.aws.portcullis.AddInstanceToGroupRequest;
import dev.portcullis.aws.portcullis.AddInstanceToGroupResponse;
import dev.portcullis.aws.portcullis.GroupInstance;
import dev.portcullis.aws.portcullis.InstanceGroup;
import dev.portcullis.aws.portcullis.ListGroupsForInstanceRequest;
import dev.portcullis.aws.portcullis.ListGroupsForInstanceResponse;
import dev.portcullis.aws.portcullis.ListInstancesForGroupRequest;
import dev.portcullis.aws.portcullis.ListInstancesForGroupResponse;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.portcullis.RemoveInstanceFromGroupRequest;
import dev.portcullis.aws.portcullis.RemoveInstanceFromGroupResponse;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Accounts.ChangeWithInstances;
import dev.portcullis.server.account.Accounts.WithInstances;
import dev.portcullis.server.account.InstanceRegistry;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.api.Pages.Wanted;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The operations that put instances into groups, and show which are in which. */
public final class FleetsHandlers {
    private final Pages pages;

    public FleetsHandlers(Pages pages) {
        this.pages = pages;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.writeWithInstances(PortcullisModel.ADD_INSTANCE_TO_GROUP, FleetsHandlers::add),
                Operation.writeWithInstances(PortcullisModel.REMOVE_INSTANCE_FROM_GROUP, FleetsHandlers::remove),
                Operation.read(PortcullisModel.LIST_INSTANCES_FOR_GROUP, this::listInstances),
                Operation.readInstances(PortcullisModel.LIST_GROUPS_FOR_INSTANCE, this::listGroups));
    }

    private static Function<WithInstances, ChangeWithInstances<AddInstanceToGroupResponse>> add(
            AddInstanceToGroupRequest request, Call call) {
        return values -> new WithInstances(
                        Fleets.add(values.account(), values.instances(), request.groupName(), request.instanceId()),
                        values.instances())
                .answering(new AddInstanceToGroupResponse());
    }

    private static Function<WithInstances, ChangeWithInstances<RemoveInstanceFromGroupResponse>> remove(
            RemoveInstanceFromGroupRequest request, Call call) {
        return values -> new WithInstances(
                        Fleets.remove(values.account(), values.instances(), request.groupName(), request.instanceId()),
                        values.instances())
                .answering(new RemoveInstanceFromGroupResponse());
    }

    private ListInstancesForGroupResponse listInstances(
            Account account, ListInstancesForGroupRequest request, Call call) {
        var group = account.group(request.groupName());
        var page = pages.page(
                account.instancesIn(group).stream(),
                membership -> membership.id(),
                new Wanted(request.marker(), request.maxItems()),
                call.scope(PortcullisModel.LIST_INSTANCES_FOR_GROUP, Map.of("GroupId", group.id())),
                call.time());
        return ListInstancesForGroupResponse.builder()
                .instances(page.map(membership -> GroupInstance.builder()
                        .instanceId(membership.id())
                        .instanceArn(account.arns().instance(membership.region(), membership.id()))
                        .build()))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private ListGroupsForInstanceResponse listGroups(
            Account account, InstanceRegistry instances, ListGroupsForInstanceRequest request, Call call) {
        var instance =
                instances.get(request.instanceId()).orElseThrow(() -> Fleets.noSuchInstance(request.instanceId()));
        var page = pages.page(
                account.groupsOf(Fleets.membership(account, instances, instance)).stream(),
                group -> Pages.nameKey(group.name()),
                new Wanted(request.marker(), request.maxItems()),
                call.scope(PortcullisModel.LIST_GROUPS_FOR_INSTANCE, Map.of("InstanceId", instance.id())),
                call.time());
        return ListGroupsForInstanceResponse.builder()
                .groups(page.map(group -> InstanceGroup.builder()
                        .groupName(group.name())
                        .groupId(group.id())
                        .groupArn(account.arns().of(group))
                        .build()))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }
}
