// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.modelled;

import java.util.List;

/** Some of the operations on credentials: how each is called, and what makes it answer the errors of its model. */
interface Area {
    /** Calls that succeed; of an operation that takes somebody else or the caller, one of each. */
    List<Sample> samples();

    /** Says of each error of each operation, but {@code ServiceFailure}, how it comes about, or why it does not. */
    void errors(ErrorTable table);
}
