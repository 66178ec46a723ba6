// SPDX-License-Identifier: Apache-2.0
/** Registered services: the service principals that hold credentials here. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.services;
