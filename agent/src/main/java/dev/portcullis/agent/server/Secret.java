// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.server;

/**
 * A text that must not be seen: it prints as {@code Secret[redacted]}. Never compared.
 *
 * @param reveal the text itself
 */
public record Secret(String reveal) {
    @Override
    public String toString() {
        return "Secret[redacted]";
    }
}
