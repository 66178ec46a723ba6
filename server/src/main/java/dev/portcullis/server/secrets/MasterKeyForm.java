// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

/** How master keys are written in their file: in clear, or wrapped by a key that the file does not hold. */
interface MasterKeyForm {
    /** In clear, as {@link KeyRing#parse} reads them. */
    MasterKeyForm CLEAR = new MasterKeyForm() {
        @Override
        public String comment() {
            return """
                    # The master key of a Portcullis data directory. Who has this file and the data can read every secret in
                    # them; without this file those secrets are lost. Keep it apart from the data and from their backups.
                    # The first key is the one in use. Keys on lines after it only open what was sealed under them before.
                    """;
        }

        @Override
        public String written(MasterKey key) {
            return key.text().revealText();
        }

        @Override
        public KeyRing read(Secret content) {
            return KeyRing.parse(content);
        }
    };

    /** Says to whoever opens the file what it is: lines that start with {@code #}. */
    String comment();

    /** A new key, as one word for the file. */
    String written(MasterKey key);

    /**
     * The keys of a file.
     *
     * @throws MasterKeyException if it holds none, or anything else; the message does not repeat it
     */
    KeyRing read(Secret content);
}
