// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.sts.StsModel;
import java.io.ByteArrayInputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.StsException;

/**
 * Holds the model against the AWS SDK for Java v2 by reflection: what its clients send and expect is what we decode and answer. With a
 * newer SDK, the failures list what is missing. The SDK does not say which members are required.
 */
class AwsSdkTest {
    /** A service and the client that AWS has for it. */
    record Sdk(ServiceModel model, Class<?> client, Class<? extends AwsServiceException> baseException) {
        /** @param name as the model writes it; the SDK's requests, answers and exceptions write abbreviations as words */
        Class<?> type(String name) throws ClassNotFoundException {
            return Class.forName(baseException.getPackageName() + "."
                    + name.replace("SSH", "Ssh").replace("MFA", "Mfa"));
        }

        @Override
        public String toString() {
            return model.metadata().id();
        }
    }

    private static final Sdk IAM = new Sdk(IamModel.SERVICE, IamClient.class, IamException.class);
    private static final Sdk STS = new Sdk(StsModel.SERVICE, StsClient.class, StsException.class);

    static Stream<Sdk> services() {
        return Stream.of(IAM, STS);
    }

    /** An operation that we serve, with its service. */
    record Served(Sdk sdk, OperationModel<?, ?> operation) {
        Method method() throws ReflectiveOperationException {
            String name = operation.name();
            return sdk.client()
                    .getMethod(
                            name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1),
                            sdk.type(name + "Request"));
        }

        @Override
        public String toString() {
            return operation.toString();
        }
    }

    static Stream<Served> served() {
        return services()
                .flatMap(
                        sdk -> sdk.model().operations().values().stream().map(operation -> new Served(sdk, operation)));
    }

    @Test
    void theOperationsAreThere() {
        assertThat(served()).hasSizeGreaterThanOrEqualTo(88);
    }

    @ParameterizedTest
    @MethodSource("services")
    void everyOperationOfTheSdkIsKnownAndNoOther(Sdk sdk) {
        Set<String> operations = Arrays.stream(sdk.client().getMethods())
                .filter(method -> method.getParameterCount() == 1)
                .map(method -> method.getParameterTypes()[0].getSimpleName())
                .filter(name -> name.endsWith("Request"))
                .map(name ->
                        name.substring(0, name.length() - "Request".length()).toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());

        assertThat(sdk.model().knownOperations())
                .extracting(name ->
                        name.toLowerCase(Locale.ROOT)) // the SDK's classes write Saml where the model writes SAML
                .containsExactlyInAnyOrderElementsOf(operations);
    }

    @ParameterizedTest
    @MethodSource("served")
    void requestAndAnswerHaveTheMembersOfTheSdk(Served served) throws ReflectiveOperationException {
        String name = served.operation().name();

        compare(served.operation().input(), pojo(served.sdk().type(name + "Request")), new HashSet<>());
        compare(served.operation().output(), pojo(served.sdk().type(name + "Response")), new HashSet<>());
    }

    @ParameterizedTest
    @MethodSource("served")
    void theErrorsAreThoseThatTheSdkDeclares(Served served) throws ReflectiveOperationException {
        List<String> declared = Arrays.stream(served.method().getExceptionTypes())
                .filter(type -> served.sdk().baseException().isAssignableFrom(type)
                        && type != served.sdk().baseException())
                .map(Class::getSimpleName)
                .toList();

        assertThat(served.operation().errors().stream()
                        .map(error -> sdkName(error))
                        .toList())
                .isEqualTo(declared);
    }

    @ParameterizedTest
    @MethodSource("served")
    void theCodesOnTheWireAreUnderstoodByTheSdk(Served served) throws ReflectiveOperationException {
        Object request = build(served.sdk().type(served.operation().name() + "Request"));
        for (ErrorModel error : served.operation().errors()) {
            Object client = client(served.sdk(), error);

            Throwable thrown = catchThrowable(() -> invoke(served.method(), client, request));

            assertThat(thrown).isInstanceOf(served.sdk().type(sdkName(error)));
            AwsServiceException told = (AwsServiceException) thrown;
            assertThat(told.awsErrorDetails().errorCode()).isEqualTo(error.code());
            assertThat(told.statusCode()).isEqualTo(error.httpStatus());
        }
    }

    private static String sdkName(ErrorModel error) {
        String name = error.shapeName().replace("SSH", "Ssh");
        return name.endsWith("Exception") ? name : name + "Exception";
    }

    private static void compare(StructureShape<?> ours, SdkPojo theirs, Set<String> seen) {
        if (!seen.add(ours.name())) {
            return;
        }
        assertThat(ours.members().stream().map(Member::wireName).toList())
                .as("members of %s", ours.name())
                .isEqualTo(
                        theirs.sdkFields().stream().map(SdkField::locationName).toList());
        Map<String, Set<String>> enums = enums(theirs);
        for (SdkField<?> field : theirs.sdkFields()) {
            Member member = ours.member(field.memberName()).orElseThrow();
            String where = ours.name() + "." + member.name();
            compare(member.shape(), field, where, seen);
            assertThat(values(member.shape()))
                    .as("values of %s", where)
                    .isEqualTo(enums.getOrDefault(member.name().toLowerCase(Locale.ROOT), Set.of()));
        }
    }

    private static void compare(Shape ours, SdkField<?> theirs, String where, Set<String> seen) {
        assertThat(type(ours)).as("type of %s", where).isEqualTo(theirs.marshallingType());
        switch (ours) {
            case Shape.ListShape list -> {
                ListTrait trait = theirs.getRequiredTrait(ListTrait.class);
                assertThat(list.flattened()).as("%s is flattened", where).isEqualTo(trait.isFlattened());
                assertThat(list.elementName())
                        .as("name of the elements of %s", where)
                        .isEqualTo(
                                Optional.ofNullable(trait.memberLocationName()).orElse("member"));
                compare(list.element(), trait.memberFieldInfo(), where, seen);
            }
            case Shape.MapShape map -> {
                MapTrait trait = theirs.getRequiredTrait(MapTrait.class);
                assertThat(map.keyName()).isEqualTo(trait.keyLocationName());
                assertThat(map.valueName()).isEqualTo(trait.valueLocationName());
                compare(map.value(), trait.valueFieldInfo(), where, seen);
            }
            case StructureShape<?> structure ->
                compare(structure, theirs.constructor().get(), seen);
            case Shape.StringShape _,
                    Shape.IntegerShape _,
                    Shape.LongShape _,
                    Shape.FloatShape _,
                    Shape.DoubleShape _,
                    Shape.BooleanShape _,
                    Shape.TimestampShape _,
                    Shape.BlobShape _ -> {}
        }
    }

    private static MarshallingType<?> type(Shape shape) {
        return switch (shape) {
            case Shape.StringShape _ -> MarshallingType.STRING;
            case Shape.IntegerShape _ -> MarshallingType.INTEGER;
            case Shape.LongShape _ -> MarshallingType.LONG;
            case Shape.FloatShape _ -> MarshallingType.FLOAT;
            case Shape.DoubleShape _ -> MarshallingType.DOUBLE;
            case Shape.BooleanShape _ -> MarshallingType.BOOLEAN;
            case Shape.TimestampShape _ -> MarshallingType.INSTANT;
            case Shape.BlobShape _ -> MarshallingType.SDK_BYTES;
            case Shape.ListShape _ -> MarshallingType.LIST;
            case Shape.MapShape _ -> MarshallingType.MAP;
            case StructureShape<?> _ -> MarshallingType.SDK_POJO;
        };
    }

    /** The enumerated values of a member: of itself, of a list's elements, or of a map's keys. */
    private static Set<String> values(Shape shape) {
        return switch (shape) {
            case Shape.StringShape text -> Set.copyOf(text.values());
            case Shape.ListShape list -> values(list.element());
            case Shape.MapShape map -> values(map.key());
            case Shape.IntegerShape _,
                    Shape.LongShape _,
                    Shape.FloatShape _,
                    Shape.DoubleShape _,
                    Shape.BooleanShape _,
                    Shape.TimestampShape _,
                    Shape.BlobShape _,
                    StructureShape<?> _ -> Set.of();
        };
    }

    /** The enumerated members of an SDK class, in lower case: {@code status} where there is a {@code statusAsString} beside it. */
    private static Map<String, Set<String>> enums(SdkPojo pojo) {
        Class<?> type = pojo.getClass().getEnclosingClass() == null
                ? pojo.getClass()
                : pojo.getClass().getEnclosingClass();
        Map<String, Set<String>> enums = new TreeMap<>();
        for (Method method : type.getMethods()) {
            String name = method.getName().replaceFirst("AsStrings?$", "");
            if (method.getParameterCount() == 0 && !name.equals(method.getName())) {
                enums.put(name.toLowerCase(Locale.ROOT), enumValues(type, name));
            }
        }
        return enums;
    }

    private static Set<String> enumValues(Class<?> type, String getter) {
        try {
            Type returned = type.getMethod(getter).getGenericReturnType();
            Type enumType =
                    returned instanceof ParameterizedType generic ? generic.getActualTypeArguments()[0] : returned;
            return Arrays.stream(((Class<?>) enumType).getEnumConstants())
                    .filter(constant -> !((Enum<?>) constant).name().equals("UNKNOWN_TO_SDK_VERSION"))
                    .map(Object::toString)
                    .collect(Collectors.toSet());
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    private static SdkPojo pojo(Class<?> type) throws ReflectiveOperationException {
        return (SdkPojo) build(type);
    }

    private static Object build(Class<?> type) throws ReflectiveOperationException {
        Object builder = type.getMethod("builder").invoke(null);
        Method build = Arrays.stream(builder.getClass().getMethods())
                .filter(method -> method.getName().equals("build") && method.getParameterCount() == 0)
                .findFirst()
                .orElseThrow();
        build.setAccessible(true);
        return build.invoke(builder);
    }

    private static void invoke(Method method, Object client, Object request) throws Throwable {
        try {
            method.invoke(client, request);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Object client(Sdk sdk, ErrorModel error) throws ReflectiveOperationException {
        AwsSyncClientBuilder<?, ?> builder =
                (AwsSyncClientBuilder<?, ?>) sdk.client().getMethod("builder").invoke(null);
        builder.httpClient(new AlwaysAnswers(error));
        var aws = (AwsClientBuilder<?, ?>) builder;
        aws.region(Region.US_EAST_1);
        aws.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAEXAMPLE", "secret")));
        aws.overrideConfiguration(overrides -> overrides.retryStrategy(DefaultRetryStrategy.doNotRetry()));
        return aws.build();
    }

    /** Answers every request with one error. */
    private record AlwaysAnswers(ErrorModel error) implements SdkHttpClient {
        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            String xml =
                    "<ErrorResponse><Error><Type>%s</Type><Code>%s</Code><Message>no</Message></Error><RequestId>1</RequestId></ErrorResponse>"
                            .formatted(error.senderFault() ? "Sender" : "Receiver", error.code());
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() {
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpResponse.builder()
                                    .statusCode(error.httpStatus())
                                    .build())
                            .responseBody(AbortableInputStream.create(
                                    new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8))))
                            .build();
                }

                @Override
                public void abort() {}
            };
        }

        @Override
        public void close() {}
    }
}
