// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.modelled;

import static dev.portcullis.server.modelled.Stage.ADA;
import static dev.portcullis.server.modelled.Stage.DORA;
import static dev.portcullis.server.modelled.Stage.RED;
import static dev.portcullis.server.modelled.Stage.arn;
import static dev.portcullis.server.modelled.Stage.publicKey;

import dev.portcullis.server.passkeys.SoftwareAuthenticator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The operations of Portcullis's own service on credentials, besides root's own: what AWS has in its console alone, or not at all. */
final class OwnOperations {
    private static final String SERIAL = "TOKEN-000001";
    private static final String ADA_ARN = arn("user/staff/ada");
    private static final String HOST = "arn:aws:ssh:::host/web-1";

    private OwnOperations() {}

    static List<Sample> samples() {
        return List.of(
                own(
                        "ImportHardwareMFADevice",
                        OwnOperations::withoutToken,
                        token("Tags.member.1.Key", "team", "Tags.member.1.Value", RED),
                        arn("mfa/" + SERIAL),
                        arn("mfa/" + SERIAL)),
                own("ListHardwareMFADevices", stage -> {}, Map.of(), "*"),
                own(
                        "DeleteHardwareMFADevice",
                        OwnOperations::withToken,
                        Map.of("SerialNumber", SERIAL),
                        arn("mfa/" + SERIAL)),
                own("BeginPasskeyRegistration", stage -> {}, Map.of("UserName", ADA), ADA_ARN),
                own("BeginPasskeyRegistration", stage -> {}, Map.of(), arn("user/dora")),
                finishing(Map.of("UserName", ADA), ADA, ADA_ARN),
                finishing(Map.of(), DORA, arn("user/dora")),
                own(
                        "HandOutCredentials",
                        OwnOperations::withoutCredentials,
                        Map.of("UserName", ADA, "Password", "true", "AccessKey", "true"),
                        ADA_ARN,
                        ADA_ARN,
                        ADA_ARN,
                        ADA_ARN),
                mailing(),
                own("VerifySshKey", stage -> {}, wish("PublicKey", publicKey()), "*"),
                own(
                        "VerifyServicePassword",
                        stage -> {},
                        wish(
                                "ServiceName",
                                "codecommit.amazonaws.com",
                                "ServiceUserName",
                                "none",
                                "ServicePassword",
                                "none"),
                        "*"),
                own(
                        "VerifySignature",
                        stage -> {},
                        wish(
                                "CertificateId",
                                "A".repeat(32),
                                "SigningAlgorithm",
                                "ECDSA_SHA_256",
                                "Data",
                                "AAAA",
                                "Signature",
                                "AAAA"),
                        "*"));
    }

    private static Sample own(
            String operation, Consumer<Stage> before, Map<String, String> parameters, String... resources) {
        return Sample.of(operation, before, (stage, iam) -> stage.ask(operation, parameters), resources);
    }

    /** To root everything is begun that the caller then ends. */
    private static Sample finishing(Map<String, String> whose, String user, String resource) {
        var answer = new HashMap<String, String>();
        return Sample.of(
                "FinishPasskeyRegistration",
                stage -> {
                    var options = stage.rootsOwn()
                            .call("BeginPasskeyRegistration", Map.of("UserName", user))
                            .text("Options");
                    var origin = "http://localhost:" + stage.server().endpoint().getPort();
                    answer.putAll(whose);
                    answer.put("PasskeyName", "phone");
                    answer.put("Answer", new SoftwareAuthenticator().create(options, origin));
                },
                (stage, iam) -> stage.ask("FinishPasskeyRegistration", answer),
                resource);
    }

    /** This server has no mail server, which it says after it has decided. */
    private static Sample mailing() {
        var parameters = Map.of(
                "UserName",
                ADA,
                "EmailAddress",
                "ada@example.com",
                "IncludePassword",
                "true",
                "IncludeAccessKey",
                "true");
        return Sample.of(
                "SendSignInInstructions",
                OwnOperations::withoutCredentials,
                (stage, iam) -> {
                    try {
                        stage.ask("SendSignInInstructions", parameters);
                    } catch (Stage.Refused e) {
                        if (e.code().equals("AccessDenied")) {
                            throw e;
                        }
                    }
                },
                ADA_ARN,
                ADA_ARN,
                ADA_ARN,
                ADA_ARN);
    }

    private static Map<String, String> wish(String... more) {
        var parameters = new HashMap<>(Map.of("ActionName", "ssh:Login", "Resource", HOST));
        for (int i = 0; i < more.length; i += 2) {
            parameters.put(more[i], more[i + 1]);
        }
        return parameters;
    }

    private static Map<String, String> token(String... more) {
        var parameters = new HashMap<>(Map.of(
                "SerialNumber", SERIAL, "Seed", "3132333435363738393031323334353637383930", "SeedEncoding", "HEX"));
        for (int i = 0; i < more.length; i += 2) {
            parameters.put(more[i], more[i + 1]);
        }
        return parameters;
    }

    private static void withoutToken(Stage stage) {
        stage.rootsOwn().send("DeleteHardwareMFADevice", Map.of("SerialNumber", SERIAL));
    }

    private static void withToken(Stage stage) {
        withoutToken(stage);
        stage.rootsOwn()
                .call("ImportHardwareMFADevice", token("Tags.member.1.Key", "team", "Tags.member.1.Value", RED));
    }

    private static void withoutCredentials(Stage stage) {
        stage.withoutProfile(ADA);
        stage.root()
                .listAccessKeys(keys -> keys.userName(ADA))
                .accessKeyMetadata()
                .forEach(key ->
                        stage.root().deleteAccessKey(old -> old.userName(ADA).accessKeyId(key.accessKeyId())));
    }
}
