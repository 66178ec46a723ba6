// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.config;

import java.util.List;

/** Settings with which the server must not start. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    /** All that is wrong, a sentence each; none quotes a secret. */
    public ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** All that is wrong, a sentence each. */
    public List<String> problems() {
        return problems;
    }
}
