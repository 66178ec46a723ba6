// SPDX-License-Identifier: Apache-2.0
/** The server as a process, and the launcher. */
@NullMarked
package dev.portcullis.server;

import org.jspecify.annotations.NullMarked;
