// SPDX-License-Identifier: Apache-2.0
/** Service-specific credentials: names and passwords by which users prove themselves to one service. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.servicecredentials;
