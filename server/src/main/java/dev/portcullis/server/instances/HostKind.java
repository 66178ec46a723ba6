// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.server.account.Instance;
import dev.portcullis.server.account.Instance.State;
import java.util.Arrays;
import java.util.Optional;

/** What an image says: the kind of host that an instance is. */
enum HostKind {
    /** A host for trials and tests: there is none, and it runs at once. */
    SIMULATED("ami-00000000000000000", "simulated-host", "A simulated host: runs at once", State.RUNNING),
    /** A host of one's own: pending until its agent joins. */
    OWN("ami-00000000000000001", "own-host", "A host of your own: runs when its agent has joined", State.PENDING);

    private final String imageId;
    private final String imageName;
    private final String description;
    private final State started;

    HostKind(String imageId, String imageName, String description, State started) {
        this.imageId = imageId;
        this.imageName = imageName;
        this.description = description;
        this.started = started;
    }

    static Optional<HostKind> ofImage(String imageId) {
        return Arrays.stream(values())
                .filter(kind -> kind.imageId.equals(imageId))
                .findFirst();
    }

    static HostKind of(Instance instance) {
        return ofImage(instance.launch().imageId()).orElse(OWN);
    }

    String imageId() {
        return imageId;
    }

    String imageName() {
        return imageName;
    }

    String description() {
        return description;
    }

    /** The state of one that was just launched or started. */
    State started() {
        return started;
    }
}
