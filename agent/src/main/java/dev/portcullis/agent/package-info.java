// SPDX-License-Identifier: Apache-2.0
/**
 * The agent of a host: joins with a token, keeps an identity of its own, and serves the host's metadata and the credentials of its role to
 * whatever runs on it. {@link dev.portcullis.agent.Main} reads the command line, {@link dev.portcullis.agent.Keeper} is what goes on all the time.
 */
@NullMarked
package dev.portcullis.agent;

import org.jspecify.annotations.NullMarked;
