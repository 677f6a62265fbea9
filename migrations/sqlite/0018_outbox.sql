-- Owner: outbox. What is to be sent to platforms, until they have taken it.

CREATE TABLE outgoing (
    id BLOB PRIMARY KEY,
    platform BLOB NOT NULL REFERENCES platform (id),
    -- What it is about: newer work about the same takes the place of older.
    about TEXT NOT NULL UNIQUE,
    payload TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    -- The HTTP status of the last refusal, if there was one.
    status INTEGER,
    error TEXT,
    given_up_at INTEGER
) STRICT;
CREATE INDEX outgoing_due ON outgoing (platform, next_at) WHERE given_up_at IS NULL;
CREATE INDEX outgoing_given_up ON outgoing (given_up_at, id) WHERE given_up_at IS NOT NULL;

-- How a platform takes what is sent.
CREATE TABLE outgoing_lane (
    platform BLOB PRIMARY KEY REFERENCES platform (id),
    rest_until INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    last_sent_at INTEGER,
    error TEXT,
    error_at INTEGER
) STRICT;
