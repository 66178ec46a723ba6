// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

/** An entity with a name, unique in its kind ignoring case and kept in the case given, and a path. */
public sealed interface Named extends Entity
        permits PolicyHolder, ManagedPolicy, InstanceProfile, ServerCertificate, MfaDevice {
    String name();

    /** Begins and ends with {@code /}. */
    String path();

    Tags tags();

    @Override
    default String label() {
        return name();
    }
}
