// SPDX-License-Identifier: Apache-2.0
/** The Portcullis server as the agent sees it: five operations, what they answer, and the two ways in which they fail. */
@NullMarked
package dev.portcullis.agent.server;

import org.jspecify.annotations.NullMarked;
