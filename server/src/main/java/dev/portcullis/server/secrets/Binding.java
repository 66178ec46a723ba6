// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a sealed thing belongs to, as a list of texts: it is not stored in the sealed bytes, but only who names exactly the same
 * parts again can open them. Parts are length-prefixed, so that {@code ("a", "bc")} and {@code ("ab", "c")} differ.
 */
public record Binding(List<String> parts) {
    /** Belongs to nothing beyond its purpose. */
    public static final Binding NONE = new Binding(List.of());

    public Binding {
        parts = List.copyOf(parts);
    }

    public static Binding of(String... parts) {
        return new Binding(List.of(parts));
    }

    byte[] bytesAfter(byte[] header) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(header);
        for (String part : parts) {
            byte[] text = part.getBytes(StandardCharsets.UTF_8);
            out.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(text.length).array());
            out.writeBytes(text);
        }
        return out.toByteArray();
    }
}
