// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import dev.portcullis.server.storage.AggregateId;
import dev.portcullis.server.storage.Revision;
import java.util.List;

/** An immutable value that is stored and committed as one: an account, its browser sessions, its instances in a region, or the directory of accounts. */
public sealed interface Aggregate<A extends Aggregate<A>> permits Account, SessionBook, InstanceRegistry, Directory {
    AggregateId aggregateId();

    /** The revision that this value, without its recorded changes, stands at. */
    Revision revision();

    /** What was changed since {@link #revision}, in order. */
    List<Recorded> recorded();

    /** This value as the committed one of that revision: nothing recorded. */
    A at(Revision next);
}
