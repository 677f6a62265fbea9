-- Owner: groups. Learning groups, and the identifiers by which statements name them.

CREATE TABLE learning_group (
    id BLOB PRIMARY KEY,
    name TEXT,
    -- When the name was said, microseconds since the epoch: the latest wins.
    name_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX learning_group_name ON learning_group (coalesce(name, ''), id);

CREATE TABLE group_identifier (
    key INTEGER PRIMARY KEY,
    -- "activity IRI" or "agent KIND HOMEPAGE VALUE".
    identity TEXT NOT NULL UNIQUE,
    group_id BLOB NOT NULL REFERENCES learning_group (id)
) STRICT;
CREATE INDEX group_identifier_group ON group_identifier (group_id);

-- Coaches that were not made so by a statement, but by a launch or an administrator.
CREATE TABLE group_coach (
    group_id BLOB NOT NULL REFERENCES learning_group (id),
    person BLOB NOT NULL REFERENCES person (id),
    reason TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (group_id, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_coach_person ON group_coach (person);

-- Who wants to be on a group's leader board; without a row: no.
CREATE TABLE group_board (
    group_id BLOB NOT NULL REFERENCES learning_group (id),
    person BLOB NOT NULL REFERENCES person (id),
    shown INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (group_id, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_board_person ON group_board (person);
