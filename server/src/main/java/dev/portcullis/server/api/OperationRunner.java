// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.api;

import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Accounts.Outcome;
import dev.portcullis.server.account.Accounts.WithDirectory;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authn.Caller.RequestFacts;
import dev.portcullis.server.authn.CertificateSignatures.Certified;
import dev.portcullis.server.authn.InstanceSessions;
import dev.portcullis.server.authn.Standing;
import dev.portcullis.server.authz.Gatekeeper;
import dev.portcullis.server.authz.Gatekeeper.Grant;
import dev.portcullis.server.error.ApiError.DryRun;
import dev.portcullis.server.error.ApiError.NotAuthenticated;
import dev.portcullis.server.storage.CommitRecord;
import java.util.Optional;

/**
 * Runs operations behind the gatekeeper. A read is checked on the value that it answers from. A write is checked before anything is
 * prepared for it, and again, as part of the change, on each value that the change is applied to: nobody writes with a permission
 * that is already gone.
 */
public final class OperationRunner {
    private static final String DRY_RUN = "DryRun";

    /** What it has is in a region, as instances are. */
    private static final String ROLES_ANYWHERE = "rolesanywhere";

    private final Accounts accounts;
    private final Gatekeeper gatekeeper;
    private final Issuer issuer;
    private final String region;

    /** @param region the one region in which this server has instances and what belongs to Roles Anywhere */
    public OperationRunner(Accounts accounts, Gatekeeper gatekeeper, Issuer issuer, String region) {
        this.region = region;
        this.accounts = accounts;
        this.gatekeeper = gatekeeper;
        this.issuer = issuer;
    }

    /**
     * Runs an operation.
     *
     * @param trail of this request; is told who calls, what is decided, and whether a commit tells of it
     * @throws dev.portcullis.server.error.ApiException if the caller may not, or the operation cannot succeed
     */
    public <I, O> O run(Operation<I, O> operation, I input, Caller caller, Trail trail) {
        var call = new Call(caller, caller.facts().arrival(), accounts, issuer, trail);
        if (operation.model().service().id().equals(ROLES_ANYWHERE)) {
            requireHere(caller);
        }
        return switch (operation) {
            case Operation.Read<I, O> read -> read(read, input, call);
            case Operation.Write<I, O> write -> write(write, input, call, trail);
            case Operation.WriteWithDirectory<I, O> write -> writeWithDirectory(write, input, call, trail);
            case Operation.Founding<I, O> founding -> found(founding, input, call, trail);
            case Operation.ReadInstances<I, O> read -> readInstances(read, input, call);
            case Operation.WriteInstances<I, O> write -> writeInstances(write, input, call, trail);
            case Operation.WriteWithInstances<I, O> write -> writeWithInstances(write, input, call, trail);
            case Operation.Open<I, O> open -> run(open, input, caller.facts(), Optional.empty(), trail);
            case Operation.Special<I, O> special -> special(special, input, call);
        };
    }

    /**
     * Runs an operation that everyone may call.
     *
     * @param facts of a request that was not verified to be anybody's
     * @param certificate whose key signed it, if it was signed so
     * @throws dev.portcullis.server.error.ApiException if the proof in the input is not good, or the operation cannot succeed
     */
    public <I, O> O run(
            Operation.Open<I, O> operation, I input, RequestFacts facts, Optional<Certified> certificate, Trail trail) {
        return operation
                .handler()
                .answer(input, new OpenCall(facts, facts.arrival(), accounts, issuer, certificate, trail));
    }

    private <I, O> O read(Operation.Read<I, O> operation, I input, Call call) {
        var account = accounts.read(call.caller().account());
        gatekeeper.require(account, call.caller(), operation.model(), input, call.decisions());
        return operation.reader().read(account, input, call);
    }

    private <I, O> O write(Operation.Write<I, O> operation, I input, Call call, Trail trail) {
        var caller = call.caller();
        gatekeeper.require(accounts.read(caller.account()), caller, operation.model(), input, call.decisions());
        var change = operation.writer().prepare(input, call);
        var operationId = CommitRecord.newOperationId();
        return accounts.update(caller.account(), account -> {
            InstanceSessions.require(accounts, caller);
            var grant = gatekeeper.require(account, caller, operation.model(), input, call.decisions());
            var changed = change.apply(account);
            var next = Standing.keepingOwnSession(account, changed.account(), caller);
            trail.changes(!next.recorded().isEmpty());
            return new Outcome<>(next, changed.answer(), record(operationId, operation, caller, grant));
        });
    }

    private <I, O> O writeWithDirectory(Operation.WriteWithDirectory<I, O> operation, I input, Call call, Trail trail) {
        var caller = call.caller();
        gatekeeper.require(accounts.read(caller.account()), caller, operation.model(), input, call.decisions());
        var change = operation.writer().prepare(input, call);
        var operationId = CommitRecord.newOperationId();
        return accounts.updateWithDirectory(caller.account(), values -> {
            InstanceSessions.require(accounts, caller);
            var grant = gatekeeper.require(values.account(), caller, operation.model(), input, call.decisions());
            var changed = change.apply(values);
            trail.changes(isChanged(changed.values()));
            return new Outcome<>(changed.values(), changed.answer(), record(operationId, operation, caller, grant));
        });
    }

    private <I, O> O found(Operation.Founding<I, O> operation, I input, Call call, Trail trail) {
        var caller = call.caller();
        gatekeeper.require(accounts.read(caller.account()), caller, operation.model(), input, call.decisions());
        var foundation = operation.founder().prepare(input, call);
        var operationId = CommitRecord.newOperationId();
        return accounts.updateWithDirectory(foundation.account(), caller.account(), values -> {
            InstanceSessions.require(accounts, caller);
            var grant = gatekeeper.require(
                    accounts.read(caller.account()), caller, operation.model(), input, call.decisions());
            var changed = foundation.change().apply(values);
            trail.changes(isChanged(changed.values()));
            return new Outcome<>(changed.values(), changed.answer(), record(operationId, operation, caller, grant));
        });
    }

    private <I, O> O readInstances(Operation.ReadInstances<I, O> operation, I input, Call call) {
        var caller = call.caller();
        requireHere(caller);
        var values = accounts.withInstances(caller.account(), region);
        gatekeeper.require(values.account(), values.instances(), caller, operation.model(), input, call.decisions());
        endDryRun(operation.model(), input);
        return operation.reader().read(values.account(), values.instances(), input, call);
    }

    private <I, O> O writeInstances(Operation.WriteInstances<I, O> operation, I input, Call call, Trail trail) {
        var caller = call.caller();
        requireHere(caller);
        requireAtFirst(operation, input, call);
        var change = operation.writer().prepare(input, call);
        var operationId = CommitRecord.newOperationId();
        return accounts.updateInstances(caller.account(), region, (account, instances) -> {
            InstanceSessions.require(accounts, caller);
            var grant = gatekeeper.require(account, instances, caller, operation.model(), input, call.decisions());
            var changed = change.apply(account, instances);
            trail.changes(!changed.registry().recorded().isEmpty());
            return new Outcome<>(changed.registry(), changed.answer(), record(operationId, operation, caller, grant));
        });
    }

    private <I, O> O writeWithInstances(Operation.WriteWithInstances<I, O> operation, I input, Call call, Trail trail) {
        var caller = call.caller();
        requireHere(caller);
        requireAtFirst(operation, input, call);
        var change = operation.writer().prepare(input, call);
        var operationId = CommitRecord.newOperationId();
        return accounts.updateWithInstances(caller.account(), region, values -> {
            InstanceSessions.require(accounts, caller);
            var grant = gatekeeper.require(
                    values.account(), values.instances(), caller, operation.model(), input, call.decisions());
            var changed = change.apply(values);
            var after = changed.values();
            trail.changes(!after.account().recorded().isEmpty()
                    || !after.instances().recorded().isEmpty());
            return new Outcome<>(after, changed.answer(), record(operationId, operation, caller, grant));
        });
    }

    /** The first check of a write that is about instances, before anything is prepared for it. */
    private <I> void requireAtFirst(Operation<I, ?> operation, I input, Call call) {
        var caller = call.caller();
        var values = accounts.withInstances(caller.account(), region);
        gatekeeper.require(values.account(), values.instances(), caller, operation.model(), input, call.decisions());
        endDryRun(operation.model(), input);
    }

    /** Instances are asked for where they are: a request for another region would find none, and launch them where nobody looks. */
    private void requireHere(Caller caller) {
        if (!caller.facts().region().equals(region)) {
            throw new NotAuthenticated(
                            NotAuthenticated.Reason.SIGNATURE_DOES_NOT_MATCH,
                            "Credential should be scoped to a valid region: this server is in " + region + ".")
                    .asException();
        }
    }

    /** Where only the permission was asked for, that it is there is all that is answered. */
    private static <I> void endDryRun(OperationModel<I, ?> model, I input) {
        boolean canBeDry = model.input().member(DRY_RUN).isPresent();
        if (canBeDry
                && model.input()
                        .value(input, DRY_RUN)
                        .filter(Boolean.TRUE::equals)
                        .isPresent()) {
            throw new DryRun().asException();
        }
    }

    private <I, O> O special(Operation.Special<I, O> operation, I input, Call call) {
        var account = accounts.read(call.caller().account());
        var plan = operation.planner().plan(input, call);
        gatekeeper.require(account, call.caller(), operation.model(), input, plan.side(), call.decisions());
        return plan.work().get();
    }

    /** Tells the trail who a caller is whose request went wrong before any check. */
    void identify(Caller caller, Trail trail) {
        accounts.find(caller.account()).ifPresent(account -> gatekeeper.identify(account, caller, trail));
    }

    private static boolean isChanged(WithDirectory values) {
        return !values.account().recorded().isEmpty()
                || !values.directory().recorded().isEmpty();
    }

    private static CommitRecord record(String operationId, Operation<?, ?> operation, Caller caller, Grant grant) {
        var facts = caller.facts();
        return new CommitRecord(
                operationId,
                grant.callerArn(),
                caller.accessKeyId(),
                operation.model().toString(),
                facts.requestId(),
                facts.sourceAddress().getHostAddress(),
                facts.arrival(),
                grant.allowedBy());
    }
}
