// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one server that all stories share which neither stop it nor count on being alone; started for the first of them. */
final class OneServer implements ParameterResolver {
    private record Running(ShippedServer server) implements AutoCloseable {
        static Running start() {
            try {
                return new Running(ShippedServer.start(Files.createTempDirectory("conformance")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
            Directories.delete(server.directory());
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ShippedServer.class;
    }

    @Override
    public ShippedServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(OneServer.class))
                .computeIfAbsent(Running.class, key -> Running.start(), Running.class)
                .server();
    }
}
