// SPDX-License-Identifier: Apache-2.0
/**
 * What the codecs of all protocols have in common: how values are read from text, how the constraints of a service model are checked, and
 * how a request that breaks them is told.
 */
@NullMarked
package dev.portcullis.aws.wire;

import org.jspecify.annotations.NullMarked;
