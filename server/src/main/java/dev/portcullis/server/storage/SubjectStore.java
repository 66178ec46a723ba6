// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Who has come to Roles Anywhere, with which certificates: facts about use, as {@link UsageStore} has others, which no decision reads. Bounded
 * for each account and subject. Thread-safe.
 */
public interface SubjectStore {
    /** How many subjects an account has at most; further ones are passed over until others are forgotten. */
    int MOST_SUBJECTS = 10_000;

    /** How many certificates a subject has at most: those that were seen last. */
    int MOST_CERTIFICATES = 10;

    /** How long somebody who does not come again is remembered. */
    Duration REMEMBERED_FOR = Duration.ofDays(400);

    /** Notes uses; of one and the same certificate only the latest counts. */
    void noteSubjects(Collection<SubjectUse> uses);

    /** All subjects of an account in a region, in the order of their ids. */
    List<SeenSubject> subjects(String account, String region);

    Optional<SeenSubject> subject(String account, String region, String subjectId);

    /** The certificates of a subject, the one that was seen last first. */
    List<SubjectUse> certificates(String account, String region, String subjectId);
}
