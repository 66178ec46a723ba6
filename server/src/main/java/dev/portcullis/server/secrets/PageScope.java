// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The list that a page belongs to: the operation with its service ({@code iam:ListUsers}), the account, and the parameters that
 * select what is listed (a path prefix, the user whose keys are listed), but neither marker nor page size. A marker leads on
 * only in the list it came from.
 */
public record PageScope(String operation, String account, Map<String, String> filters) {
    public PageScope {
        filters = Map.copyOf(filters);
    }

    Binding binding() {
        List<String> parts = new ArrayList<>(List.of(operation, account));
        new TreeMap<>(filters).forEach((name, value) -> {
            parts.add(name);
            parts.add(value);
        });
        return new Binding(parts);
    }
}
