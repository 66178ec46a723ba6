// SPDX-License-Identifier: Apache-2.0
/** Registered services. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.services;
