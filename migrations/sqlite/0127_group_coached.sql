-- Owner: groups. Coaches that a launch or a roster made, and that coach the group no longer: what they
-- said while they did stays a coach's word.

CREATE TABLE group_coached (
    id BLOB PRIMARY KEY,
    group_id BLOB NOT NULL REFERENCES learning_group (id),
    person BLOB NOT NULL REFERENCES person (id),
    reason TEXT NOT NULL,
    -- Microseconds since the epoch, as in group_coach.
    since INTEGER NOT NULL,
    until INTEGER NOT NULL
) STRICT;
CREATE INDEX group_coached_group ON group_coached (group_id);
CREATE INDEX group_coached_person ON group_coached (person);
