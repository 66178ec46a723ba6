// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent;

import dev.portcullis.agent.server.AgentCredentials;
import dev.portcullis.agent.server.AgentIdentity;
import dev.portcullis.agent.server.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where an agent keeps its identity: a directory for its owner alone, and of one agent alone. */
final class StateDirectory implements AutoCloseable {
    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rwx------");
    private static final String FILE_MODE = "rw-------";
    /** Belongs to whoever runs this process, where the system has it. */
    private static final Path PROCESS = Path.of("/proc/self");

    private final Path directory;
    private final FileChannel lock;

    private StateDirectory(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Makes the directory where it is not there, and takes it.
     *
     * @throws IOException if another agent has it, or others than its owner may look into it
     */
    static StateDirectory open(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNERS));
        }
        requireOwners(directory);
        var lock = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock.tryLock() == null) {
            lock.close();
            throw new IOException("Another agent uses the state directory " + directory + ".");
        }
        return new StateDirectory(directory, lock);
    }

    private static void requireOwners(Path path) throws IOException {
        var others = EnumSet.copyOf(Files.getPosixFilePermissions(path));
        others.removeAll(OWNERS);
        if (!others.isEmpty()) {
            throw new IOException("Others than its owner may use " + path + ": chmod go= it.");
        }
        if (Files.exists(PROCESS) && !Files.getOwner(path).equals(Files.getOwner(PROCESS))) {
            throw new IOException(path + " belongs to " + Files.getOwner(path) + ", who is not running the agent.");
        }
    }

    private Path file() {
        return directory.resolve("identity");
    }

    /** The identity of the last run; empty when there was none. */
    Optional<AgentIdentity> read() throws IOException {
        if (Files.notExists(file())) {
            return Optional.empty();
        }
        requireOwners(file());
        Map<String, String> values = new HashMap<>();
        for (String line : Files.readAllLines(file(), StandardCharsets.UTF_8)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        try {
            return Optional.of(new AgentIdentity(
                    value(values, "instance-id"),
                    value(values, "region"),
                    value(values, "account-id"),
                    new AgentCredentials(
                            value(values, "access-key-id"),
                            new Secret(value(values, "secret-access-key")),
                            new Secret(value(values, "session-token")),
                            Instant.parse(value(values, "expiration"))),
                    Instant.parse(value(values, "received"))));
        } catch (DateTimeException e) {
            throw new IOException(file() + " is damaged: " + e.getMessage(), e);
        }
    }

    private String value(Map<String, String> values, String name) throws IOException {
        String value = values.get(name);
        if (value == null) {
            throw new IOException(file() + " is damaged: it has no " + name + ".");
        }
        return value;
    }

    /** Keeps an identity: when this returns, the next run will find it, whatever happens. */
    void write(AgentIdentity identity) throws IOException {
        AgentCredentials credentials = identity.credentials();
        String text = """
                instance-id=%s
                region=%s
                account-id=%s
                access-key-id=%s
                secret-access-key=%s
                session-token=%s
                expiration=%s
                received=%s
                """.formatted(
                        identity.instanceId(),
                        identity.region(),
                        identity.accountId(),
                        credentials.accessKeyId(),
                        credentials.secretAccessKey().reveal(),
                        credentials.sessionToken().reveal(),
                        credentials.expiration(),
                        identity.received());
        Path written = directory.resolve("identity.new");
        Files.deleteIfExists(written);
        try (var channel = FileChannel.open(
                written,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(FILE_MODE)))) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(written, file(), StandardCopyOption.ATOMIC_MOVE);
        try (var entries = FileChannel.open(directory, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
