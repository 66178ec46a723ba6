// SPDX-License-Identifier: Apache-2.0
/** Reads the optional folder of public cases, which the environment variable PORTCULLIS_CASES names. */
@NullMarked
package dev.portcullis.aws.cases;

import org.jspecify.annotations.NullMarked;
