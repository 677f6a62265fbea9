-- Owner: groups. How a coach has chosen a group's leader board to be shown; without a row as the
-- organisation has it.

CREATE TABLE group_board_mode (
    group_id UUID PRIMARY KEY REFERENCES learning_group (id),
    -- 1 full, 2 top, 3 own place, 4 facets, 5 off.
    mode BIGINT NOT NULL,
    by_person UUID NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX group_board_mode_by ON group_board_mode (by_person);
