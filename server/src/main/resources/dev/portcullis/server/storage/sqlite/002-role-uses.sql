-- When each role was last used, by its unique id, which never returns. Rows go when their time is too long ago to be told.
CREATE TABLE role_uses (
    role_id TEXT    PRIMARY KEY,
    time    INTEGER NOT NULL,
    region  TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX role_uses_by_time ON role_uses (time);
