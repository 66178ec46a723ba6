// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.server;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a host shows of itself.
 *
 * @param key of the certificate
 * @param chain further certificates that may lead to an authority
 */
public record Proof(PrivateKey key, X509Certificate certificate, List<X509Certificate> chain) {
    public Proof {
        chain = List.copyOf(chain);
    }
}
