-- When each principal last signed in with its password: users by their unique id, which never returns, root by the account's number.
CREATE TABLE password_uses (
    owner_id TEXT    PRIMARY KEY,
    time     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
