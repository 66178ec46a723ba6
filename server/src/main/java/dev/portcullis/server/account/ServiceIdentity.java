// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;
import java.util.Optional;

/**
 * A registered service: it holds credentials as the service principal {@code name} and may assume the roles that trust it.
 *
 * @param name the service principal, such as {@code billing.example}: lower-case words joined by dots
 */
public record ServiceIdentity(String name, Instant createdAt, Optional<String> description, Tags tags)
        implements Entity {
    @Override
    public Kind kind() {
        return Kind.SERVICE;
    }

    /** The principal itself: only the management account registers services, so it is unique over all accounts. */
    @Override
    public String id() {
        return name;
    }
}
