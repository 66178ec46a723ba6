// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.roles;

import static dev.portcullis.server.Documents.allow;
import static dev.portcullis.server.Documents.statement;
import static dev.portcullis.server.Documents.trusting;
import static dev.portcullis.server.Refusals.assertDenied;
import static dev.portcullis.server.Refusals.assertRefused;
import static dev.portcullis.server.TestWorld.HERE;
import static dev.portcullis.server.TestWorld.THERE;
import static dev.portcullis.server.TestWorld.assuming;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.iam.CreateRoleRequest;
import dev.portcullis.aws.iam.GetRoleRequest;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.iam.UpdateAssumeRolePolicyRequest;
import dev.portcullis.aws.iam.UpdateRoleDescriptionRequest;
import dev.portcullis.server.TestWorld;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.GrantedPolicies;
import dev.portcullis.server.account.User;
import dev.portcullis.server.error.ApiError.MalformedPolicyDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule 2.5: whom a trust policy names is settled when it is saved. */
class TrustBindingTest {
    private final TestWorld world = new TestWorld();

    @Test
    void whoIsMadeAgainUnderTheNameOfSomebodyTrustedIsNotTrusted() {
        var before = world.user(HERE, "ann");
        world.role(HERE, "Reader", trusting(arn(HERE, "user/ann")));
        world.assume(before, assuming(HERE, "Reader"));
        var id = delete(HERE, "ann").id();

        var after = world.user(HERE, "ann");

        assertDenied(() -> world.assume(after, assuming(HERE, "Reader")));
        assertThat(shown("Reader")).isEqualTo(trusting(id));
    }

    @Test
    void theSameHoldsForRolesAndForOtherAccounts() {
        var ann = world.user(THERE, "ann");
        world.role(THERE, "First", trusting(arn(THERE, "user/ann")));
        world.grant(THERE, "First", allow("sts:AssumeRole"));
        var role = world.role(HERE, "Second", trusting(arn(THERE, "role/First")));
        assertThat(role.trust().bound()).hasSize(1);
        world.assume(world.assume(ann, assuming(THERE, "First")), assuming(HERE, "Second"));

        world.change(THERE, account -> account.without(account.role("First").withPolicies(GrantedPolicies.NONE)));
        var again = world.role(THERE, "First", trusting(arn(THERE, "user/ann")));
        world.grant(THERE, "First", allow("sts:AssumeRole"));

        assertDenied(() -> world.assume(world.assume(ann, assuming(THERE, "First")), assuming(HERE, "Second")));
        assertThat(shown("Second")).doesNotContain("arn:", again.id()).contains("AROA");
    }

    @Test
    void aRenamedUserStaysTrustedAndIsShownByItsPresentArn() {
        var ann = world.user(HERE, "ann");
        var guest = world.user(THERE, "guest", allow("sts:AssumeRole"));
        world.role(
                HERE,
                "Reader",
                statement("\"Effect\":\"Allow\",\"Principal\":{\"AWS\":[\"" + arn(HERE, "user/ann") + "\",\""
                        + arn(THERE, "user/guest") + "\"]},\"Action\":\"sts:AssumeRole\""));

        world.change(HERE, account -> account.with(account.user("ann").called("anna", "/team/")));
        world.change(THERE, account -> account.with(account.user("guest").called("visitor", "/")));

        world.assume(ann, assuming(HERE, "Reader"));
        world.assume(guest, assuming(HERE, "Reader"));
        assertThat(shown("Reader"))
                .contains("\"" + arn(HERE, "user/team/anna") + "\"", "\"" + arn(THERE, "user/visitor") + "\"");
        var request = UpdateRoleDescriptionRequest.builder()
                .roleName("Reader")
                .description("reads")
                .build();
        assertThat(world.call(world.root(HERE), IamModel.UPDATE_ROLE_DESCRIPTION, request)
                        .role()
                        .orElseThrow()
                        .assumeRolePolicyDocument())
                .hasValue(shown("Reader"));
    }

    @Test
    void theTextIsKeptByteForByte() {
        world.user(HERE, "ann");
        var text = "  {\"Version\": \"2012-10-17\",\n \"Statement\": {\"Effect\":\"Allow\", \"Principal\":{\"AWS\":[\""
                + arn(HERE, "user/ann").replace("/", "\\/") + "\", \"" + THERE
                + "\"]}, \"Action\":\"sts:AssumeRole\"}}\r\n";

        var role = world.role(HERE, "Odd", text);

        assertThat(shown("Odd")).isEqualTo(text);
        assertThat(role.trust().evaluated().text()).doesNotContain("user").contains("AIDA");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:iam::111111111111:user/absent",
                "arn:aws:iam::111111111111:user/ANN",
                "arn:aws:iam::111111111111:user/team/ann",
                "arn:aws:iam::111111111111:role/ann",
                "arn:aws-cn:iam::111111111111:user/ann",
                "arn:aws:iam::111111111111:user/*",
                "arn:aws:iam::111111111111:group/staff",
                "arn:aws:iam::222222222222:role/absent",
                "AIDAABSENTABSENTABSEN",
                "ann"
            })
    void whoIsNotThereCannotBeTrusted(String principal) {
        world.user(HERE, "ann");
        var request = CreateRoleRequest.builder()
                .roleName("New")
                .assumeRolePolicyDocument(trusting(principal))
                .build();

        assertRefused(
                () -> world.call(world.root(HERE), IamModel.CREATE_ROLE, request),
                new MalformedPolicyDocument("Invalid principal in policy: \"AWS\":\"" + principal + "\""));
    }

    @Test
    void anIdStaysWhereItStands() {
        var ann = world.user(HERE, "ann");
        world.role(HERE, "Reader", trusting(arn(HERE, "user/ann")));
        var present = world.account(HERE).user("ann").id();
        world.role(HERE, "ById", trusting(present));
        world.assume(ann, assuming(HERE, "ById"));
        var gone = delete(HERE, "ann").id();

        trust("Reader", shown("Reader"));
        trust("Reader", shown("Reader"));
        trust("ById", shown("ById"));

        assertThat(shown("Reader")).isEqualTo(trusting(gone));
        world.role(HERE, "Other", trusting(HERE.text()));
        assertRefused(
                () -> trust("Other", trusting(gone)),
                new MalformedPolicyDocument("Invalid principal in policy: \"AWS\":\"" + gone + "\""));
    }

    @Test
    void aRoleMayTrustItselfOnceItIsThere() {
        world.role(HERE, "Self", trusting(HERE.text()));

        trust("Self", trusting(arn(HERE, "role/Self")));

        assertThat(world.account(HERE).role("Self").trust().bound()).hasSize(1);
    }

    private User delete(AccountId account, String name) {
        var user = world.account(account).user(name);
        world.change(account, present -> {
            var next = present;
            for (var key : present.keysOf(user.id())) {
                next = next.without(key);
            }
            return next.without(user);
        });
        return user;
    }

    private void trust(String role, String document) {
        world.call(
                world.root(HERE),
                IamModel.UPDATE_ASSUME_ROLE_POLICY,
                UpdateAssumeRolePolicyRequest.builder()
                        .roleName(role)
                        .policyDocument(document)
                        .build());
    }

    private String shown(String role) {
        return world.call(
                        world.root(HERE),
                        IamModel.GET_ROLE,
                        GetRoleRequest.builder().roleName(role).build())
                .role()
                .assumeRolePolicyDocument()
                .orElseThrow();
    }

    private static String arn(AccountId account, String resource) {
        return "arn:aws:iam::" + account + ":" + resource;
    }
}
