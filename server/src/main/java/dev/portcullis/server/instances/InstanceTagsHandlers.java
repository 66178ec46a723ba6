// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.aws.ec2.CreateTagsRequest;
import dev.portcullis.aws.ec2.CreateTagsResponse;
import dev.portcullis.aws.ec2.DeleteTagsRequest;
import dev.portcullis.aws.ec2.DeleteTagsResponse;
import dev.portcullis.aws.ec2.DescribeTagsRequest;
import dev.portcullis.aws.ec2.DescribeTagsResult;
import dev.portcullis.aws.ec2.Ec2Model;
import dev.portcullis.aws.ec2.TagDescription;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.InstanceRegistry;
import dev.portcullis.server.account.InstanceRegistry.Changed;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.api.Pages.Wanted;
import dev.portcullis.server.error.ApiError.InstanceProblem;
import dev.portcullis.server.error.ApiError.InstanceProblem.Fault;
import dev.portcullis.server.secrets.PageMarkers;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** The operations on tags of instances, which are the only things in EC2 that are here to be tagged. */
public final class InstanceTagsHandlers {
    private static final String TYPE = "instance";

    private static final Filters<Tagged> FILTERS = Filters.<Tagged>of(Map.of(
                    "key", tagged -> List.of(tagged.tag().key()),
                    "value", tagged -> List.of(tagged.tag().value()),
                    "resource-id", tagged -> List.of(tagged.instanceId()),
                    "resource-type", tagged -> List.of(TYPE)))
            .withTags(tagged -> Tags.of(List.of(tagged.tag())));

    private final Pages pages;

    public InstanceTagsHandlers(Pages pages) {
        this.pages = pages;
    }

    /** A tag, and the instance that has it. */
    private record Tagged(String instanceId, Tags.Tag tag) {
        String sortKey() {
            return PageMarkers.sortKey(instanceId + " " + tag.key());
        }
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.writeInstances(Ec2Model.CREATE_TAGS, InstanceTagsHandlers::create),
                Operation.writeInstances(Ec2Model.DELETE_TAGS, InstanceTagsHandlers::delete),
                Operation.readInstances(Ec2Model.DESCRIBE_TAGS, this::describe));
    }

    private static BiFunction<Account, InstanceRegistry, Changed<CreateTagsResponse>> create(
            CreateTagsRequest request, Call call) {
        return (account, registry) -> retagged(
                        registry, request.resources(), call, tags -> InstanceTags.set(tags, request.tags()))
                .answering(new CreateTagsResponse());
    }

    private static BiFunction<Account, InstanceRegistry, Changed<DeleteTagsResponse>> delete(
            DeleteTagsRequest request, Call call) {
        return (account, registry) -> retagged(
                        registry, request.resources(), call, tags -> InstanceTags.removed(tags, request.tags()))
                .answering(new DeleteTagsResponse());
    }

    private static InstanceRegistry retagged(
            InstanceRegistry before, List<String> ids, Call call, UnaryOperator<Tags> change) {
        var registry = before;
        for (var id : ids) {
            if (!id.startsWith("i-")) {
                throw new InstanceProblem(Fault.NO_SUCH_RESOURCE, "The ID '" + id + "' is not valid").asException();
            }
            var instance = Instances.require(registry, id, call.time());
            registry = registry.with(instance.withTags(change.apply(instance.tags())));
        }
        return registry;
    }

    private DescribeTagsResult describe(
            Account account, InstanceRegistry registry, DescribeTagsRequest request, Call call) {
        var found = registry.stream(call.time())
                .flatMap(instance -> instance.tags().list().stream().map(tag -> new Tagged(instance.id(), tag)))
                .filter(FILTERS.of(request.filters()))
                .sorted(Comparator.comparing(Tagged::sortKey))
                .toList();
        var page = pages.page(
                found.stream(),
                Tagged::sortKey,
                InstancesHandlers.wanted(new Wanted(request.nextToken(), request.maxResults()), found.size()),
                call.scope(
                        Ec2Model.DESCRIBE_TAGS,
                        Map.of("Filters", request.filters().toString())),
                call.time());
        return DescribeTagsResult.builder()
                .tags(page.map(tagged -> TagDescription.builder()
                        .resourceId(tagged.instanceId())
                        .resourceType(TYPE)
                        .key(tagged.tag().key())
                        .value(tagged.tag().value())
                        .build()))
                .nextToken(page.marker())
                .build();
    }
}
