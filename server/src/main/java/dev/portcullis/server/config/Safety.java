// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.config;

import java.util.ArrayList;
import java.util.List;

/** The combinations of settings that are readable but must not be started. */
final class Safety {
    private Safety() {}

    /** A sentence for each objection; none when the configuration may start. */
    static List<String> objections(ServerConfig config) {
        var objections = new ArrayList<String>();
        if (config.tlsCert().isPresent() != config.tlsKey().isPresent()) {
            objections.add("tls-cert and tls-key belong together: give both or neither.");
        }
        if (config.masterKeyFile().startsWith(config.dataDir())) {
            objections.add(
                    "master-key-file %s lies inside the data directory: a copy of the directory would reveal every secret. Put it elsewhere."
                            .formatted(config.masterKeyFile()));
        }
        for (var range : config.trustedProxy()) {
            if (range.prefix() == 0) {
                objections.add(
                        "trusted-proxy %s trusts every peer: anyone could claim any source address. Name the proxies."
                                .formatted(range));
            }
        }
        if (config.maxBufferedBytes() < config.maxBodyBytes()) {
            objections.add(
                    "max-buffered-bytes must be at least max-body-bytes, or the longest bodies could never be read.");
        }
        mailObjections(config, objections);
        listenObjection(config, objections);
        return objections;
    }

    private static void mailObjections(ServerConfig config, List<String> objections) {
        if (config.mailServer().isPresent() && config.mailFrom().isEmpty()) {
            objections.add("mail-server needs mail-from, the sender's address.");
        }
        if (config.mailUser().isPresent() != config.mailPasswordFile().isPresent()) {
            objections.add("mail-user and mail-password-file belong together: give both or neither.");
        }
        boolean leavesTheMachine =
                config.mailServer().filter(server -> !server.isLoopbackName()).isPresent();
        if (config.mailEncryption().equals("none") && leavesTheMachine) {
            objections.add(
                    "mail-encryption none is for a mail server on this machine: others would read passwords and links on the way.");
        }
    }

    private static void listenObjection(ServerConfig config, List<String> objections) {
        try {
            if (!config.listen().isLoopback()
                    && !config.usesTls()
                    && config.trustedProxy().isEmpty()) {
                objections.add(
                        "listen %s:%d can be reached from other machines, and plain HTTP is for loopback only: give tls-cert and tls-key, or name the TLS proxy in front with trusted-proxy."
                                .formatted(
                                        config.listen().host(), config.listen().port()));
            }
        } catch (IllegalArgumentException e) {
            objections.add("listen: " + e.getMessage());
        }
    }
}
