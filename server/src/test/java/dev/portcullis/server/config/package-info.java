// SPDX-License-Identifier: Apache-2.0
/** How settings are read, and which of them do not start. */
@NullMarked
package dev.portcullis.server.config;

import org.jspecify.annotations.NullMarked;
