// SPDX-License-Identifier: Apache-2.0
/** Tests of Signature Version 4. */
@NullMarked
package dev.portcullis.aws.sigv4;

import org.jspecify.annotations.NullMarked;
