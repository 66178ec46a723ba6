// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.handout;

import java.util.Optional;

/**
 * What the operator says of handing out credentials.
 *
 * @param urls where people sign in
 * @param mail how mail is sent; empty where none is
 */
public record HandOutSettings(SignInUrls urls, Optional<MailSettings> mail) {
    /** Links to wherever the server listens, and no mail. */
    public static HandOutSettings withoutMail() {
        return new HandOutSettings(new SignInUrls(Optional.empty()), Optional.empty());
    }
}
