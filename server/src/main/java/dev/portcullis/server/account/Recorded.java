// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import dev.portcullis.server.storage.SealedBytes;

/** One change of an aggregate, recorded as it was made. */
public sealed interface Recorded {
    /** An entity was added ({@code isNew}) or changed. */
    record Put(Entity entity, boolean isNew) implements Recorded {}

    record Removed(Entity entity) implements Recorded {}

    /** A sealed secret goes with an entity. */
    record Secret(Kind kind, String entityId, SealedBytes sealed) implements Recorded {}

    /** An account's entry in the directory was added or changed. */
    record Listed(Directory.Entry entry) implements Recorded {}

    /** A browser session was opened ({@code isNew}) or changed. */
    record SessionPut(BrowserSession session, boolean isNew) implements Recorded {}

    /** A browser session was ended. */
    record SessionEnded(String id) implements Recorded {}

    /** An instance was launched ({@code isNew}) or changed. */
    record InstancePut(Instance instance, boolean isNew) implements Recorded {}

    /** An instance was terminated so long ago that it is shown no more. */
    record InstanceForgotten(String id) implements Recorded {}
}
