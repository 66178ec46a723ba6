// SPDX-License-Identifier: Apache-2.0
/** The listener, tested over real sockets. */
@NullMarked
package dev.portcullis.server.http;

import org.jspecify.annotations.NullMarked;
