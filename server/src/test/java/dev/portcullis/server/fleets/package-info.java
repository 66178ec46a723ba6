// SPDX-License-Identifier: Apache-2.0
/** Instances, through the AWS SDK. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.fleets;
