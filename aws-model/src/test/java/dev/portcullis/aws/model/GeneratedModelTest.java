// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.portcullis.aws.iam.AccessKey;
import dev.portcullis.aws.iam.CreateUserRequest;
import dev.portcullis.aws.iam.DeleteUserResponse;
import dev.portcullis.aws.iam.GetAccountSummaryResponse;
import dev.portcullis.aws.iam.IamErrors;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.iam.Tag;
import dev.portcullis.aws.model.Authorization.Check;
import dev.portcullis.aws.model.Authorization.ContextTemplate;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.portcullis.Session;
import dev.portcullis.aws.sts.Credentials;
import dev.portcullis.aws.sts.StsModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GeneratedModelTest {
    private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

    static Stream<OperationModel<?, ?>> operations() {
        return Stream.of(IamModel.SERVICE, StsModel.SERVICE, PortcullisModel.SERVICE)
                .flatMap(service -> service.operations().values().stream());
    }

    /** In the Query protocol these two parameters name the operation and the API: a member of that name could not be sent. */
    @ParameterizedTest
    @MethodSource("operations")
    void noMemberHasTheNameOfAParameterOfTheProtocol(OperationModel<?, ?> operation) {
        assertThat(operation.input().members()).extracting(Member::name).doesNotContain("Action", "Version");
    }

    @ParameterizedTest
    @MethodSource("operations")
    void everyStructureCanBeTakenApartAndPutTogetherAgain(OperationModel<?, ?> operation) {
        for (StructureShape<?> shape : List.of(operation.input(), operation.output())) {
            for (boolean optionalOnes : new boolean[] {true, false}) {
                Object value = sample(shape, optionalOnes);
                @Nullable Object[] parts = new @Nullable Object[shape.members().size()];
                for (int place = 0; place < parts.length; place++) {
                    parts[place] = shape.valueOf(value, place);
                    boolean present = optionalOnes || shape.members().get(place).required();
                    assertThat(isAbsent(parts[place]))
                            .as(shape.members().get(place).name())
                            .isNotEqualTo(present);
                }

                assertThat(shape.build(parts)).isEqualTo(value);
            }
        }
    }

    @Test
    void absentOptionalMembersAreEmptyNeverNull() {
        CreateUserRequest request = CreateUserRequest.builder().userName("dora").build();

        assertThat(request.path()).isEmpty();
        assertThat(request.tags()).isEmpty();
        assertThat(CreateUserRequest.SHAPE.value(request, 0)).isNull();
        assertThat(CreateUserRequest.SHAPE.value(request, "Path")).isEmpty();
        assertThat(CreateUserRequest.SHAPE.value(request, "Tags")).hasValue(List.of());
    }

    @Test
    void buildersTakeValuesAndOptionals() {
        CreateUserRequest request = CreateUserRequest.builder()
                .userName("dora")
                .path(Optional.of("/a/"))
                .permissionsBoundary("arn:aws:iam::123456789012:policy/p")
                .build();

        assertThat(request)
                .isEqualTo(new CreateUserRequest(
                        Optional.of("/a/"), "dora", Optional.of("arn:aws:iam::123456789012:policy/p"), List.of()));
        assertThat(request.toBuilder().path(Optional.empty()).build().path()).isEmpty();
        assertThat(request.toBuilder().build()).isEqualTo(request);
    }

    @Test
    void aRequiredMemberCannotBeForgotten() {
        assertThatThrownBy(() -> CreateUserRequest.builder().build())
                .isInstanceOf(NullPointerException.class)
                .hasMessage("UserName");
    }

    @Test
    void collectionsAreCopied() {
        List<Tag> tags = new ArrayList<>(List.of(new Tag("team", "blue")));
        Map<String, Integer> summary = new LinkedHashMap<>(Map.of("Users", 1));
        CreateUserRequest request =
                CreateUserRequest.builder().userName("dora").tags(tags).build();
        GetAccountSummaryResponse response =
                GetAccountSummaryResponse.builder().summaryMap(summary).build();

        tags.clear();
        summary.clear();

        assertThat(request.tags()).hasSize(1);
        assertThat(response.summaryMap()).containsEntry("Users", 1);
    }

    @Test
    void secretsAreNotPrinted() {
        var key = AccessKey.builder()
                .userName("dora")
                .accessKeyId("AKIAX")
                .status("Active")
                .secretAccessKey("hunter2hunter2")
                .build();
        var credentials = new Credentials("ASIAX", "hunter2hunter2", "token-token", NOW);

        assertThat(key.toString()).contains("AKIAX", "dora").doesNotContain("hunter2");
        assertThat(credentials.toString())
                .contains("ASIAX")
                .doesNotContain("hunter2")
                .doesNotContain("token-token");
        assertThat(new Session("ASIAX", "token-token").toString()).doesNotContain("token-token");
    }

    /** Names of members, so that a secret that nobody marked is found: in requests, answers and everything below. */
    @Test
    void everyMemberThatSoundsLikeASecretIsMarked() {
        Set<String> unmarked = new TreeSet<>();
        Set<String> marked = new TreeSet<>();
        for (StructureShape<?> structure : structures()) {
            for (Member member : structure.members()) {
                if (member.shape() instanceof Shape.StringShape text
                        && !member.name().equals("HttpTokens") // a word that says whether tokens are needed
                        && member.name().matches(".*(Secret|Password|Token|TokenCode|PrivateKey).*")) {
                    (text.sensitive() ? marked : unmarked).add(structure.name() + "." + member.name());
                }
            }
        }

        assertThat(unmarked).isEmpty();
        assertThat(marked)
                .contains(
                        "AccessKey.SecretAccessKey",
                        "Credentials.SessionToken",
                        "Session.SessionToken",
                        "AssumeRoleRequest.TokenCode");
    }

    @Test
    void policyDocumentsInAnswersArePercentEncoded() {
        Set<String> encoded = new TreeSet<>();
        for (OperationModel<?, ?> operation : operations().toList()) {
            for (StructureShape<?> structure : below(operation.output())) {
                for (Member member : structure.members()) {
                    if (member.shape() instanceof Shape.StringShape text && text.percentEncodedPolicy()) {
                        encoded.add(structure.name() + "." + member.name());
                    }
                }
            }
        }

        assertThat(encoded)
                .containsExactly(
                        "GetGroupPolicyResponse.PolicyDocument",
                        "GetRolePolicyResponse.PolicyDocument",
                        "GetUserPolicyResponse.PolicyDocument",
                        "PolicyVersion.Document",
                        "Role.AssumeRolePolicyDocument");
    }

    @Test
    void anOperationWithoutOutputIsNotOneWithAnEmptyOutput() {
        assertThat(IamModel.DELETE_USER.hasOutput()).isFalse();
        assertThat(IamModel.DELETE_USER.output().build(new @Nullable Object[0])).isEqualTo(new DeleteUserResponse());
        assertThat(IamModel.UPDATE_ROLE.hasOutput()).isTrue();
        assertThat(IamModel.UPDATE_ROLE.resultWrapper()).hasValue("UpdateRoleResult");
        assertThat(IamModel.UPDATE_ROLE.output().members()).isEmpty();
    }

    @Test
    void whatIsKnownButNotServedCanBeTold() {
        assertThat(IamModel.SERVICE.operation("CreateSAMLProvider")).isEmpty();
        assertThat(IamModel.SERVICE.knows("CreateSAMLProvider")).isTrue();
        assertThat(IamModel.SERVICE.knows("CreateUnicorn")).isFalse();
        assertThat(PortcullisModel.SERVICE.knownOperations())
                .isEqualTo(PortcullisModel.SERVICE.operations().keySet());
    }

    @Test
    void errorsCarryCodeStatusAndFault() {
        assertThat(IamErrors.NO_SUCH_ENTITY)
                .isEqualTo(new ErrorModel("NoSuchEntityException", "NoSuchEntity", 404, true));
        assertThat(IamErrors.SERVICE_FAILURE.senderFault()).isFalse();
        assertThat(IamModel.CREATE_USER.errors()).contains(IamErrors.ENTITY_ALREADY_EXISTS, IamErrors.LIMIT_EXCEEDED);
    }

    @Test
    void everyOperationIsCheckedButTheFewThatPoliciesHaveNoSayIn() {
        assertThat(operations()
                        .filter(operation -> operation.authorization().access() != Access.CHECKED)
                        .map(OperationModel::toString))
                .containsExactlyInAnyOrder(
                        "sts:GetCallerIdentity",
                        "sts:GetSessionToken",
                        "portcullis:JoinInstance",
                        "portcullis:JoinInstanceWithCertificate",
                        "portcullis:RenewAgent",
                        "portcullis:GetOwnInstance",
                        "portcullis:GetOwnInstanceCredentials");
    }

    @ParameterizedTest
    @MethodSource("operations")
    void theFirstCheckBearsTheNameOfTheOperation(OperationModel<?, ?> operation) {
        List<Check> checks = operation.authorization().checks();

        if (!checks.isEmpty()) {
            // what AWS has in its console alone goes by the action that AWS's policies name for it
            var action =
                    operation.toString().endsWith("PasskeyRegistration") ? "iam:EnableMFADevice" : operation.toString();
            assertThat(checks.getFirst().action()).isEqualTo(action);
            assertThat(checks.getFirst().onlyIfAny()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void whatTakesTagsSuppliesTheTagKeys(OperationModel<?, ?> operation) {
        boolean takesTags = operation.input().member("Tags").isPresent()
                || operation.input().member("TagKeys").isPresent();
        Set<String> keys = operation.authorization().checks().stream()
                .flatMap(check -> check.context().stream())
                .map(ContextTemplate::key)
                .collect(Collectors.toSet());

        assertThat(keys.contains("aws:TagKeys")).isEqualTo(takesTags);
        assertThat(keys.contains("aws:RequestTag"))
                .isEqualTo(operation.input().member("Tags").isPresent());
    }

    @Test
    void passingARoleIsCheckedWhereOneIsHandedOver() {
        Check passRole =
                IamModel.ADD_ROLE_TO_INSTANCE_PROFILE.authorization().checks().get(1);

        assertThat(passRole)
                .isEqualTo(new Check(
                        "iam:PassRole",
                        new Authorization.ResourceTemplate(ResourceKind.ROLE, List.of("RoleName")),
                        List.of(new ContextTemplate(
                                "iam:PassedToService", ContextSource.CONSTANT, "", "ec2.amazonaws.com")),
                        List.of()));
    }

    @Test
    void tagsAtCreationAreCheckedOnlyWhenGiven() {
        assertThat(StsModel.ASSUME_ROLE.authorization().checks())
                .extracting(Check::action, Check::onlyIfAny)
                .containsExactly(
                        tuple("sts:AssumeRole", List.of()),
                        tuple("sts:TagSession", List.of("Tags", "TransitiveTagKeys")),
                        tuple("sts:SetSourceIdentity", List.of("SourceIdentity")));
    }

    private static Set<StructureShape<?>> structures() {
        return operations()
                .flatMap(operation ->
                        Stream.concat(below(operation.input()).stream(), below(operation.output()).stream()))
                .collect(Collectors.toSet());
    }

    private static Set<StructureShape<?>> below(Shape shape) {
        Set<StructureShape<?>> found = new LinkedHashSet<>();
        collect(shape, found);
        return found;
    }

    private static void collect(Shape shape, Set<StructureShape<?>> found) {
        switch (shape) {
            case Shape.ListShape list -> collect(list.element(), found);
            case Shape.MapShape map -> collect(map.value(), found);
            case StructureShape<?> structure -> {
                if (found.add(structure)) {
                    structure.members().forEach(member -> collect(member.shape(), found));
                }
            }
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

    private static boolean isAbsent(@Nullable Object value) {
        return value == null || value.equals(List.of()) || value.equals(Map.of());
    }

    private static Object sample(Shape shape, boolean optionalOnes) {
        return switch (shape) {
            case Shape.StringShape text ->
                text.values().isEmpty() ? "text" : text.values().getFirst();
            case Shape.IntegerShape _ -> 7;
            case Shape.LongShape _ -> 8L;
            case Shape.FloatShape _ -> 1.5f;
            case Shape.DoubleShape _ -> 2.5;
            case Shape.BooleanShape _ -> true;
            case Shape.TimestampShape _ -> NOW;
            case Shape.BlobShape _ -> new byte[] {1};
            case Shape.ListShape list -> List.of(sample(list.element(), optionalOnes));
            case Shape.MapShape map -> Map.of("Users", sample(map.value(), optionalOnes));
            case StructureShape<?> structure -> {
                @Nullable
                Object[] values = new @Nullable Object[structure.members().size()];
                for (int place = 0; place < values.length; place++) {
                    Member member = structure.members().get(place);
                    values[place] = optionalOnes || member.required() ? sample(member.shape(), optionalOnes) : null;
                }
                yield structure.build(values);
            }
        };
    }
}
