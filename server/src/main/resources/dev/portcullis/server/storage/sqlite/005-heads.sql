-- SPDX-License-Identifier: Apache-2.0
-- From here on the columns `revision` and `last_step` of the table `aggregates` lag behind the log as the table `objects` does: they tell how
-- things stood after the step in `indexed`. A release that does not know this must not open the file, which is what this script is for.
UPDATE indexed SET step = step;
