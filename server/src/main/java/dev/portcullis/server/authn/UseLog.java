// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authn;

/** Is told of every request that was authenticated. Must return at once. */
@FunctionalInterface
public interface UseLog {
    /** @param service the signing name of the service that the request was signed for */
    void used(Caller caller, String service);
}
