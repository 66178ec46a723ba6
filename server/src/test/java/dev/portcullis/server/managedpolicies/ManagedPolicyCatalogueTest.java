// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.managedpolicies;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

class ManagedPolicyCatalogueTest {
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private final ManagedPolicyCatalogue catalogue = ManagedPolicyCatalogue.load();

    @Test
    void policiesAreListedInTheOrderOfTheirArns() {
        assertThat(catalogue.all()).hasSize(25).isSortedAccordingTo(Comparator.comparing(AwsManagedPolicy::arn));
    }

    @Test
    void arnsAreThoseOfAws() {
        assertThat(catalogue.all())
                .extracting(AwsManagedPolicy::arn)
                .contains(
                        "arn:aws:iam::aws:policy/AdministratorAccess",
                        "arn:aws:iam::aws:policy/AWSLambda_FullAccess",
                        "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess")
                .doesNotHaveDuplicates();
    }

    @Test
    void aPolicyIsFoundByItsExactArn() {
        assertThat(catalogue.byArn("arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"))
                .hasValueSatisfying(policy -> {
                    assertThat(policy.name()).isEqualTo("ViewOnlyAccess");
                    assertThat(policy.path()).isEqualTo("/job-function/");
                    assertThat(policy.defaultVersionId()).isEqualTo("v1");
                });
        assertThat(catalogue.byArn("arn:aws:iam::aws:policy/ViewOnlyAccess")).isEmpty();
        assertThat(catalogue.byArn("arn:aws:iam::aws:policy/administratoraccess"))
                .isEmpty();
    }

    @Test
    void idsComeFromTheArnAndSoNeverChange() {
        assertThat(catalogue.all())
                .allSatisfy(policy -> assertThat(policy.policyId())
                        .isEqualTo(
                                "AdministratorAccess".equals(policy.name())
                                        ? "ANPAIWMBCKSKIEE64ZLYK"
                                        : derivedId(policy.arn())));
    }

    @Test
    void descriptionsAreSentences() {
        assertThat(catalogue.all())
                .extracting(AwsManagedPolicy::description)
                .allSatisfy(description -> assertThat(description).endsWith(".").hasSizeBetween(10, 1000));
    }

    @Test
    void noPolicyIsUpdatedBeforeItsCreation() {
        assertThat(catalogue.all())
                .allSatisfy(policy -> assertThat(policy.updateDate()).isAfterOrEqualTo(policy.createDate()));
    }

    /** The first 85 bits of the ARN's SHA-256 as 17 characters. */
    private static String derivedId(String arn) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(arn.getBytes(StandardCharsets.UTF_8));
            var id = new StringBuilder("ANPA");
            for (int i = 0; i < 17; i++) {
                int bit = i * 5;
                int pair = (digest[bit / 8] & 0xff) << 8 | (digest[bit / 8 + 1] & 0xff);
                id.append(BASE32.charAt(pair >> (11 - bit % 8) & 31));
            }
            return id.toString();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
