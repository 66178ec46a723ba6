// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import dev.portcullis.policy.Layer;
import dev.portcullis.policy.Result;
import java.util.Optional;

/**
 * A scenario with a settled outcome.
 *
 * @param id what a failure report calls it
 * @param rules the numbers of the written rules it shows; empty for cases of others
 * @param scenario the request and its policies
 * @param result what the request comes to
 * @param layer the layer that decides, if the case says so
 * @param by the statement that decides, as {@code POLICY[INDEX]}, if the case says so
 */
public record PolicyCase(
        String id, String rules, Scenario scenario, Result result, Optional<Layer> layer, Optional<String> by) {
    @Override
    public String toString() {
        return id;
    }
}
