// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.aws.ec2.DescribeInstanceStatusRequest;
import dev.portcullis.aws.ec2.DescribeInstanceStatusResult;
import dev.portcullis.aws.ec2.DescribeInstancesRequest;
import dev.portcullis.aws.ec2.DescribeInstancesResult;
import dev.portcullis.aws.ec2.Ec2Model;
import dev.portcullis.aws.ec2.Filter;
import dev.portcullis.aws.ec2.InstanceStatus;
import dev.portcullis.aws.ec2.InstanceStatusSummary;
import dev.portcullis.aws.ec2.ModifyInstanceMetadataOptionsRequest;
import dev.portcullis.aws.ec2.ModifyInstanceMetadataOptionsResult;
import dev.portcullis.aws.ec2.RebootInstancesResponse;
import dev.portcullis.aws.ec2.Reservation;
import dev.portcullis.aws.ec2.RunInstancesRequest;
import dev.portcullis.aws.ec2.StartInstancesResult;
import dev.portcullis.aws.ec2.StopInstancesResult;
import dev.portcullis.aws.ec2.TerminateInstancesRequest;
import dev.portcullis.aws.ec2.TerminateInstancesResult;
import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Accounts.ChangeWithInstances;
import dev.portcullis.server.account.Accounts.WithInstances;
import dev.portcullis.server.account.Instance;
import dev.portcullis.server.account.Instance.State;
import dev.portcullis.server.account.InstanceRegistry;
import dev.portcullis.server.account.InstanceRegistry.Changed;
import dev.portcullis.server.account.ProfileAssociation;
import dev.portcullis.server.account.Zones;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.api.Pages.Page;
import dev.portcullis.server.api.Pages.Wanted;
import dev.portcullis.server.error.ApiError.InstanceProblem;
import dev.portcullis.server.error.ApiError.InstanceProblem.Fault;
import dev.portcullis.server.fleets.Fleets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The operations that launch, show, start, stop and terminate instances. */
public final class InstancesHandlers {
    private static final Filters<Instance> FILTERS = Filters.of(Map.<String, Function<Instance, List<String>>>ofEntries(
                    Map.entry("instance-id", instance -> List.of(instance.id())),
                    Map.entry(
                            "instance-state-name",
                            instance -> List.of(instance.state().wireName())),
                    Map.entry(
                            "instance-state-code",
                            instance ->
                                    List.of(Integer.toString(instance.state().code()))),
                    Map.entry(
                            "instance-type",
                            instance -> List.of(instance.launch().type())),
                    Map.entry("image-id", instance -> List.of(instance.launch().imageId())),
                    Map.entry(
                            "availability-zone",
                            instance -> List.of(instance.launch().zone())),
                    Map.entry(
                            "reservation-id",
                            instance -> List.of(instance.launch().reservationId())),
                    Map.entry(
                            "launch-index",
                            instance ->
                                    List.of(Integer.toString(instance.launch().index()))),
                    Map.entry(
                            "launch-time",
                            instance -> List.of(instance.launch().at().toString())),
                    Map.entry(
                            "client-token",
                            instance -> instance.launch().clientToken().stream().toList()),
                    Map.entry(
                            "iam-instance-profile.arn",
                            instance -> instance.profile().stream()
                                    .map(ProfileAssociation::profileArn)
                                    .toList()),
                    Map.entry(
                            "iam-instance-profile.id",
                            instance -> instance.profile().stream()
                                    .map(ProfileAssociation::profileId)
                                    .toList()),
                    Map.entry(
                            "metadata-options.http-tokens",
                            instance -> List.of(instance.metadata().httpTokens())),
                    Map.entry(
                            "metadata-options.http-endpoint",
                            instance -> List.of(instance.metadata().httpEndpoint())),
                    Map.entry(
                            "metadata-options.instance-metadata-tags",
                            instance -> List.of(instance.metadata().instanceMetadataTags())),
                    Map.entry("tenancy", instance -> List.of("default"))))
            .withTags(Instance::tags);

    private final Pages pages;
    private final Zones zones;
    private final Reachability reachability;

    /** @param lastCalls when the agent of an instance, by its id, last called */
    public InstancesHandlers(Pages pages, Zones zones, Function<String, Optional<Instant>> lastCalls) {
        this.pages = pages;
        this.zones = zones;
        this.reachability = new Reachability(lastCalls);
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.writeInstances(Ec2Model.RUN_INSTANCES, this::run),
                Operation.readInstances(Ec2Model.DESCRIBE_INSTANCES, this::describe),
                Operation.readInstances(Ec2Model.DESCRIBE_INSTANCE_STATUS, this::describeStatus),
                Operation.readInstances(Ec2Model.DESCRIBE_INSTANCE_ATTRIBUTE, Attributes::describe),
                Operation.writeInstances(Ec2Model.MODIFY_INSTANCE_ATTRIBUTE, Attributes::modify),
                Operation.writeInstances(
                        Ec2Model.MODIFY_INSTANCE_METADATA_OPTIONS, InstancesHandlers::modifyMetadataOptions),
                Operation.writeInstances(
                        Ec2Model.START_INSTANCES,
                        (request, call) -> (account, registry) -> mapped(
                                Instances.start(registry, request.instanceIds(), call.time()),
                                changes -> StartInstancesResult.builder()
                                        .startingInstances(changes)
                                        .build())),
                Operation.writeInstances(
                        Ec2Model.STOP_INSTANCES,
                        (request, call) -> (account, registry) -> mapped(
                                Instances.stop(registry, request.instanceIds(), call.time()),
                                changes -> StopInstancesResult.builder()
                                        .stoppingInstances(changes)
                                        .build())),
                Operation.writeInstances(
                        Ec2Model.REBOOT_INSTANCES,
                        (request, call) -> (account, registry) -> mapped(
                                Instances.reboot(registry, request.instanceIds(), call.time()),
                                changes -> new RebootInstancesResponse())),
                Operation.writeWithInstances(Ec2Model.TERMINATE_INSTANCES, InstancesHandlers::terminate));
    }

    /** They leave their groups as well. */
    private static Function<WithInstances, ChangeWithInstances<TerminateInstancesResult>> terminate(
            TerminateInstancesRequest request, Call call) {
        return values -> {
            var changed = Instances.terminate(values.instances(), request.instanceIds(), call.time());
            var account = Fleets.withoutTerminated(values.account(), changed.registry(), request.instanceIds());
            return new WithInstances(account, changed.registry())
                    .answering(TerminateInstancesResult.builder()
                            .terminatingInstances(changed.answer())
                            .build());
        };
    }

    private static <R, S> Changed<S> mapped(Changed<R> changed, Function<R, S> answer) {
        return changed.registry().answering(answer.apply(changed.answer()));
    }

    private BiFunction<Account, InstanceRegistry, Changed<Reservation>> run(RunInstancesRequest request, Call call) {
        var launch = Launch.of(request, zones, call.issuer(), call.time());
        return (account, registry) -> mapped(
                launch.into(account, registry),
                instances -> ShownInstance.reservation(
                        account.id(), instances.getFirst().launch().reservationId(), instances));
    }

    private static BiFunction<Account, InstanceRegistry, Changed<ModifyInstanceMetadataOptionsResult>>
            modifyMetadataOptions(ModifyInstanceMetadataOptionsRequest request, Call call) {
        return (account, registry) -> {
            var instance = Instances.requireLiving(registry, request.instanceId(), call.time());
            var next = Metadata.changed(
                    instance.metadata(),
                    request.httpTokens(),
                    request.httpEndpoint(),
                    request.httpPutResponseHopLimit(),
                    request.instanceMetadataTags(),
                    request.httpProtocolIpv6());
            return registry.with(instance.withMetadata(next))
                    .answering(ModifyInstanceMetadataOptionsResult.builder()
                            .instanceId(instance.id())
                            .instanceMetadataOptions(ShownInstance.metadata(next))
                            .build());
        };
    }

    private DescribeInstancesResult describe(
            Account account, InstanceRegistry registry, DescribeInstancesRequest request, Call call) {
        var page = page(
                new Selection(
                        Ec2Model.DESCRIBE_INSTANCES,
                        request.instanceIds(),
                        request.filters(),
                        true,
                        new Wanted(request.nextToken(), request.maxResults())),
                registry,
                call);
        return DescribeInstancesResult.builder()
                .reservations(ShownInstance.inReservations(account.id(), page.items()))
                .nextToken(page.marker())
                .build();
    }

    private DescribeInstanceStatusResult describeStatus(
            Account account, InstanceRegistry registry, DescribeInstanceStatusRequest request, Call call) {
        var page = page(
                new Selection(
                        Ec2Model.DESCRIBE_INSTANCE_STATUS,
                        request.instanceIds(),
                        request.filters(),
                        request.includeAllInstances().orElse(false),
                        new Wanted(request.nextToken(), request.maxResults())),
                registry,
                call);
        return DescribeInstanceStatusResult.builder()
                .instanceStatuses(page.map(instance -> status(instance, call.time())))
                .nextToken(page.marker())
                .build();
    }

    /**
     * What is asked for.
     *
     * @param all whether those that do not run count too
     */
    private record Selection(
            OperationModel<?, ?> operation, List<String> ids, List<Filter> filters, boolean all, Wanted wanted) {}

    private Page<Instance> page(Selection selection, InstanceRegistry registry, Call call) {
        if (!selection.ids().isEmpty() && selection.wanted().maxItems().isPresent()) {
            throw new InstanceProblem(
                            Fault.BAD_COMBINATION,
                            "The parameter instancesSet cannot be used with the parameter maxResults")
                    .asException();
        }
        selection.ids().forEach(id -> Instances.require(registry, id, call.time()));
        var found = registry.stream(call.time())
                .filter(instance -> selection.ids().isEmpty() || selection.ids().contains(instance.id()))
                .filter(instance -> selection.all() || instance.state() == State.RUNNING)
                .filter(FILTERS.of(selection.filters()))
                .toList();
        var filters = Map.of("Filters", selection.filters().toString(), "All", Boolean.toString(selection.all()));
        return pages.page(
                found.stream(),
                InstancesHandlers::sortKey,
                wanted(selection.wanted(), found.size()),
                call.scope(selection.operation(), filters),
                call.time());
    }

    /** Of as much as there is where no number is given, and never of less than one. */
    static Wanted wanted(Wanted asked, int found) {
        asked.maxItems().filter(number -> number < 1).ifPresent(number -> {
            throw InstanceProblem.badValue("MaxResults is at least 1.").asException();
        });
        return new Wanted(asked.marker(), asked.maxItems().or(() -> Optional.of(Math.max(1, found))));
    }

    /** In the order of {@link InstanceRegistry#stream}. */
    private static String sortKey(Instance instance) {
        return "%s %s %05d"
                .formatted(
                        instance.launch().at(),
                        instance.launch().reservationId(),
                        instance.launch().index());
    }

    /** What happens to the machine below the host is not known here: its check passes. */
    private InstanceStatus status(Instance instance, Instant now) {
        var system = InstanceStatusSummary.builder()
                .status(instance.state() == State.RUNNING ? "ok" : "not-applicable")
                .build();
        return InstanceStatus.builder()
                .instanceId(instance.id())
                .availabilityZone(instance.launch().zone())
                .instanceState(ShownInstance.state(instance.state()))
                .instanceStatus(reachability.of(instance, now))
                .systemStatus(system)
                .build();
    }
}
