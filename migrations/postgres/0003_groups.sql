-- Owner: groups. Learning groups, and the identifiers by which statements name them.

CREATE TABLE learning_group (
    id UUID PRIMARY KEY,
    name TEXT,
    -- When the name was said, microseconds since the epoch: the latest wins.
    name_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX learning_group_name ON learning_group ((coalesce(name, '') COLLATE "C"), id);

CREATE TABLE group_identifier (
    key BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- "activity IRI" or "agent KIND HOMEPAGE VALUE".
    identity TEXT NOT NULL UNIQUE,
    group_id UUID NOT NULL REFERENCES learning_group (id)
);
CREATE INDEX group_identifier_group ON group_identifier (group_id);

-- Coaches that were not made so by a statement, but by a launch or an administrator.
CREATE TABLE group_coach (
    group_id UUID NOT NULL REFERENCES learning_group (id),
    person UUID NOT NULL REFERENCES person (id),
    reason TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (group_id, person)
);
CREATE INDEX group_coach_person ON group_coach (person);

-- Who wants to be on a group's leader board; without a row: no.
CREATE TABLE group_board (
    group_id UUID NOT NULL REFERENCES learning_group (id),
    person UUID NOT NULL REFERENCES person (id),
    shown BOOLEAN NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (group_id, person)
);
CREATE INDEX group_board_person ON group_board (person);
