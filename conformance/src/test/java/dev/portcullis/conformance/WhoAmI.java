// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.sts.StsClient;

/** A program that says who calls, as the AWS SDK for Java finds out by itself. */
final class WhoAmI {
    private WhoAmI() {}

    /** Takes no arguments. */
    public static void main(String... args) {
        try (var http = UrlConnectionHttpClient.create();
                var sts = StsClient.builder().httpClient(http).build()) {
            System.out.println(sts.getCallerIdentity().arn());
        }
    }
}
