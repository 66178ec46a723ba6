// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.ops;

import java.util.regex.Pattern;

/**
 * The second line of defence: secrets have a type that does not print, and what slips past it as text (a request target in
 * an exception of a library, a header) is cut out of log entries here by the names it stands beside.
 */
final class Redaction {
    private static final String NAMES =
            "X-Amz-Security-Token|X-Amz-Signature|X-Amz-Credential|SecretAccessKey|Secret[ _]Access[ _]Key"
                    + "|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|SessionToken|NewPassword|OldPassword|Password|Signature|SecretKey|MasterKey"
                    + "|Base32StringSeed|QRCodePNG|PrivateKey|SAMLAssertion|WebIdentityToken|SigninToken|AuthenticationCode[12]?";
    private static final Pattern NAMED =
            Pattern.compile("(?i)\\b(" + NAMES + ")([\"']?\\s*[=:>]\\s*[\"']?)[^\\s&<,;\"'}\\])]+");
    private static final Pattern AUTHORIZATION =
            Pattern.compile("(?i)\\b(Authorization[\"']?\\s*[=:]\\s*[\"']?)[^\\r\\n\"]+");
    private static final Pattern MASTER_KEY = Pattern.compile("pmk1_[A-Za-z0-9_-]+");
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(-----END [A-Z ]*-----)?");

    private Redaction() {}

    /** The text without what must not be read in a log. */
    static String of(String text) {
        var withoutHeader = AUTHORIZATION.matcher(text).replaceAll("$1[redacted]");
        var withoutNamed = NAMED.matcher(withoutHeader).replaceAll("$1$2[redacted]");
        var withoutMasterKey = MASTER_KEY.matcher(withoutNamed).replaceAll("[redacted]");
        return PEM.matcher(withoutMasterKey).replaceAll("[redacted]");
    }
}
