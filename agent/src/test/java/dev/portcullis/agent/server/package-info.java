// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.portcullis.agent.server;

import org.jspecify.annotations.NullMarked;
