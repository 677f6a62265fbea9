-- Owner: alignments. Which activities are about which competencies, as coaches have said.

CREATE TABLE alignment (
    id BLOB PRIMARY KEY,
    activity INTEGER NOT NULL REFERENCES activity (key),
    competency INTEGER NOT NULL REFERENCES activity (key),
    why TEXT NOT NULL,
    -- Who said so; absent: a table that was imported.
    made_by BLOB,
    -- From which day on it holds.
    made_day INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    ended_by BLOB,
    -- From which day on it no longer holds.
    ended_day INTEGER,
    ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX alignment_standing ON alignment (activity, competency) WHERE ended_at IS NULL;
CREATE INDEX alignment_activity ON alignment (activity, made_day);
CREATE INDEX alignment_competency ON alignment (competency);
