// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instanceprofiles;

import static dev.portcullis.server.Documents.trustingService;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.TestServer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Tag;

class InstanceProfilesTest {
    private static final String TRUST = trustingService("ec2.amazonaws.com");

    private static TestServer server;
    private static IamClient iam;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        iam = server.iam();
        iam.createRole(request -> request.roleName("Web").assumeRolePolicyDocument(TRUST));
        iam.createRole(request -> request.roleName("Other").assumeRolePolicyDocument(TRUST));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aProfileIsShownAsItWasMade() {
        var made = iam.createInstanceProfile(request ->
                        request.instanceProfileName("Shown").path("/fleet/").tags(tag("Team", "blue")))
                .instanceProfile();

        var profile = iam.getInstanceProfile(request -> request.instanceProfileName("shown"))
                .instanceProfile();

        assertThat(profile).isEqualTo(made);
        assertThat(profile.instanceProfileId()).matches("AIPA[A-Z2-7]{17}");
        assertThat(profile.arn()).isEqualTo("arn:aws:iam::" + TestServer.ACCOUNT + ":instance-profile/fleet/Shown");
        assertThat(profile.roles()).isEmpty();
        assertThat(profile.tags()).containsExactly(tag("Team", "blue"));
    }

    @Test
    void aProfileHoldsOneRoleAndShowsIt() {
        make("holder", "/");
        add("holder", "Web");

        var role = iam.getInstanceProfile(request -> request.instanceProfileName("holder"))
                .instanceProfile()
                .roles()
                .getFirst();

        assertThat(role.roleName()).isEqualTo("Web");
        assertThat(URLDecoder.decode(role.assumeRolePolicyDocument(), StandardCharsets.UTF_8))
                .isEqualTo(TRUST);
        for (var name : List.of("Web", "Other")) {
            assertThatThrownBy(() -> add("holder", name))
                    .isInstanceOf(LimitExceededException.class)
                    .hasMessageContaining("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
        }
        assertThatThrownBy(() -> remove("holder", "Other")).isInstanceOf(NoSuchEntityException.class);
        remove("holder", "Web");
        add("holder", "Other");
        assertThat(iam.listInstanceProfilesForRole(request -> request.roleName("Other"))
                        .instanceProfiles())
                .extracting(InstanceProfile::instanceProfileName)
                .containsExactly("holder");
    }

    @Test
    void neitherARoleInAProfileNorAProfileWithARoleCanBeDeleted() {
        iam.createRole(request -> request.roleName("Held").assumeRolePolicyDocument(TRUST));
        make("holding", "/");
        add("holding", "Held");

        assertThatThrownBy(() -> iam.deleteRole(request -> request.roleName("Held")))
                .isInstanceOf(DeleteConflictException.class)
                .hasMessageContaining("Cannot delete entity, must remove roles from instance profile first.");
        assertThatThrownBy(() -> iam.deleteInstanceProfile(request -> request.instanceProfileName("holding")))
                .isInstanceOf(DeleteConflictException.class)
                .hasMessageContaining("Cannot delete entity, must remove roles from instance profile first.");
        remove("holding", "Held");
        iam.deleteInstanceProfile(request -> request.instanceProfileName("holding"));
        iam.deleteRole(request -> request.roleName("Held"));
    }

    @Test
    void whatIsMissingOrTakenIsSaidInAwssWords() {
        make("Taken", "/");

        assertThatThrownBy(() -> make("tAKEN", "/"))
                .isInstanceOf(EntityAlreadyExistsException.class)
                .hasMessageContaining("Instance Profile tAKEN already exists.");
        assertThatThrownBy(() -> add("absent", "Web"))
                .isInstanceOf(NoSuchEntityException.class)
                .hasMessageContaining("Instance Profile absent cannot be found.");
        assertThatThrownBy(() -> add("Taken", "absent"))
                .isInstanceOf(NoSuchEntityException.class)
                .hasMessageContaining("The role with name absent cannot be found.");
    }

    @Test
    void profilesAreListedByPathInPages() {
        IntStream.range(0, 5).forEach(i -> make("page-" + i, "/pages/"));

        assertThat(iam.listInstanceProfilesPaginator(
                                request -> request.pathPrefix("/pages/").maxItems(2))
                        .instanceProfiles())
                .extracting(InstanceProfile::instanceProfileName)
                .containsExactly("page-0", "page-1", "page-2", "page-3", "page-4");
    }

    @Test
    void aProfileCanBeTagged() {
        make("tagged", "/");
        iam.tagInstanceProfile(request -> request.instanceProfileName("tagged").tags(tag("A", "1"), tag("B", "2")));
        iam.untagInstanceProfile(
                request -> request.instanceProfileName("tagged").tagKeys("a"));

        assertThat(iam.listInstanceProfileTags(request -> request.instanceProfileName("tagged"))
                        .tags())
                .containsExactly(tag("B", "2"));
    }

    private static void make(String name, String path) {
        iam.createInstanceProfile(request -> request.instanceProfileName(name).path(path));
    }

    private static void add(String profile, String role) {
        iam.addRoleToInstanceProfile(
                request -> request.instanceProfileName(profile).roleName(role));
    }

    private static void remove(String profile, String role) {
        iam.removeRoleFromInstanceProfile(
                request -> request.instanceProfileName(profile).roleName(role));
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
