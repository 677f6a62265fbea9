-- Owner: people. Days on which a person is away.

CREATE TABLE absence (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES person (id),
    -- First and last day.
    first_day INTEGER NOT NULL,
    last_day INTEGER NOT NULL,
    noted_by BLOB NOT NULL,
    noted_at INTEGER NOT NULL
) STRICT;
CREATE INDEX absence_person ON absence (person, first_day);
