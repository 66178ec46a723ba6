// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.TestServer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.InvalidInputException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.User;

class UsersTest {
    private static TestServer server;
    private static IamClient iam;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        iam = server.iam();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aUserIsShownAsItWasMade() {
        iam.createUser(request -> request.userName("Shown").path("/team/a/").tags(tag("Team", "blue")));

        var user = iam.getUser(request -> request.userName("sHOWN")).user();

        assertThat(user.userName()).isEqualTo("Shown");
        assertThat(user.path()).isEqualTo("/team/a/");
        assertThat(user.arn()).isEqualTo("arn:aws:iam::" + TestServer.ACCOUNT + ":user/team/a/Shown");
        assertThat(user.userId()).matches("AIDA[A-Z2-7]{17}");
        assertThat(user.tags()).containsExactly(tag("Team", "blue"));
    }

    @Test
    void namesAreUniqueIgnoringCase() {
        iam.createUser(request -> request.userName("Unique"));

        assertThatThrownBy(() -> iam.createUser(request -> request.userName("uNIQUE")))
                .isInstanceOf(EntityAlreadyExistsException.class)
                .hasMessageContaining("User with name uNIQUE already exists.");
    }

    @Test
    void aRenamedUserKeepsItsIdAndIsFoundByItsNewNameOnly() {
        var before = iam.createUser(request -> request.userName("old-name")).user();
        iam.updateUser(
                request -> request.userName("old-name").newUserName("new-name").newPath("/moved/"));

        var after = iam.getUser(request -> request.userName("new-name")).user();

        assertThat(after.userId()).isEqualTo(before.userId());
        assertThat(after.arn()).endsWith(":user/moved/new-name");
        assertThatThrownBy(() -> iam.getUser(request -> request.userName("old-name")))
                .isInstanceOf(NoSuchEntityException.class)
                .hasMessageContaining("The user with name old-name cannot be found.");
    }

    @Test
    void aDeletedUserIsGone() {
        iam.createUser(request -> request.userName("brief"));
        iam.deleteUser(request -> request.userName("brief"));

        assertThatThrownBy(() -> iam.deleteUser(request -> request.userName("brief")))
                .isInstanceOf(NoSuchEntityException.class);
    }

    @Test
    void pagesHoldEveryUserOnceInTheOrderOfNames() {
        IntStream.range(0, 7)
                .forEach(i ->
                        iam.createUser(request -> request.userName("page-" + i).path("/pages/")));

        var names = iam
                .listUsersPaginator(request -> request.pathPrefix("/pages/").maxItems(3))
                .users()
                .stream()
                .map(User::userName)
                .toList();

        assertThat(names).containsExactly("page-0", "page-1", "page-2", "page-3", "page-4", "page-5", "page-6");
    }

    @Test
    void aMarkerOfAnotherListIsRefused() {
        IntStream.range(0, 3)
                .forEach(i ->
                        iam.createUser(request -> request.userName("mark-" + i).path("/mark/")));
        var marker = iam.listUsers(request -> request.pathPrefix("/mark/").maxItems(1))
                .marker();

        assertThatThrownBy(() -> iam.listUsers(request -> request.marker(marker)))
                .isInstanceOfSatisfying(IamException.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationError");
                    assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("Invalid Marker.");
                });
    }

    @Test
    void tagsAreSetOverAndTakenAwayIgnoringCase() {
        iam.createUser(request -> request.userName("tagged").tags(tag("A", "1"), tag("B", "2")));
        iam.tagUser(request -> request.userName("tagged").tags(tag("a", "3")));
        iam.untagUser(request -> request.userName("tagged").tagKeys("b"));

        assertThat(iam.listUserTags(request -> request.userName("tagged")).tags())
                .containsExactly(tag("a", "3"));
    }

    @Test
    void twoTagsThatDifferInCaseOnlyAreRefused() {
        assertThatThrownBy(() ->
                        iam.createUser(request -> request.userName("twice").tags(tag("Key", "1"), tag("kEY", "2"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Duplicate tag keys found.");
    }

    @Test
    void aRestartForgetsNothing() {
        try (var other = TestServer.start()) {
            var made =
                    other.iam().createUser(request -> request.userName("kept")).user();
            other.restart();

            assertThat(other.iam().getUser(request -> request.userName("kept")).user())
                    .isEqualTo(made);
        }
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
