// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * The file with the master key. It lies beside the data directory and never in it, so that a copy of the data reveals no
 * secret, and only its owner may read it.
 */
public final class MasterKeyFile {
    private static final int MOST_BYTES = 64 * 1_024;
    private static final Set<PosixFilePermission> OWNER_ONLY = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
    private final Path file;
    private final Path dataDirectory;
    private final MasterKeyForm form;

    private MasterKeyFile(Path file, Path dataDirectory, MasterKeyForm form) {
        this.file = file;
        this.dataDirectory = dataDirectory;
        this.form = form;
    }

    /**
     * Reads the master keys of a data directory from this file, or creates the file with a new key when there are no data yet.
     * A new file is on the disk for good, its directory entry included, when this returns.
     *
     * @param dataExist whether the data directory holds data; then a missing file is refused, never made anew
     * @throws MasterKeyException if the file lies in the data directory, is missing, may be read by others than its owner, or
     *     holds anything but master keys; the message tells the operator what to do
     */
    public static KeyRing open(Path file, Path dataDirectory, boolean dataExist, RandomSource random) {
        return open(file, MasterKeyForm.CLEAR, dataDirectory, dataExist, random);
    }

    /** As {@link #open(Path, Path, boolean, RandomSource)}, with keys of that form in the file. */
    static KeyRing open(Path file, MasterKeyForm form, Path dataDirectory, boolean dataExist, RandomSource random) {
        try {
            return new MasterKeyFile(file, dataDirectory, form).open(dataExist, random);
        } catch (IOException e) {
            throw new MasterKeyException("The master key file %s cannot be used: %s".formatted(file, e), e);
        } catch (UnsupportedOperationException e) {
            throw new MasterKeyException(
                    "The file system of %s has no file permissions that could protect a master key.".formatted(file),
                    e);
        }
    }

    private KeyRing open(boolean dataExist, RandomSource random) throws IOException {
        requireOutsideData();
        if (Files.exists(file)) {
            return read(file.toRealPath());
        }
        if (dataExist) {
            throw new MasterKeyException(
                    ("The data directory %s holds data, but the master key file %s is missing. It is never "
                                    + "made anew, for then nothing sealed could be opened again: bring back the file that belongs to the data.")
                            .formatted(dataDirectory, file));
        }
        return create(random);
    }

    /** Neither the file, nor where it points to if it is a link, may lie in the data directory. */
    private void requireOutsideData() throws IOException {
        Path data = real(dataDirectory);
        Path absolute = file.toAbsolutePath();
        Path parent = absolute.getParent();
        if (parent == null) {
            throw new MasterKeyException("The master key file cannot be " + file + ".");
        }
        if (real(parent).startsWith(data) || real(absolute).startsWith(data)) {
            throw new MasterKeyException(
                    ("The master key file %s lies in the data directory %s. Who copies the data must not "
                                    + "get the key with them: keep it elsewhere, by default beside the data directory.")
                            .formatted(file, dataDirectory));
        }
    }

    private KeyRing read(Path real) throws IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(real, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new MasterKeyException("The master key file %s is not a regular file.".formatted(file));
        }
        if (!OWNER_ONLY.containsAll(attributes.permissions())) {
            throw new MasterKeyException(
                    "The master key file %s is open to others than its owner (%s). Run: chmod 600 %s"
                            .formatted(file, PosixFilePermissions.toString(attributes.permissions()), file));
        }
        try {
            return form.read(Secret.of(content(real)));
        } catch (MasterKeyException e) {
            throw new MasterKeyException(
                    "The master key file %s cannot be used. %s".formatted(file, e.getMessage()), e);
        }
    }

    private byte[] content(Path real) throws IOException {
        try (SeekableByteChannel channel =
                Files.newByteChannel(real, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            byte[] content = Channels.newInputStream(channel).readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                throw new MasterKeyException("It is too long.");
            }
            return content;
        }
    }

    private KeyRing create(RandomSource random) throws IOException {
        MasterKey key = MasterKey.generate(random);
        byte[] content =
                Secret.ofText(form.comment() + form.written(key) + "\n").reveal();
        var mode = PosixFilePermissions.asFileAttribute(
                EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        // CREATE_NEW (O_EXCL) follows no link and replaces nothing.
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, options, mode)) {
            Channels.newOutputStream(channel).write(content);
            channel.force(true);
        } catch (FileAlreadyExistsException e) {
            throw new MasterKeyException("The master key file %s is a link that leads nowhere.".formatted(file), e);
        }
        try (FileChannel directory =
                FileChannel.open(real(file.toAbsolutePath()).getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
        return KeyRing.of(key);
    }

    /** The path without links, as far as it exists. */
    private static Path real(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path parent = absolute.getParent();
        if (Files.exists(absolute) || parent == null) {
            return absolute.toRealPath();
        }
        return real(parent).resolve(absolute.getFileName()).normalize();
    }
}
