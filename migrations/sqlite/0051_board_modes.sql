-- Owner: groups. How a coach has chosen a group's leader board to be shown; without a row as the
-- organisation has it.

CREATE TABLE group_board_mode (
    group_id BLOB PRIMARY KEY REFERENCES learning_group (id),
    -- 1 full, 2 top, 3 own place, 4 facets, 5 off.
    mode INTEGER NOT NULL,
    by_person BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX group_board_mode_by ON group_board_mode (by_person);
