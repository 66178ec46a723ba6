// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.util.stream.Stream;

/** One object of an account: an immutable record, stored as one document. */
public sealed interface Entity
        permits Named,
                AccessKey,
                LoginProfile,
                Passkey,
                SshPublicKey,
                ServiceCredential,
                SigningCertificate,
                ServiceIdentity,
                SignInState,
                InstanceMembership,
                AnywhereResource,
                AccountSettings {
    Kind kind();

    /** Unique within the account and kind, never used again after deletion. */
    String id();

    /** By what entities of the kind are looked up and listed, ignoring case: the name of those that have one, else the id. */
    default String label() {
        return id();
    }

    /** What this entity points at; the account keeps the way back. */
    default Stream<Reference> references() {
        return Stream.empty();
    }
}
