// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rolesanywhere;

import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.aws.rolesanywhere.ListRequest;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.api.Pages.Page;
import dev.portcullis.server.api.Pages.Wanted;
import dev.portcullis.server.error.ApiError.ValidationError;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Pages of the lists of Roles Anywhere, in the order of ids. */
record AnywherePages(Pages pages) {
    private static final int MOST = 1_000;

    <T> Page<T> page(
            Stream<T> sorted, Function<T, String> id, ListRequest request, OperationModel<?, ?> operation, Call call) {
        int size = request.pageSize().orElse(MOST);
        if (size < 1) {
            throw new ValidationError("pageSize must be at least 1.").asException();
        }
        return pages.page(
                sorted,
                id,
                new Wanted(request.nextToken(), Optional.of(Math.min(size, MOST))),
                call.scope(operation, Map.of("Region", call.caller().facts().region())),
                call.time());
    }
}
