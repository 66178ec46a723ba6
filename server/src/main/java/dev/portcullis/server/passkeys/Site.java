// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.passkeys;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where browsers reach this server: what passkeys are made for, and what they answer to. Browsers know passkeys only over TLS or on this
 * machine, and only under a name: under no address.
 *
 * @param origin scheme, host and port, as browsers write them
 * @param host the name alone, in lower case: the relying party id
 */
public record Site(String origin, String host) {
    private static final Pattern ORIGIN = Pattern.compile("(https?)://([a-z0-9.-]{1,253})(?::[0-9]{1,5})?");
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]+(?:\\.[a-z0-9-]+)*\\.?");
    private static final Pattern ENDS_LIKE_AN_ADDRESS = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)\\.?");
    private static final String THIS_MACHINE = "localhost";

    /** The site of an origin; empty where browsers know no passkeys. */
    public static Optional<Site> of(String origin) {
        var parts = ORIGIN.matcher(origin);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var host = parts.group(2);
        boolean isName = NAME.matcher(host).matches()
                && !ENDS_LIKE_AN_ADDRESS.matcher(host).matches();
        boolean isSecure = parts.group(1).equals("https") || host.equals(THIS_MACHINE);
        return isName && isSecure ? Optional.of(new Site(origin, host)) : Optional.empty();
    }
}
