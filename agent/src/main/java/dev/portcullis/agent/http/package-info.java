// SPDX-License-Identifier: Apache-2.0
/**
 * As much of HTTP/1.1 as a metadata service needs: requests without bodies, answered from memory, from this host alone. A server of its own,
 * for three things that the JDK's does not give: who may connect is decided before a byte is read, a connection that lingers makes room for
 * one that works, and an answer can be sent with a hop limit.
 */
@NullMarked
package dev.portcullis.agent.http;

import org.jspecify.annotations.NullMarked;
