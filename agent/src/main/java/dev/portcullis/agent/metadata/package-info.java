// SPDX-License-Identifier: Apache-2.0
/**
 * What workloads on the host are told: the instance metadata service as EC2 has it, and the endpoint for container credentials. Each request is
 * answered from one value, {@link dev.portcullis.agent.metadata.Knowledge}, so that no answer mixes one role with another.
 */
@NullMarked
package dev.portcullis.agent.metadata;

import org.jspecify.annotations.NullMarked;
