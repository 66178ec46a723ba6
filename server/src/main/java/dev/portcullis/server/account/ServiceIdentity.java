// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;

/**
 * A registered service: it holds credentials as the service principal {@code name} and may assume the roles that trust it.
 *
 * @param name the service principal, such as {@code billing.example}
 */
public record ServiceIdentity(String name, Instant createdAt) implements Entity {
    @Override
    public Kind kind() {
        return Kind.SERVICE;
    }

    /** The principal itself: it is unique over all accounts. */
    @Override
    public String id() {
        return name;
    }
}
