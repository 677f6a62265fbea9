-- Owner: groups. Identifiers that somebody said belong to another group, and who may coach.

CREATE TABLE group_alias (
    id UUID PRIMARY KEY,
    -- The identifier, and the group that it belongs to now.
    key BIGINT NOT NULL REFERENCES group_identifier (key),
    group_id UUID NOT NULL REFERENCES learning_group (id),
    -- The group that it belonged to, or would have.
    was UUID NOT NULL REFERENCES learning_group (id),
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    undone_at BIGINT
);
CREATE INDEX group_alias_group ON group_alias (group_id, id);

-- One row: whether whoever makes a group coaches it, or only who is known as a coach.
CREATE TABLE coach_policy (
    only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
    known_only BOOLEAN NOT NULL
);
INSERT INTO coach_policy (only_row, known_only) VALUES (1, false);
