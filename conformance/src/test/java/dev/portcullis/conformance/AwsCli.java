// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** The AWS CLIs that stories are told with, as they are installed; output is the CLI's text format. */
enum AwsCli {
    /** The one that a shell finds, led to the server by the variables that {@code portcullis env} prints. */
    FIRST_ON_PATH,
    /** Debian's 2.9, which does not read {@code AWS_ENDPOINT_URL} yet and is given {@code --endpoint-url}. */
    DEBIAN;

    private static final Path DEBIANS = Path.of("/usr/bin/aws");

    /** Runs the CLI with these credentials. */
    Finished run(ShippedServer server, AwsCredentials credentials, String... arguments) {
        return run(server, credentials, Map.of(), arguments);
    }

    /** Runs the CLI with these credentials and more variables. */
    Finished run(ShippedServer server, AwsCredentials credentials, Map<String, String> more, String... arguments) {
        var environment = new HashMap<>(withoutSettings());
        environment.putAll(server.env());
        environment.putAll(variables(credentials));
        environment.putAll(more);
        var command = new ArrayList<String>();
        command.add(program().toString());
        if (this == DEBIAN) {
            environment.remove("AWS_ENDPOINT_URL");
            command.addAll(List.of("--endpoint-url", server.endpoint().toString()));
        }
        command.addAll(Arrays.asList(arguments));
        return Finished.run(command, environment);
    }

    private Path program() {
        var candidates = this == DEBIAN
                ? Stream.of(DEBIANS)
                : Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                        .map(directory -> Path.of(directory, "aws"));
        return candidates
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no AWS CLI "
                        + (this == DEBIAN ? "at " + DEBIANS : "on the PATH")
                        + ". Install the Debian package awscli."));
    }

    /** The environment of this process less everything that leads a client elsewhere. */
    static Map<String, String> withoutSettings() {
        var environment = new HashMap<>(System.getenv());
        environment.keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("PORTCULLIS_"));
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        environment.put("AWS_CONFIG_FILE", "/nonexistent/config");
        environment.put("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/credentials");
        environment.put("AWS_DEFAULT_OUTPUT", "text");
        environment.put("AWS_PAGER", "");
        return environment;
    }

    private static Map<String, String> variables(AwsCredentials credentials) {
        var variables = new HashMap<String, String>();
        variables.put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
        variables.put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
        if (credentials instanceof AwsSessionCredentials session) {
            variables.put("AWS_SESSION_TOKEN", session.sessionToken());
        }
        return variables;
    }
}
