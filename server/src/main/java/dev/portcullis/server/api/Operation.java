// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.api;

import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts.ChangeWithDirectory;
import dev.portcullis.server.account.Accounts.ChangeWithInstances;
import dev.portcullis.server.account.Accounts.WithDirectory;
import dev.portcullis.server.account.Accounts.WithInstances;
import dev.portcullis.server.account.Change;
import dev.portcullis.server.account.InstanceRegistry;
import dev.portcullis.server.authz.ResourceSide;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An operation as this server carries it out. The caller's right to it has been checked before any of these run; but an {@link Open} one has
 * no caller, and finds the proof in its input by itself.
 */
public sealed interface Operation<I, O> {
    OperationModel<I, O> model();

    /** Answers from the present value of the caller's account. */
    record Read<I, O>(OperationModel<I, O> model, Reader<I, O> reader) implements Operation<I, O> {}

    /** Changes the caller's account. */
    record Write<I, O>(OperationModel<I, O> model, Writer<I, O> writer) implements Operation<I, O> {}

    /** Changes the caller's account and, in the same commit, the directory of accounts: for what is unique over all of them. */
    record WriteWithDirectory<I, O>(OperationModel<I, O> model, WriterWithDirectory<I, O> writer)
            implements Operation<I, O> {}

    /** Makes an account. The caller's own account stands still meanwhile, so that its permission does. */
    record Founding<I, O>(OperationModel<I, O> model, Founder<I, O> founder) implements Operation<I, O> {}

    /** The account to be made, and how. */
    record Foundation<O>(AccountId account, Function<WithDirectory, ChangeWithDirectory<O>> change) {}

    /** Answers from the instances that the caller's account has in the region asked. */
    record ReadInstances<I, O>(OperationModel<I, O> model, InstancesReader<I, O> reader) implements Operation<I, O> {}

    /** Changes those instances; the caller's account stands still meanwhile, and so does its permission. */
    record WriteInstances<I, O>(OperationModel<I, O> model, InstancesWriter<I, O> writer) implements Operation<I, O> {}

    /** Changes the caller's account and, in the same commit, its instances in the region asked. */
    record WriteWithInstances<I, O>(OperationModel<I, O> model, WriterWithInstances<I, O> writer)
            implements Operation<I, O> {}

    /** For everyone: what proves the right to it is in the input. The one kind that is carried out for unsigned requests. */
    record Open<I, O>(OperationModel<I, O> model, OpenHandler<I, O> handler) implements Operation<I, O> {}

    /** Does something else, with reads and writes of its own. */
    record Special<I, O>(OperationModel<I, O> model, Planner<I, O> planner) implements Operation<I, O> {}

    /**
     * What a special operation is about to do.
     *
     * @param side where the resource has a policy of its own: the checks are made against that as well
     * @param work done after the checks, and only if they allow it; it works on the very values that the side was taken from
     */
    record Plan<O>(Optional<ResourceSide> side, Supplier<O> work) {}

    /** Reads. */
    @FunctionalInterface
    interface Reader<I, O> {
        O read(Account account, I input, Call call);
    }

    /**
     * Prepares a write: everything slow or random (parsing, hashing, drawing ids and secrets, looking into other accounts), once. What
     * comes of it is a pure function on the account, which is applied as often as it takes.
     */
    @FunctionalInterface
    interface Writer<I, O> {
        Function<Account, Change<O>> prepare(I input, Call call);
    }

    /** Prepares a write that needs the directory, as {@link Writer} does one that does not. */
    @FunctionalInterface
    interface WriterWithDirectory<I, O> {
        Function<WithDirectory, ChangeWithDirectory<O>> prepare(I input, Call call);
    }

    /** Prepares the making of an account, as {@link Writer} does a write. */
    @FunctionalInterface
    interface Founder<I, O> {
        Foundation<O> prepare(I input, Call call);
    }

    /** Reads instances. */
    @FunctionalInterface
    interface InstancesReader<I, O> {
        O read(Account account, InstanceRegistry instances, I input, Call call);
    }

    /** Prepares a change of instances, as {@link Writer} does one of the account. */
    @FunctionalInterface
    interface InstancesWriter<I, O> {
        BiFunction<Account, InstanceRegistry, InstanceRegistry.Changed<O>> prepare(I input, Call call);
    }

    /** Prepares a change of the account and its instances, as {@link Writer} does one of the account. */
    @FunctionalInterface
    interface WriterWithInstances<I, O> {
        Function<WithInstances, ChangeWithInstances<O>> prepare(I input, Call call);
    }

    /** Judges the proof in an input, and answers. Before the proof is found good it does nothing that costs, and tells nothing. */
    @FunctionalInterface
    interface OpenHandler<I, O> {
        O answer(I input, OpenCall call);
    }

    /** Plans a special operation: looks up what it is about, and changes nothing. */
    @FunctionalInterface
    interface Planner<I, O> {
        Plan<O> plan(I input, Call call);
    }

    /** Answers by itself. */
    @FunctionalInterface
    interface Handler<I, O> {
        O answer(I input, Call call);
    }

    static <I, O> Operation<I, O> read(OperationModel<I, O> model, Reader<I, O> reader) {
        return new Read<>(model, reader);
    }

    static <I, O> Operation<I, O> write(OperationModel<I, O> model, Writer<I, O> writer) {
        return new Write<>(model, writer);
    }

    /** A write that answers nothing but that it is done, and needs nothing prepared. */
    static <I, O> Operation<I, O> silent(OperationModel<I, O> model, O done, BiFunction<Account, I, Account> change) {
        return new Write<>(
                model, (input, call) -> account -> change.apply(account, input).answering(done));
    }

    static <I, O> Operation<I, O> writeWithDirectory(OperationModel<I, O> model, WriterWithDirectory<I, O> writer) {
        return new WriteWithDirectory<>(model, writer);
    }

    static <I, O> Operation<I, O> founding(OperationModel<I, O> model, Founder<I, O> founder) {
        return new Founding<>(model, founder);
    }

    static <I, O> Operation<I, O> readInstances(OperationModel<I, O> model, InstancesReader<I, O> reader) {
        return new ReadInstances<>(model, reader);
    }

    static <I, O> Operation<I, O> writeInstances(OperationModel<I, O> model, InstancesWriter<I, O> writer) {
        return new WriteInstances<>(model, writer);
    }

    static <I, O> Operation<I, O> writeWithInstances(OperationModel<I, O> model, WriterWithInstances<I, O> writer) {
        return new WriteWithInstances<>(model, writer);
    }

    static <I, O> Operation<I, O> open(OperationModel<I, O> model, OpenHandler<I, O> handler) {
        return new Open<>(model, handler);
    }

    static <I, O> Operation<I, O> special(OperationModel<I, O> model, Handler<I, O> handler) {
        return new Special<>(model, (input, call) -> new Plan<>(Optional.empty(), () -> handler.answer(input, call)));
    }

    /** On a resource with a policy of its own. */
    static <I, O> Operation<I, O> planned(OperationModel<I, O> model, Planner<I, O> planner) {
        return new Special<>(model, planner);
    }
}
