// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.modelled;

import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.model.OperationModel;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** The operations of IAM on what people and programs prove themselves with, besides access keys: those that are served, by their names. */
final class CredentialOperations {
    private static final Pattern NAMES = Pattern.compile(
            ".*(LoginProfile|Password|MFADevice|SigningCertificate|ServerCertificate|SSHPublicKey|ServiceSpecificCredential).*");

    private CredentialOperations() {}

    static List<OperationModel<?, ?>> all() {
        return IamModel.SERVICE.operations().values().stream()
                .filter(model -> NAMES.matcher(model.name()).matches())
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
        return IamModel.SERVICE.operation(name).orElseThrow();
    }
}
