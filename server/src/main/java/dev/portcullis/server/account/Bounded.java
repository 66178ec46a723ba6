// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.util.Optional;

/** A user or role: what a permissions boundary can be set on (rule 10.8). */
public sealed interface Bounded permits User, Role {
    /** The ARN of the managed policy that bounds it. */
    Optional<String> boundary();

    PolicyHolder withBoundary(Optional<String> next);
}
