// SPDX-License-Identifier: Apache-2.0
/** Tests of the whole server within the process, and what tests share. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server;
