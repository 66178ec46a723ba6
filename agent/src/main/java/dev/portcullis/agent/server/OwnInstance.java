// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.server;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The instance as the server knows it.
 *
 * @param revision what the server is told next time, so that it answers only what has changed
 * @param tags the tags in the order of their keys
 * @param userData what the instance was launched with, decoded
 * @param profile its instance profile; one whose role comes in another way has none
 * @param roleName the role that it has, whether or not that can be assumed
 */
public record OwnInstance(
        String revision,
        String instanceId,
        String imageId,
        String instanceType,
        String accountId,
        String region,
        String availabilityZone,
        String state,
        String reservationId,
        int launchIndex,
        Map<String, String> tags,
        Optional<UserData> userData,
        Options options,
        Optional<Profile> profile,
        Optional<String> roleName,
        Optional<IdentityDocument> identity) {

    /**
     * How its metadata service is to behave.
     *
     * @param tokensRequired whether version 1 is refused
     * @param endpointEnabled whether there is a metadata service at all
     * @param hopLimit how far a session token may travel, in network hops, the host being the first
     * @param tagsShown whether tags are told
     */
    public record Options(boolean tokensRequired, boolean endpointEnabled, int hopLimit, boolean tagsShown) {
        public Options {
            if (hopLimit < 1 || hopLimit > 64) {
                throw new IllegalArgumentException("A hop limit is 1 to 64: " + hopLimit);
            }
        }
    }

    public record Profile(String arn, String id) {}

    /**
     * The signed document, as the server wrote it.
     *
     * @param document JSON
     * @param signature Base64, RSA with SHA-256
     * @param pkcs7 Base64, the document and its signature in one
     * @param certificate PEM
     */
    public record IdentityDocument(String document, String signature, String pkcs7, String certificate) {}

    /** Any bytes. */
    @SuppressWarnings("ArrayRecordComponent") // copied on the way in and out, compared by content
    public record UserData(byte[] content) {
        public UserData {
            content = content.clone();
        }

        @Override
        public byte[] content() {
            return content.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof UserData data && Arrays.equals(content, data.content);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(content);
        }

        /** It may hold secrets. */
        @Override
        public String toString() {
            return "UserData[" + content.length + " bytes]";
        }
    }
}
