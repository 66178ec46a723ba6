// SPDX-License-Identifier: Apache-2.0
/**
 * What the operator decides: one record, {@link dev.portcullis.server.config.ServerConfig}, made from defaults, a file, the
 * environment and flags, in that order. A setting that is unknown, malformed or insecure stops the start with a sentence
 * that says what to change. {@code Settings} is the one list of settings; flags, environment names, file keys and {@code
 * docs/configuration.md} come from it.
 */
@NullMarked
package dev.portcullis.server.config;

import org.jspecify.annotations.NullMarked;
