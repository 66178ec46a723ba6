-- When the agent of each instance last called, by the instance's id, which never returns. Rows go some time after the last call.
CREATE TABLE agent_uses (
    instance_id TEXT    PRIMARY KEY,
    time        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX agent_uses_by_time ON agent_uses (time);
