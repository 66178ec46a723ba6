// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sshkeys;

/** Public keys that OpenSSH made; nobody has the private ones any more. */
final class SampleKeys {
    static final String RSA =
            "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQChLwX4YRAHP3VuJpqu9d5hpZylJV1urGnRSC7wWIzwHdskHP+1Bur0eYBGeiz2hgZED1RFPHWJgdMu/yxQ"
                    + "iDKs0AKyAqVD2O6CmnbxWMeo9giGUf2T041Xor8ClBDV/nnohbWKeNakvOEudQ1I44XX7LlMwCAbRBEF8ZSG+8whrLTjIP4sYnA6QvuOrpg288xdJckvb1S1"
                    + "YHF8qp4M5pYRUygOGpI63yhGwd5ROGA1BoXzPZC7M+MobCHH9YxR+oyfb5eiMij4iGeMWM7V7iABpARCcsztyi7ek+O5BxP/vfmP5+CAtisAUuefMzp/f0eC"
                    + "iOEbT6fiI0vIX/XW3/xB";

    static final String ED25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPCTUdv/4QXisL38pt1+Kl1/YLfYnMEm7vQXJfRruBNE";

    static final String P256 =
            "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBGPWydHakj7fEq9BS5oZBrXZBE5hmXXzuld0EMdekpE4luAd"
                    + "W1l4Z+CpPiEMwBhGZ4qxIQoaJE0tDglIEFGHz3Q=";

    static final String P384 =
            "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBKaduvBnNV5ItVy3a7fR61NezIVNpIe91w9/aovgAFHgkEvD"
                    + "/3NDoy7bQviS8ehdOOpKlkogHvPrM7dLiDoe3qsCzf0zIaJXz96TA1qlAVkZ+sBQsZVTKrUfxE3ytTQjIw==";

    static final String P521 =
            "ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAA1KMzILXI6EpRkMwdBzgov4mb7P9u5Q38s73kjfase0cvI"
                    + "jRADOPw3SQEz75afRGo1M7PMM9e1y5Y0Uz5POCUoaQBAf1WwyCQ7Ggj7bWpNmD5TesZ0Z3MPBuzFS0QAUJkVPmcjr4fKBhpndke8qU/bc2MPK3H1trEd825C"
                    + "9Ctoh/XSWw==";

    static final String RSA_1024 =
            "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDOZbYnL6iJw0jni45h2yNvDW04n5ZoSQf6Cu7pEY643omJRkspICOJ2twPxgccDFkISNoRxLBPJyPhyGlD"
                    + "ZXGdZo0HgR3barwZAAGQxTqibFTjmJoMqD52vNxEkm7oWPgvLOK4udoFozZYEj2BZQXcMeyjrOyg5YDEaauosuX6pQ==";

    static final String DSA =
            "ssh-dss AAAAB3NzaC1kc3MAAACBAJd6AIMfuMNavaC4zwNilQRBL5ae1fm0PxN1/cxY2ko18wqM4PDUURB4LW597iHGGPs/l1Y2zkV0ZoI36X4eURJ5gbnH"
                    + "yKVouVHgNwHwXmLrKUDDia0u8STnZfUsL8ZqHV1aH5t8XN4kAYwJNhMuAc6W80Jrp/ifkTjJq+m9i07vAAAAFQC3Vg0Y5CGCGMJyayzC/xWb5yfJbwAAAIEA"
                    + "iCP9wINM1z1B8HuVyCkYl3LkzKpFCcAgTyNLjV7CRrJ+82XKD44yp5ldoAlmYfzgsT4dTpxunhze9m4EBbrCwJi45KlHDLx28mSOvtv1WB1PTuJ+YiFbYITy"
                    + "wRIXdkOxzad3ahSrlblZ87VVUM1v6LS9s9U/Uec1HoH9hixImqMAAACBAI5JbCfepTJDHmgFH0KqKBbcYPCMNdfwtu3M3ozTLr5LDeqyBkclgqtdmV+Iw1ZS"
                    + "D+xAkX/HEdDo4slg1sVJ1A35ctAOb8QvbdiRll80T5LcnXQaQuUnz3uzYphYYHz3wU3uCmojrautGPjHN93hHlNQrXJaFjTlcwpx9zviRv1T";

    private SampleKeys() {}
}
