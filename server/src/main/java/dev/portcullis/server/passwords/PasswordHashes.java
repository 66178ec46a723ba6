// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.passwords;

import dev.portcullis.server.account.PasswordPolicy;
import dev.portcullis.server.secrets.Secret;
import java.util.ArrayList;
import java.util.List;

/**
 * What is kept of a user's passwords, as the secret of the login profile.
 *
 * @param passwordId of the password that is set now, as the profile names it
 * @param newestFirst the hashes of that one and of those before it
 */
record PasswordHashes(String passwordId, List<String> newestFirst) {
    PasswordHashes {
        newestFirst = List.copyOf(newestFirst);
    }

    static PasswordHashes first(String passwordId, String hash) {
        return new PasswordHashes(passwordId, List.of(hash));
    }

    /** With another password set, as many remembered as a policy can ask for. */
    PasswordHashes with(String nextId, String hash) {
        var next = new ArrayList<String>();
        next.add(hash);
        next.addAll(newestFirst);
        return new PasswordHashes(nextId, next.subList(0, Math.min(next.size(), PasswordPolicy.MOST_REMEMBERED)));
    }

    String present() {
        return newestFirst.getFirst();
    }

    static PasswordHashes of(Secret secret) {
        var lines = secret.revealText().lines().toList();
        return new PasswordHashes(lines.getFirst(), lines.subList(1, lines.size()));
    }

    Secret secret() {
        return Secret.ofText(passwordId + "\n" + String.join("\n", newestFirst));
    }

    /** Tells no hash. */
    @Override
    public String toString() {
        return "PasswordHashes[" + newestFirst.size() + "]";
    }
}
