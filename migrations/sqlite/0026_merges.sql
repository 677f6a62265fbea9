-- Owner: merges. Persons who turned out to be one.

CREATE TABLE person_merge (
    id BLOB PRIMARY KEY,
    kept BLOB NOT NULL REFERENCES person (id),
    merged BLOB NOT NULL REFERENCES person (id),
    -- What was moved, as JSON, so that it can go back.
    moved TEXT NOT NULL,
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at INTEGER NOT NULL,
    undone_at INTEGER
) STRICT;
CREATE INDEX person_merge_kept ON person_merge (kept);
-- A person is part of one other at a time.
CREATE UNIQUE INDEX person_merge_merged ON person_merge (merged) WHERE undone_at IS NULL;
