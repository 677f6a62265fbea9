-- Owner: alignments. Which activities are about which competencies, as coaches have said.

CREATE TABLE alignment (
    id UUID PRIMARY KEY,
    activity BIGINT NOT NULL REFERENCES activity (key),
    competency BIGINT NOT NULL REFERENCES activity (key),
    why TEXT NOT NULL,
    -- Who said so; absent: a table that was imported.
    made_by UUID,
    -- From which day on it holds.
    made_day BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    ended_by UUID,
    -- From which day on it no longer holds.
    ended_day BIGINT,
    ended_at BIGINT
);
CREATE UNIQUE INDEX alignment_standing ON alignment (activity, competency) WHERE ended_at IS NULL;
CREATE INDEX alignment_activity ON alignment (activity, made_day);
CREATE INDEX alignment_competency ON alignment (competency);
