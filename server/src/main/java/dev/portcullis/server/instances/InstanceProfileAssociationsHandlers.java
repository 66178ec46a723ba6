// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.aws.ec2.AssociateIamInstanceProfileRequest;
import dev.portcullis.aws.ec2.AssociateIamInstanceProfileResult;
import dev.portcullis.aws.ec2.DescribeIamInstanceProfileAssociationsRequest;
import dev.portcullis.aws.ec2.DescribeIamInstanceProfileAssociationsResult;
import dev.portcullis.aws.ec2.DisassociateIamInstanceProfileRequest;
import dev.portcullis.aws.ec2.DisassociateIamInstanceProfileResult;
import dev.portcullis.aws.ec2.Ec2Model;
import dev.portcullis.aws.ec2.IamInstanceProfileAssociation;
import dev.portcullis.aws.ec2.IamInstanceProfileSpecification;
import dev.portcullis.aws.ec2.ReplaceIamInstanceProfileAssociationRequest;
import dev.portcullis.aws.ec2.ReplaceIamInstanceProfileAssociationResult;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Accounts.ChangeWithInstances;
import dev.portcullis.server.account.Accounts.WithInstances;
import dev.portcullis.server.account.Instance;
import dev.portcullis.server.account.InstanceRegistry;
import dev.portcullis.server.account.InstanceRegistry.Changed;
import dev.portcullis.server.account.ProfileAssociation;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.api.Pages.Wanted;
import dev.portcullis.server.error.ApiError.InstanceProblem;
import dev.portcullis.server.error.ApiError.InstanceProblem.Fault;
import dev.portcullis.server.fleets.Fleets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The operations by which an instance gets another instance profile, or none. */
public final class InstanceProfileAssociationsHandlers {
    private static final String ASSOCIATED = "associated";

    private static final Filters<Held> FILTERS = Filters.of(
            Map.of("instance-id", held -> List.of(held.instance().id()), "state", held -> List.of(ASSOCIATED)));

    private final Pages pages;

    public InstanceProfileAssociationsHandlers(Pages pages) {
        this.pages = pages;
    }

    /** An association, and the instance that it is of. */
    private record Held(Instance instance, ProfileAssociation association) {
        IamInstanceProfileAssociation shown(String state) {
            return IamInstanceProfileAssociation.builder()
                    .associationId(association.id())
                    .instanceId(instance.id())
                    .iamInstanceProfile(ShownInstance.profile(association))
                    .state(state)
                    .timestamp(association.since())
                    .build();
        }
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.writeWithInstances(
                        Ec2Model.ASSOCIATE_IAM_INSTANCE_PROFILE, InstanceProfileAssociationsHandlers::associate),
                Operation.writeInstances(
                        Ec2Model.REPLACE_IAM_INSTANCE_PROFILE_ASSOCIATION,
                        InstanceProfileAssociationsHandlers::replace),
                Operation.writeInstances(
                        Ec2Model.DISASSOCIATE_IAM_INSTANCE_PROFILE, InstanceProfileAssociationsHandlers::disassociate),
                Operation.readInstances(Ec2Model.DESCRIBE_IAM_INSTANCE_PROFILE_ASSOCIATIONS, this::describe));
    }

    /** From now on the instance has its role by the profile, and no longer by its groups. */
    private static Function<WithInstances, ChangeWithInstances<AssociateIamInstanceProfileResult>> associate(
            AssociateIamInstanceProfileRequest request, Call call) {
        var id = newId(call);
        return values -> {
            var account = values.account();
            var registry = values.instances();
            var instance = Instances.requireLiving(registry, request.instanceId(), call.time());
            if (instance.profile().isPresent()) {
                throw new InstanceProblem(
                                Fault.WRONG_STATE, "There is an existing association for instance " + instance.id())
                        .asException();
            }
            var made = made(account, request.iamInstanceProfile(), id, call);
            return new WithInstances(
                            Fleets.endSessions(account, instance.id()),
                            registry.with(instance.withProfile(Optional.of(made))))
                    .answering(AssociateIamInstanceProfileResult.builder()
                            .iamInstanceProfileAssociation(new Held(instance, made).shown("associating"))
                            .build());
        };
    }

    private static BiFunction<Account, InstanceRegistry, Changed<ReplaceIamInstanceProfileAssociationResult>> replace(
            ReplaceIamInstanceProfileAssociationRequest request, Call call) {
        var id = newId(call);
        return (account, registry) -> {
            var held = require(registry, request.associationId());
            var made = made(account, request.iamInstanceProfile(), id, call);
            return registry.with(held.instance().withProfile(Optional.of(made)))
                    .answering(ReplaceIamInstanceProfileAssociationResult.builder()
                            .iamInstanceProfileAssociation(new Held(held.instance(), made).shown("associating"))
                            .build());
        };
    }

    private static BiFunction<Account, InstanceRegistry, Changed<DisassociateIamInstanceProfileResult>> disassociate(
            DisassociateIamInstanceProfileRequest request, Call call) {
        return (account, registry) -> {
            var held = require(registry, request.associationId());
            return registry.with(held.instance().withProfile(Optional.empty()))
                    .answering(DisassociateIamInstanceProfileResult.builder()
                            .iamInstanceProfileAssociation(held.shown("disassociating"))
                            .build());
        };
    }

    private static ProfileAssociation made(
            Account account, IamInstanceProfileSpecification given, String id, Call call) {
        var profile = Profiles.require(account, given);
        return new ProfileAssociation(id, profile.id(), account.arns().of(profile), call.time());
    }

    private static String newId(Call call) {
        return call.issuer().newResourceId("iip-assoc-");
    }

    private static Held require(InstanceRegistry registry, String associationId) {
        return registry.ofAssociation(associationId)
                .flatMap(InstanceProfileAssociationsHandlers::held)
                .orElseThrow(() -> new InstanceProblem(
                                Fault.NO_SUCH_ASSOCIATION,
                                "An invalid association-id of '" + associationId + "' was given")
                        .asException());
    }

    private static Optional<Held> held(Instance instance) {
        return instance.profile().map(association -> new Held(instance, association));
    }

    private DescribeIamInstanceProfileAssociationsResult describe(
            Account account,
            InstanceRegistry registry,
            DescribeIamInstanceProfileAssociationsRequest request,
            Call call) {
        var ids = request.associationIds();
        ids.forEach(id -> require(registry, id));
        var found = registry.stream(call.time())
                .flatMap(instance -> held(instance).stream())
                .filter(held -> ids.isEmpty() || ids.contains(held.association().id()))
                .filter(FILTERS.of(request.filters()))
                .sorted((a, b) -> a.association().id().compareTo(b.association().id()))
                .toList();
        var page = pages.page(
                found.stream(),
                held -> held.association().id(),
                InstancesHandlers.wanted(new Wanted(request.nextToken(), request.maxResults()), found.size()),
                call.scope(
                        Ec2Model.DESCRIBE_IAM_INSTANCE_PROFILE_ASSOCIATIONS,
                        Map.of("Filters", request.filters().toString(), "Ids", ids.toString())),
                call.time());
        return DescribeIamInstanceProfileAssociationsResult.builder()
                .iamInstanceProfileAssociations(page.map(held -> held.shown(ASSOCIATED)))
                .nextToken(page.marker())
                .build();
    }
}
