// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new DoNotIncludeTests())
            .importPackages(
                    "dev.portcullis.aws.model",
                    "dev.portcullis.aws.iam",
                    "dev.portcullis.aws.sts",
                    "dev.portcullis.aws.portcullis");

    @Test
    void theModelNeedsOnlyTheJdk() {
        assertThat(CLASSES).hasSizeGreaterThan(300);
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "dev.portcullis.aws.model",
                        "dev.portcullis.aws.iam",
                        "dev.portcullis.aws.sts",
                        "dev.portcullis.aws.portcullis")
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        for (String name : new String[] {"model", "iam", "sts", "portcullis"}) {
            assertThat(CLASSES.getPackage("dev.portcullis.aws." + name).isAnnotatedWith(NullMarked.class))
                    .as(name)
                    .isTrue();
        }
    }
}
