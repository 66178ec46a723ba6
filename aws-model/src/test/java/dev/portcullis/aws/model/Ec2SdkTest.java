// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.ec2.Ec2Model;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

/**
 * Holds what is served of EC2 against the AWS SDK for Java v2: whatever our model has, the SDK has under the same names on the wire. Unlike of
 * IAM and STS, a newer SDK may have more: members that nothing here reads or answers are not followed.
 */
class Ec2SdkTest {
    static Stream<OperationModel<?, ?>> served() {
        return Ec2Model.SERVICE.operations().values().stream();
    }

    @Test
    void theOperationsAreThere() {
        assertThat(served()).hasSizeGreaterThanOrEqualTo(21);
    }

    @ParameterizedTest
    @MethodSource("served")
    void requestAndAnswerAreCalledOnTheWireAsInTheSdk(OperationModel<?, ?> operation)
            throws ReflectiveOperationException {
        compare(operation.input(), pojo(operation.name() + "Request"), new HashSet<>());
        compare(operation.output(), pojo(operation.name() + "Response"), new HashSet<>());
    }

    private static void compare(StructureShape<?> ours, SdkPojo theirs, Set<String> seen) {
        if (!seen.add(ours.name())) {
            return;
        }
        for (Member member : ours.members()) {
            String where = ours.name() + "." + member.name();
            SdkField<?> field = theirs.sdkFields().stream()
                    .filter(found -> found.unmarshallLocationName().equals(member.wireName()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("the SDK has no " + where));
            assertThat(member.requestName()).as(where).isEqualTo(field.locationName());
            compare(member.shape(), field, seen);
        }
    }

    private static void compare(Shape ours, SdkField<?> theirs, Set<String> seen) {
        switch (ours) {
            case Shape.ListShape list -> {
                ListTrait trait = theirs.getRequiredTrait(ListTrait.class);
                assertThat(list.elementName())
                        .as(list.name())
                        .isEqualTo(
                                Optional.ofNullable(trait.memberLocationName()).orElse("member"));
                compare(list.element(), trait.memberFieldInfo(), seen);
            }
            case StructureShape<?> structure ->
                compare(structure, theirs.constructor().get(), seen);
            case Shape.MapShape _,
                    Shape.StringShape _,
                    Shape.IntegerShape _,
                    Shape.LongShape _,
                    Shape.FloatShape _,
                    Shape.DoubleShape _,
                    Shape.BooleanShape _,
                    Shape.TimestampShape _,
                    Shape.BlobShape _ -> {}
        }
    }

    private static SdkPojo pojo(String name) throws ReflectiveOperationException {
        Object builder = Class.forName(Ec2Exception.class.getPackageName() + "." + name)
                .getMethod("builder")
                .invoke(null);
        Method build = Arrays.stream(builder.getClass().getMethods())
                .filter(method -> method.getName().equals("build") && method.getParameterCount() == 0)
                .findFirst()
                .orElseThrow();
        build.setAccessible(true);
        return (SdkPojo) build.invoke(builder);
    }
}
