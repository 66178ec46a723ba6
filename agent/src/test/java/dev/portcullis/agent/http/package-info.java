// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.portcullis.agent.http;

import org.jspecify.annotations.NullMarked;
