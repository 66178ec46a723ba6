// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.http;

/** Where a request came from. */
public enum Peer {
    /** A process of this host: it called from one of the host's own addresses. */
    HOST,
    /** A container: it called from an address that the operator has said belongs to containers on this host. */
    CONTAINER
}
