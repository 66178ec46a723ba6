// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.modelled;

import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.aws.model.ServiceModel;
import dev.portcullis.aws.portcullis.PortcullisModel;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** The operations of IAM on what people and programs prove themselves with, besides access keys: those that are served, by their names. */
final class CredentialOperations {
    private static final Pattern NAMES = Pattern.compile(
            ".*(LoginProfile|Password|MFADevice|SigningCertificate|ServerCertificate|SSHPublicKey|ServiceSpecificCredential).*");

    private static final Pattern OWN_NAMES =
            Pattern.compile(".*(HardwareMFADevice|Passkey|HandOut|SignInInstructions|VerifyS).*");

    private CredentialOperations() {}

    static List<OperationModel<?, ?>> all() {
        return named(NAMES, IamModel.SERVICE);
    }

    /** Those of Portcullis's own service that others than root may call. */
    static List<OperationModel<?, ?>> own() {
        return named(OWN_NAMES, PortcullisModel.SERVICE);
    }

    private static List<OperationModel<?, ?>> named(Pattern names, ServiceModel service) {
        return service.operations().values().stream()
                .filter(model -> names.matcher(model.name()).matches())
                .<OperationModel<?, ?>>map(model -> model)
                .sorted(Comparator.comparing(OperationModel::name))
                .toList();
    }

    static List<Area> areas() {
        return List.of(
                new Passwords(),
                new MfaDevices(),
                new SigningCertificates(),
                new ServerCertificates(),
                new ServiceKeys());
    }

    static List<Sample> samples() {
        return areas().stream().flatMap(area -> area.samples().stream()).toList();
    }

    static OperationModel<?, ?> model(String name) {
        return IamModel.SERVICE
                .operation(name)
                .or(() -> PortcullisModel.SERVICE.operation(name))
                .orElseThrow();
    }
}
