// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.server.authn.BrowserRequest;
import dev.portcullis.server.http.HttpCall;
import java.util.Optional;

/** The cookie by which a browser is known from one step of a sign-in to the next. */
final class BrowserCookie {
    private static final String NAME = "portcullis-signin";

    private BrowserCookie() {}

    static Optional<String> present(HttpCall call) {
        return BrowserRequest.cookie(call, NAME).filter(Seals::isBrowser);
    }

    static String set(String browser, HttpCall call) {
        return BrowserRequest.setCookie(NAME, browser, call.secure());
    }

    static String forget(HttpCall call) {
        return BrowserRequest.forgetCookie(NAME, call.secure());
    }
}
