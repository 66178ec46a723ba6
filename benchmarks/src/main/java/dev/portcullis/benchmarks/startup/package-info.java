// SPDX-License-Identifier: Apache-2.0
/** How long a start takes, beside the least that a server on the same HTTP library can take. */
@NullMarked
package dev.portcullis.benchmarks.startup;

import org.jspecify.annotations.NullMarked;
