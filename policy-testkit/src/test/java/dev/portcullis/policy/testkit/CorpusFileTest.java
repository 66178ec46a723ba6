// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.policy.Principal;
import dev.portcullis.policy.Result;
import dev.portcullis.policy.reference.ReferencePolicies.Gate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a file of cases in the public format holds is read as it is meant, and never stops the reading. */
class CorpusFileTest {
    @TempDir
    private Path folder;

    private PolicyCase read(String request) throws IOException {
        var file = folder.resolve("cases.json");
        Files.writeString(file, """
                [{"id": "a", "policies": {"identity": []}, "expected": "implicitDeny", "request": %s},
                 {"id": "b", "policies": {"identity": []}, "ruling": "unspecified", "request": %s}]""".formatted(request, request));
        List<PolicyCase> cases = PolicyCaseFiles.read(file);
        assertThat(cases).extracting(PolicyCase::id).containsExactly("a");
        assertThat(cases.getFirst().result()).isEqualTo(Result.IMPLICIT_DENY);
        assertThat(Difference.in(cases.getFirst().scenario())).isEmpty();
        return cases.getFirst();
    }

    private static String request(String principal, String action, String resource, String more) {
        return "{\"principal\": \"%s\", \"action\": \"%s\", \"resource\": \"%s\", \"resourceAccount\": \"111122223333\", \"context\": {}%s}"
                .formatted(principal, action, resource, more);
    }

    @ParameterizedTest
    @CsvSource({
        "anonymous, Anonymous",
        "*, Anonymous",
        "111122223333, Root",
        "arn:aws:iam::111122223333:root, Root",
        "arn:aws:iam::111122223333:user/a/b, User",
        "arn:aws:iam::111122223333:mfa/a, User",
        "arn:aws:iam::111122223333:role/p/r, RoleSession",
        "arn:aws:sts::111122223333:assumed-role/r/s, RoleSession",
        "arn:aws:sts::111122223333:federated-user/f, FederatedUser",
        "arn:aws:iam::111122223333:oidc-provider/idp.example, Federated",
        "arn:aws:iam::111122223333:saml-provider/idp, Federated",
        "s3.amazonaws.com, Service",
        "arn:aws, Service"
    })
    void callersAreOfTheKindTheyAreWrittenAs(String principal, String kind) throws IOException {
        var caller = read(request(principal, "s3:GetObject", "arn:aws:s3:::b/o", ""))
                .scenario()
                .request()
                .principal();
        assertThat(caller.getClass().getSimpleName()).isEqualTo(kind);
    }

    @Test
    void whoAssumesARoleWithATokenIsAProvider() throws IOException { // 2.10
        var one = read(request(
                "accounts.google.com", "sts:AssumeRoleWithWebIdentity", "arn:aws:iam::111122223333:role/r", ""));
        assertThat(one.scenario().request().principal()).isEqualTo(new Principal.Federated("accounts.google.com"));
        assertThat(one.scenario().policies().gate()).isEqualTo(Gate.TRUST);
    }

    @Test
    void anActionOnNoParticularResourceIsAskedAboutAsSuch() throws IOException { // 4.6
        var one = read(request(
                "anonymous",
                "ec2:DescribeInstances",
                "arn:aws:ec2:eu-west-1:111122223333:instance/i",
                ", \"wildcardOnlyAction\": true"));
        assertThat(one.scenario().request().resource()).isEqualTo("*");
    }
}
