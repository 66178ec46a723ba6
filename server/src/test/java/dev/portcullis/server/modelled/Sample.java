// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.modelled;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import software.amazon.awssdk.services.iam.IamClient;

/**
 * A call that succeeds and, if its operation writes, changes something.
 *
 * @param before brings the account, however it is, to where the call succeeds
 * @param resources of the checks of the operation, in their order
 */
record Sample(String operation, Consumer<Stage> before, BiConsumer<Stage, IamClient> call, List<String> resources) {
    Sample {
        resources = List.copyOf(resources);
    }

    static Sample of(String operation, Consumer<Stage> before, BiConsumer<Stage, IamClient> call, String... resources) {
        return new Sample(operation, before, call, List.of(resources));
    }

    @Override
    public String toString() {
        return operation + " on " + resources.getFirst();
    }
}
