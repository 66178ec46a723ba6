// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.aws.ec2.AttributeBooleanValue;
import dev.portcullis.aws.ec2.AttributeValue;
import dev.portcullis.aws.ec2.DescribeInstanceAttributeRequest;
import dev.portcullis.aws.ec2.InstanceAttribute;
import dev.portcullis.aws.ec2.ModifyInstanceAttributeRequest;
import dev.portcullis.aws.ec2.ModifyInstanceAttributeResponse;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Instance.State;
import dev.portcullis.server.account.InstanceRegistry;
import dev.portcullis.server.account.InstanceRegistry.Changed;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.error.ApiError.InstanceProblem;
import dev.portcullis.server.error.ApiError.InstanceProblem.Fault;
import java.util.Base64;
import java.util.Optional;
import java.util.function.BiFunction;

/** Attributes of instances, one at a time. The only one that can be changed is the user data, while the instance is stopped. */
final class Attributes {
    private static final String USER_DATA = "userData";

    private Attributes() {}

    static InstanceAttribute describe(
            Account account, InstanceRegistry registry, DescribeInstanceAttributeRequest request, Call call) {
        var instance = Instances.require(registry, request.instanceId(), call.time());
        var shown = InstanceAttribute.builder().instanceId(instance.id());
        switch (request.attribute()) {
            case USER_DATA ->
                shown.userData(
                        AttributeValue.builder().value(instance.userData()).build());
            case "instanceType" -> shown.instanceType(value(instance.launch().type()));
            case "instanceInitiatedShutdownBehavior" -> shown.instanceInitiatedShutdownBehavior(value("stop"));
            case "disableApiTermination" -> shown.disableApiTermination(no());
            case "disableApiStop" -> shown.disableApiStop(no());
            case "ebsOptimized" -> shown.ebsOptimized(no());
            default -> {} // what nothing here has is absent in the answer, as in EC2
        }
        return shown.build();
    }

    private static AttributeValue value(String text) {
        return AttributeValue.builder().value(text).build();
    }

    private static AttributeBooleanValue no() {
        return AttributeBooleanValue.builder().value(false).build();
    }

    static BiFunction<Account, InstanceRegistry, Changed<ModifyInstanceAttributeResponse>> modify(
            ModifyInstanceAttributeRequest request, Call call) {
        var userData = newUserData(request);
        return (account, registry) -> {
            var instance = Instances.requireLiving(registry, request.instanceId(), call.time());
            if (instance.state() != State.STOPPED) {
                throw new InstanceProblem(
                                Fault.WRONG_STATE_OF_INSTANCE,
                                "The instance '" + instance.id() + "' is not in the 'stopped' state.")
                        .asException();
            }
            return registry.with(instance.withUserData(userData)).answering(new ModifyInstanceAttributeResponse());
        };
    }

    /** Base64, whichever way it came; empty if it is to be taken away. */
    private static Optional<String> newUserData(ModifyInstanceAttributeRequest request) {
        if (request.userData().isPresent()) {
            var bytes = request.userData().get().value().orElseGet(() -> new byte[0]);
            UserData.requireLength(bytes.length);
            return bytes.length == 0
                    ? Optional.empty()
                    : Optional.of(Base64.getEncoder().encodeToString(bytes));
        }
        if (request.attribute().filter(USER_DATA::equals).isEmpty()
                || request.value().isEmpty()) {
            throw new InstanceProblem(
                            Fault.BAD_COMBINATION, "The only attribute that can be modified here is " + USER_DATA + ".")
                    .asException();
        }
        request.value().ifPresent(UserData::require);
        return request.value().filter(text -> !text.isEmpty());
    }
}
