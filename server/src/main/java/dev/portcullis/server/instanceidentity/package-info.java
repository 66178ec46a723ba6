// SPDX-License-Identifier: Apache-2.0
/**
 * Identity documents of instances, signed: what software on a host shows to others to prove on which instance it runs. One key for a region,
 * made once; its certificate is for everyone.
 */
@NullMarked
package dev.portcullis.server.instanceidentity;

import org.jspecify.annotations.NullMarked;
