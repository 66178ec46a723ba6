// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.mfa;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A QR code as a PNG image (W3C Portable Network Graphics, third edition), black on white, a bit a pixel. */
final class QrCode {
    private static final int PIXELS = 300;
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private QrCode() {}

    static byte[] png(String text) {
        try {
            return png(new QRCodeWriter()
                    .encode(
                            text,
                            BarcodeFormat.QR_CODE,
                            PIXELS,
                            PIXELS,
                            Map.of(EncodeHintType.ERROR_CORRECTION, ErrorCorrectionLevel.M)));
        } catch (WriterException e) {
            throw new IllegalArgumentException("text that fits no QR code", e);
        }
    }

    private static byte[] png(BitMatrix image) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        var header = ByteBuffer.allocate(13).putInt(image.getWidth()).putInt(image.getHeight());
        header.put((byte) 1); // bits a pixel; grey, deflate, no filter choice and no interlacing are 0
        chunk(out, "IHDR", header.array());
        chunk(out, "IDAT", deflated(rows(image)));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    /** Each row after a byte that says it is not filtered; white is 1. */
    private static byte[] rows(BitMatrix image) {
        int rowLength = 1 + (image.getWidth() + 7) / 8;
        var rows = new byte[rowLength * image.getHeight()];
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if (!image.get(x, y)) {
                    rows[y * rowLength + 1 + x / 8] |= (byte) (0x80 >> (x % 8));
                }
            }
        }
        return rows;
    }

    private static byte[] deflated(byte[] bytes) {
        try (var deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
            deflater.setInput(bytes);
            deflater.finish();
            var out = new ByteArrayOutputStream();
            var buffer = new byte[4096];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        }
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        var name = type.getBytes(StandardCharsets.US_ASCII);
        var crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(data.length).array());
        out.writeBytes(name);
        out.writeBytes(data);
        out.writeBytes(
                ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array());
    }
}
