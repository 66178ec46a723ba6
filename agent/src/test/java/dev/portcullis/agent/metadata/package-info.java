// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.portcullis.agent.metadata;

import org.jspecify.annotations.NullMarked;
