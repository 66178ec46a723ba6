-- SPDX-License-Identifier: Apache-2.0
-- Current state: aggregates, and for each live object the version it stands at.
CREATE TABLE aggregates (
    number    INTEGER PRIMARY KEY,
    type      TEXT    NOT NULL,
    id        TEXT    NOT NULL,
    revision  INTEGER NOT NULL,
    last_step INTEGER NOT NULL, -- the number of the step that made the revision
    UNIQUE (type, id)
) STRICT;

CREATE TABLE objects (
    aggregate INTEGER NOT NULL REFERENCES aggregates,
    kind      TEXT    NOT NULL,
    id        TEXT    NOT NULL,
    version   INTEGER NOT NULL, -- the number of a version
    PRIMARY KEY (aggregate, kind, id)
) STRICT, WITHOUT ROWID;

-- History: a log in two tables that only grow at the end and are pruned from the start. A step makes one revision of one
-- aggregate, and says who did it; the steps of one commit share operation id and time.
CREATE TABLE steps (
    number             INTEGER PRIMARY KEY,
    operation_id       TEXT    NOT NULL,
    place              INTEGER NOT NULL, -- within the commit, from 0
    time               INTEGER NOT NULL, -- milliseconds since 1970; rises from commit to commit
    aggregate          INTEGER NOT NULL,
    revision           INTEGER NOT NULL,
    previous_step      INTEGER,          -- the number of the step that made the revision before; null for the first
    caller_arn         TEXT    NOT NULL CHECK (caller_arn <> ''),
    access_key_id      TEXT    NOT NULL,
    operation          TEXT    NOT NULL CHECK (operation <> ''),
    request_id         TEXT    NOT NULL,
    source_address     TEXT    NOT NULL,
    request_time       INTEGER NOT NULL,
    deciding_statement TEXT    NOT NULL,
    UNIQUE (operation_id, place)
) STRICT;

-- What a step did to its objects. The versions of step n have the numbers n * 1048576 and following.
CREATE TABLE versions (
    number           INTEGER PRIMARY KEY,
    kind             TEXT    NOT NULL,
    id               TEXT    NOT NULL,
    schema_version   INTEGER,
    document         TEXT,    -- null where the object was deleted
    previous_version INTEGER, -- the number of the version that this one superseded
    CHECK ((schema_version IS NULL) = (document IS NULL))
) STRICT;

-- The newest schema version ever written of each kind: an older release must not open this store.
CREATE TABLE kinds (
    kind           TEXT    PRIMARY KEY,
    newest_version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE access_keys (
    access_key_id TEXT    PRIMARY KEY,
    aggregate     INTEGER NOT NULL REFERENCES aggregates
) STRICT, WITHOUT ROWID;

-- Sealed values, without history.
CREATE TABLE secrets (
    aggregate INTEGER NOT NULL REFERENCES aggregates,
    kind      TEXT    NOT NULL,
    id        TEXT    NOT NULL,
    sealed    BLOB    NOT NULL,
    PRIMARY KEY (aggregate, kind, id)
) STRICT, WITHOUT ROWID;

-- Ledgers outside of all revisions.
CREATE TABLE once (
    purpose    TEXT    NOT NULL,
    key        TEXT    NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (purpose, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX once_by_expiry ON once (expires_at);

CREATE TABLE lockouts (
    purpose   TEXT    NOT NULL,
    subject   TEXT    NOT NULL,
    failures  INTEGER NOT NULL,
    closes_at INTEGER NOT NULL,
    PRIMARY KEY (purpose, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX lockouts_by_end ON lockouts (closes_at);

CREATE TABLE access_key_uses (
    access_key_id TEXT    PRIMARY KEY,
    time          INTEGER NOT NULL,
    service       TEXT    NOT NULL,
    region        TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

-- Counts the transactions, so that after a failed COMMIT it can be told whether this one happened.
CREATE TABLE transactions (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    count INTEGER NOT NULL
) STRICT;

INSERT INTO transactions VALUES (1, 0);
