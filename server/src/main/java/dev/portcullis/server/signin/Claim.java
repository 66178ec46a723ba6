// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Whom somebody says to be. All spellings of one name are one and the same claim: what is looked up is what attempts are counted for.
 */
public sealed interface Claim {
    /** The root user of the account with that e-mail address. */
    record OfRoot(String email) implements Claim {
        public OfRoot {
            email = normalised(email);
        }
    }

    /** A user, by the number or alias of its account and its name. */
    record OfUser(String account, String userName) implements Claim {
        public OfUser {
            account = normalised(account);
            userName = normalised(userName);
        }
    }

    private static String normalised(String typed) {
        return Normalizer.normalize(typed, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
    }
}
