// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * A certificate with which somebody proved who it is to Roles Anywhere.
 *
 * @param account the account of the trust anchor
 * @param subjectId names the subject within the account
 * @param x509Subject the certificate's subject, as text
 * @param issuer the certificate's issuer, as text
 * @param serialNumber in decimal
 * @param certificate in PEM
 * @param time kept in milliseconds
 * @param hasFailed whether no session came of it
 * @param properties what the caller said of itself
 */
public record SubjectUse(
        String account,
        String region,
        String subjectId,
        String x509Subject,
        String issuer,
        String serialNumber,
        String certificate,
        Instant time,
        boolean hasFailed,
        Map<String, String> properties) {
    public SubjectUse {
        time = Instant.ofEpochMilli(time.toEpochMilli());
        properties = Map.copyOf(new TreeMap<>(properties));
    }
}
