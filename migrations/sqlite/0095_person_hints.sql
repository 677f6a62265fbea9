-- Owner: people. What platforms say of somebody without vouching for it: it links nothing, and helps
-- an administrator to see who may be who.

CREATE TABLE person_hint (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES person (id),
    -- 1 e-mail address, 2 identifier of the student information system, 3 name to sign in with.
    kind INTEGER NOT NULL,
    value TEXT NOT NULL,
    noted_at INTEGER NOT NULL,
    UNIQUE (person, kind, value)
) STRICT;
