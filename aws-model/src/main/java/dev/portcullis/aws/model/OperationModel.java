// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

import java.util.List;
import java.util.Optional;

/**
 * One operation that this server can serve: its shapes, its errors and what a caller must be allowed to do.
 *
 * @param service the service it belongs to
 * @param name as in the {@code Action} parameter
 * @param http which requests are its own
 * @param output the answer; where the model has none, a structure without members
 * @param resultWrapper the name of the element around the answer's members; empty exactly where the model has no output, and then the
 *     answer has no such element
 * @param errors the errors that the model lists, in its order; any operation may also answer the protocol's common errors
 * @param authorization what the caller must be allowed to do
 * @param <I> the request
 * @param <O> the answer
 */
public record OperationModel<I, O>(
        ServiceMetadata service,
        String name,
        HttpBinding http,
        StructureShape<I> input,
        StructureShape<O> output,
        Optional<String> resultWrapper,
        List<ErrorModel> errors,
        Authentication authentication,
        Authorization authorization) {

    public OperationModel {
        errors = List.copyOf(errors);
    }

    /** True where the model has an output, be it an empty one. */
    public boolean hasOutput() {
        return resultWrapper.isPresent();
    }

    @Override
    public String toString() {
        return service.id() + ":" + name;
    }
}
