-- Owner: people. Who looked at whom: a row for each viewer, person, kind of view and hour. The
-- identifier is made from these, so that a second look in the hour is the same row.

CREATE TABLE look (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES person (id),
    -- Who looked, or which system by its key.
    viewer BLOB REFERENCES person (id),
    system TEXT,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    CHECK ((viewer IS NULL) <> (system IS NULL))
) STRICT;
CREATE INDEX look_person ON look (person, at, id);
CREATE INDEX look_viewer ON look (viewer);
CREATE INDEX look_at ON look (at);

INSERT INTO look (id, person, viewer, kind, at)
SELECT id, person, viewer, CASE purpose WHEN 'coaching' THEN 'page' ELSE 'statement' END, at
FROM person_access;
DROP TABLE person_access;
