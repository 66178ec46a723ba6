// SPDX-License-Identifier: Apache-2.0
/** What operators see, and what they must not. */
@NullMarked
package dev.portcullis.server.ops;

import org.jspecify.annotations.NullMarked;
