// SPDX-License-Identifier: Apache-2.0
/**
 * Signing in with a browser: password, second factor, forced change, session; the API that pages call for it, and the page itself. {@link
 * dev.portcullis.server.signin.SignIns} tells the order of the steps. Whoever is not in yet learns nothing but that it did not work.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.signin;
