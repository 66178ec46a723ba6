-- SPDX-License-Identifier: Apache-2.0
-- Who has come to Roles Anywhere: subjects of certificates, and the certificates of each that were seen last. Told to who asks; nothing is
-- decided by it.
CREATE TABLE anywhere_subjects (
    account      TEXT    NOT NULL,
    region       TEXT    NOT NULL,
    subject_id   TEXT    NOT NULL,
    x509_subject TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    seen_at      INTEGER NOT NULL,
    PRIMARY KEY (account, region, subject_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX anywhere_subjects_by_time ON anywhere_subjects (seen_at);

CREATE TABLE anywhere_certificates (
    account       TEXT    NOT NULL,
    region        TEXT    NOT NULL,
    subject_id    TEXT    NOT NULL,
    issuer        TEXT    NOT NULL,
    serial_number TEXT    NOT NULL,
    certificate   TEXT    NOT NULL,
    seen_at       INTEGER NOT NULL,
    failed        INTEGER NOT NULL,
    properties    TEXT    NOT NULL,
    PRIMARY KEY (account, region, subject_id, issuer, serial_number),
    FOREIGN KEY (account, region, subject_id) REFERENCES anywhere_subjects ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
