-- SPDX-License-Identifier: Apache-2.0
-- The table `objects` may lag behind the log: it tells what was live after this step. What the steps after it did stands in their versions.
CREATE TABLE indexed (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    step INTEGER NOT NULL
) STRICT;

INSERT INTO indexed SELECT 1, coalesce(max(number), 0) FROM steps;
