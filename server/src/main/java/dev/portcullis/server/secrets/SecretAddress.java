// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

/**
 * Where a stored secret belongs: the account, the unique id of its owner, what kind of secret it is and its own id. A secret
 * moved to another address does not open there.
 */
public record SecretAddress(String account, String ownerId, String kind, String id) {
    public SecretAddress {
        if (account.isEmpty() || ownerId.isEmpty() || kind.isEmpty() || id.isEmpty()) {
            throw new IllegalArgumentException("A secret address has four non-empty parts");
        }
    }

    Binding binding() {
        return Binding.of(account, ownerId, kind, id);
    }
}
