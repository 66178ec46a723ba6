// SPDX-License-Identifier: Apache-2.0
/**
 * The registry of instances behind a part of the EC2 API: machines that somebody owns and registers here, so that they get a role. Nothing here
 * makes, starts or stops a machine; what an instance's state means for the machine is for the agent on it.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.instances;
