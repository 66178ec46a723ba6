// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.accounts;

import dev.portcullis.aws.sigv4.SigV4Signer;
import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import dev.portcullis.server.secrets.OwnerOnlyFile;
import dev.portcullis.server.secrets.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A root access key in a file, in the form that {@code aws configure import --csv} reads. */
public record RootCredentials(String accessKeyId, Secret secretAccessKey) {
    private static final String HEADER = "User name,Access key ID,Secret access key";
    private static final String USER = "root";
    private static final Pattern KEY_ID = Pattern.compile("\\w{16,128}");
    private static final Pattern SECRET = Pattern.compile("[\\x21-\\x7e&&[^,\"]]{16,128}");

    /** @throws IllegalArgumentException if the file does not hold exactly one key of that form; the message has no secret in it */
    public static RootCredentials read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file).stream()
                    .map(String::strip)
                    .map(line -> line.startsWith("\ufeff") ? line.substring(1) : line)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new IllegalArgumentException("The root access key file " + file + " cannot be read: " + e, e);
        }
        var fields = lines.size() == 2 ? List.of(lines.get(1).split(",", -1)) : List.<String>of();
        if (fields.size() != 3
                || !lines.getFirst().equals(HEADER)
                || !fields.getFirst().equals(USER)
                || !KEY_ID.matcher(fields.get(1)).matches()
                || !SECRET.matcher(fields.get(2)).matches()) {
            throw new IllegalArgumentException("The root access key file " + file + " needs two lines: \"" + HEADER
                    + "\" and one for the user root, with a key id of 16-128 letters and digits and a secret of 16-128"
                    + " printable characters without commas and quotes.");
        }
        return new RootCredentials(fields.get(1), Secret.ofText(fields.get(2)));
    }

    /** Signs requests to a service of this server as the root user. */
    public SigV4Signer signer(String region, String service) {
        return new SigV4Signer(
                accessKeyId,
                secretAccessKey.revealText(),
                Optional.empty(),
                region,
                service,
                PathStyle.NORMALISED_AND_ENCODED_TWICE);
    }

    /** The lines of the file. */
    public String text() {
        return HEADER + "\n" + USER + "," + accessKeyId + "," + secretAccessKey.revealText() + "\n";
    }

    /** Writes the file, readable by its owner only, and waits until it is on the disk. */
    public void write(Path file) {
        OwnerOnlyFile.write(file, Secret.ofText(text()));
    }
}
