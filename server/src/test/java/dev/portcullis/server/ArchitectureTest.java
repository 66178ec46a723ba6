// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.portcullis.policy.Authorizer;
import dev.portcullis.server.authn.Authenticator;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.secrets.Secret;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the parts of the server may know of each other. */
class ArchitectureTest {
    private static JavaClasses server;

    @BeforeAll
    static void read() {
        server = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.portcullis.server");
        assertThat(server.size()).as("classes found").isGreaterThan(150);
    }

    @Test
    void packagesDoNotDependOnEachOtherInCircles() {
        slices().matching("dev.portcullis.server.(*)..")
                .should()
                .beFreeOfCycles()
                .check(server);
    }

    @Test
    void onlyStorageSpeaksSql() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..server.storage..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.sqlite..")
                .check(server);
        assertSome("..server.storage..", "java.sql");
    }

    @Test
    void onlyTheHttpPackageKnowsTheHttpServer() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..server.http..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.jetty..")
                .check(server);
        assertSome("..server.http..", "org.eclipse.jetty");
    }

    @Test
    void storageAndSecretsKnowNothingOfTheRest() {
        for (var part : Set.of("storage", "secrets")) {
            classes()
                    .that()
                    .resideInAPackage("..server." + part + "..")
                    .should()
                    .onlyDependOnClassesThat(
                            isOutsideOfTheServer().or(JavaClass.Predicates.resideInAPackage("..server." + part + "..")))
                    .check(server);
        }
    }

    @Test
    void onlyTheAuthenticatorMakesCallers() {
        noClasses()
                .that(are(
                        "makers of callers",
                        type -> !type.isEquivalentTo(Authenticator.class) && !type.isEquivalentTo(Caller.class)))
                .should()
                .callConstructorWhere(DescribedPredicate.describe(
                        "it makes a Caller", call -> call.getTargetOwner().isEquivalentTo(Caller.class)))
                .check(server);
    }

    @Test
    void onlyAuthorizationAsksTheEngine() {
        var askers = callers(Authorizer.class, "decide", "explain");
        assertThat(askers)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(name).matches("dev\\.portcullis\\.server\\.(authz|authorize)\\..*"));
    }

    @Test
    void secretsAreRevealedInFewAndKnownPlaces() {
        assertThat(callers(Secret.class, "reveal", "revealText"))
                .isSubsetOf(Set.of(
                        "dev.portcullis.server.secrets.Secret",
                        "dev.portcullis.server.secrets.StoredSecrets",
                        "dev.portcullis.server.secrets.KeyRing",
                        "dev.portcullis.server.secrets.MasterKeyFile",
                        "dev.portcullis.server.secrets.MasterKeyForm",
                        "dev.portcullis.server.secrets.WrappedForm",
                        "dev.portcullis.server.secrets.Pkcs11Token",
                        "dev.portcullis.server.authn.SigningKeyCache",
                        "dev.portcullis.server.passwords.PasswordHashes",
                        "dev.portcullis.server.instanceidentity.IdentityKeys",
                        "dev.portcullis.server.mfa.Seeds",
                        "dev.portcullis.server.secrets.OwnerOnlyFile",
                        "dev.portcullis.server.rootsetup.RootSetupLinks",
                        "dev.portcullis.server.handout.Smtp",
                        // shown once to the one who asked for them
                        "dev.portcullis.server.accounts.RootCredentials",
                        "dev.portcullis.server.accounts.AccountsHandlers",
                        "dev.portcullis.server.accesskeys.AccessKeysHandlers",
                        "dev.portcullis.server.servicecredentials.ServiceCredentialsHandlers",
                        "dev.portcullis.server.handout.HandOutHandlers",
                        "dev.portcullis.server.handout.NewCredentials",
                        "dev.portcullis.server.services.ServicesHandlers",
                        "dev.portcullis.server.instances.AgentSessions",
                        "dev.portcullis.server.instances.InstanceCredentialsHandlers",
                        "dev.portcullis.server.signin.TokenEndpoint",
                        "dev.portcullis.server.rolesanywhere.CreateSession",
                        "dev.portcullis.server.sts.ShownCredentials"));
    }

    @Test
    void abuseCase45NothingThatIsReadBecomesObjectsOrCode() {
        noClasses()
                .should()
                .dependOnClassesThat(are(
                        "readers of objects or code",
                        type -> type.getName()
                                        .matches("java\\.io\\.(ObjectInputStream|Externalizable)|java\\.beans\\.XML.*")
                                || type.getPackageName()
                                        .matches(
                                                "(javax\\.(script|naming)|java\\.rmi|org\\.yaml\\.snakeyaml)(\\..*)?")))
                .check(server);
    }

    @Test
    void everyPackageIsNullMarkedAndSaysWhatItIsFor() {
        var unmarked = server.stream()
                .filter(type -> !type.getPackage().isAnnotatedWith(NullMarked.class))
                .map(JavaClass::getPackageName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(unmarked).isEmpty();
    }

    @Test
    void noPackageIsNamedForWhatItsClassesAre() {
        assertThat(server.stream().map(JavaClass::getPackageName).distinct())
                .noneMatch(name -> name.matches(".*\\.(service|dto|impl|util|utils|common|helper|manager)(\\..*)?"));
    }

    private static Set<String> callers(Class<?> owner, String... methods) {
        var names = Set.of(methods);
        return server.stream()
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(call -> call.getTargetOwner().isEquivalentTo(owner)
                        && names.contains(call.getTarget().getName()))
                .map(JavaMethodCall::getOriginOwner)
                .map(ArchitectureTest::outermost)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElseGet(type::getName);
    }

    private static DescribedPredicate<JavaClass> isOutsideOfTheServer() {
        return are("outside of the server", type -> !type.getPackageName().startsWith("dev.portcullis.server"));
    }

    private static DescribedPredicate<JavaClass> are(String what, Predicate<JavaClass> predicate) {
        return DescribedPredicate.describe(what, predicate);
    }

    private static void assertSome(String inPackage, String dependency) {
        assertThat(server.stream()
                        .filter(JavaClass.Predicates.resideInAPackage(inPackage))
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .anyMatch(
                                found -> found.getTargetClass().getPackageName().startsWith(dependency)))
                .as("something to guard")
                .isTrue();
    }
}
