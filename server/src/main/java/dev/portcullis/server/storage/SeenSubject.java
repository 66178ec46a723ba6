// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.time.Instant;

/** Somebody who has come to Roles Anywhere: the subject of a certificate, first and last seen then. */
public record SeenSubject(String subjectId, String x509Subject, Instant createdAt, Instant seenAt) {}
