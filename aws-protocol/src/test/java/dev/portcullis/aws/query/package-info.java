// SPDX-License-Identifier: Apache-2.0
/** Tests of the Query protocol. */
@NullMarked
package dev.portcullis.aws.query;

import org.jspecify.annotations.NullMarked;
