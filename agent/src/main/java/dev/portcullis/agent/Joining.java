// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent;

import dev.portcullis.agent.server.AgentIdentity;
import dev.portcullis.agent.server.PortcullisServer;
import dev.portcullis.agent.server.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** How an agent that has no identity gets one. */
sealed interface Joining {
    AgentIdentity join(PortcullisServer server)
            throws IOException, PortcullisServer.Unreachable, PortcullisServer.Refused;

    /**
     * With a join token, which counts once.
     *
     * @param file the token, one line; read when it is needed
     */
    record Token(Path file) implements Joining {
        @Override
        public AgentIdentity join(PortcullisServer server)
                throws IOException, PortcullisServer.Unreachable, PortcullisServer.Refused {
            String token = read();
            if (token.isEmpty()) {
                throw new IOException("There is no token in " + file + ".");
            }
            return server.join(new Secret(token));
        }

        private String read() throws IOException {
            try {
                return Files.readString(file, StandardCharsets.US_ASCII).strip();
            } catch (IOException e) {
                throw new IOException("The join token cannot be read: " + e, e);
            }
        }
    }

    /**
     * With the certificate that the host has, whenever it has to.
     *
     * @param certificate a PEM file, in it the host's own certificate first; read, as the key is, when it is needed
     * @param privateKey a PEM file with the certificate's key in PKCS#8, not encrypted
     * @param instanceArn the instance's ARN
     */
    record Certificate(Path certificate, Path privateKey, String instanceArn) implements Joining {
        @Override
        public AgentIdentity join(PortcullisServer server)
                throws IOException, PortcullisServer.Unreachable, PortcullisServer.Refused {
            return server.join(instanceArn, HostCertificate.read(certificate, privateKey));
        }
    }

    /** Not at all: only an identity that an earlier run has kept. */
    record Never() implements Joining {
        @Override
        public AgentIdentity join(PortcullisServer server) throws IOException {
            throw new IOException(
                    "The state directory holds no identity that counts. Join with --join-token-file and a new token, or with --certificate.");
        }
    }
}
