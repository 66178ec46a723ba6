// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.util.Optional;

/**
 * How an instance's metadata service is to behave.
 *
 * @param tokensRequired whether version 2, with its session tokens, is the only one
 * @param endpointEnabled whether there is a metadata service at all
 * @param hopLimit how many network hops a token may travel, 1 to 64
 * @param tagsShown whether the instance's tags are told
 * @param ipv6 whether it is there over IPv6 too
 */
public record MetadataOptions(
        boolean tokensRequired, boolean endpointEnabled, int hopLimit, boolean tagsShown, boolean ipv6) {
    /** The longest way of a token. */
    public static final int MOST_HOPS = 64;

    /** What counts when nobody says anything: version 2 only, as with AWS's own newer images. */
    public static final MetadataOptions STANDARD = new MetadataOptions(true, true, 1, false, false);

    private static final String REQUIRED = "required";
    private static final String ENABLED = "enabled";

    public MetadataOptions {
        if (!isHopLimit(hopLimit)) {
            throw new IllegalArgumentException("A hop limit is 1 to 64: " + hopLimit);
        }
    }

    public static boolean isHopLimit(int number) {
        return number >= 1 && number <= MOST_HOPS;
    }

    /**
     * These options with others set over them, in the words of requests; of words that are none of the model's the cautious
     * meaning counts.
     */
    public MetadataOptions with(
            Optional<String> tokens,
            Optional<String> endpoint,
            Optional<Integer> hops,
            Optional<String> tags,
            Optional<String> overIpv6) {
        return new MetadataOptions(
                tokens.map(word -> !word.equals("optional")).orElse(tokensRequired),
                endpoint.map(ENABLED::equals).orElse(endpointEnabled),
                hops.orElse(hopLimit),
                tags.map(ENABLED::equals).orElse(tagsShown),
                overIpv6.map(ENABLED::equals).orElse(ipv6));
    }

    public String httpTokens() {
        return tokensRequired ? REQUIRED : "optional";
    }

    public String httpEndpoint() {
        return word(endpointEnabled);
    }

    public String instanceMetadataTags() {
        return word(tagsShown);
    }

    public String httpProtocolIpv6() {
        return word(ipv6);
    }

    private static String word(boolean enabled) {
        return enabled ? ENABLED : "disabled";
    }
}
