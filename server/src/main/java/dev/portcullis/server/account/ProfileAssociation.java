// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;

/**
 * That an instance has an instance profile. Whatever credentials the instance got through it name it, and end when it does.
 *
 * @param id {@code iip-assoc-} and 17 hexadecimal digits; another one each time the profile is replaced
 * @param profileId the profile's unique id: one of the same name made later is another
 * @param profileArn as it was when the association was made
 */
public record ProfileAssociation(String id, String profileId, String profileArn, Instant since) {}
