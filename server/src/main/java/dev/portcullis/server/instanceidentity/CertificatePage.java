// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instanceidentity;

import dev.portcullis.server.http.HttpAnswer;
import dev.portcullis.server.http.HttpApi;
import dev.portcullis.server.http.HttpCall;
import java.nio.charset.StandardCharsets;

/** The certificate that identity documents are verified with, for everyone, in PEM. */
public final class CertificatePage implements HttpApi {
    /** Where it is. */
    public static final String PATH = "/instance-identity/certificate";

    private final InstanceIdentities identities;

    public CertificatePage(InstanceIdentities identities) {
        this.identities = identities;
    }

    @Override
    public HttpAnswer handle(HttpCall call) {
        return switch (call.method()) {
            case "GET", "HEAD" ->
                HttpAnswer.of(
                        200, "application/x-pem-file", identities.certificate().getBytes(StandardCharsets.US_ASCII));
            default -> HttpAnswer.text(405, "Only GET is served here.\n");
        };
    }
}
