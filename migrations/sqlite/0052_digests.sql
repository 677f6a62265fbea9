-- Owner: digests. Who reads digests, and up to which day a letter was handed over.

CREATE TABLE digest_reader (
    person BLOB PRIMARY KEY REFERENCES person (id),
    -- Whether letters are wanted.
    email INTEGER NOT NULL,
    -- The language that the person read in last.
    language TEXT NOT NULL,
    -- When they were here last.
    seen_at INTEGER NOT NULL
) STRICT;
CREATE INDEX digest_reader_seen ON digest_reader (seen_at, person) WHERE email;

CREATE TABLE digest_sent (
    person BLOB PRIMARY KEY REFERENCES person (id),
    day INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;
