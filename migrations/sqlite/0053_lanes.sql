-- Owner: outbox. What is sent goes to a lane: a platform, or another that has a fixed identifier.

CREATE TABLE outgoing_of_lane (
    id BLOB PRIMARY KEY,
    lane BLOB NOT NULL,
    -- What it is about: newer work about the same takes the place of older.
    about TEXT NOT NULL UNIQUE,
    payload TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    -- The status of the last refusal, if there was one.
    status INTEGER,
    error TEXT,
    given_up_at INTEGER
) STRICT;
INSERT INTO outgoing_of_lane
    SELECT id, platform, about, payload, version, created_at, next_at, attempts, status, error,
        given_up_at
    FROM outgoing;
DROP TABLE outgoing;
ALTER TABLE outgoing_of_lane RENAME TO outgoing;
CREATE INDEX outgoing_due ON outgoing (lane, next_at) WHERE given_up_at IS NULL;
CREATE INDEX outgoing_given_up ON outgoing (given_up_at, id) WHERE given_up_at IS NOT NULL;

CREATE TABLE outgoing_any_lane (
    lane BLOB PRIMARY KEY,
    rest_until INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    last_sent_at INTEGER,
    error TEXT,
    error_at INTEGER
) STRICT;
INSERT INTO outgoing_any_lane
    SELECT platform, rest_until, failures, last_sent_at, error, error_at FROM outgoing_lane;
DROP TABLE outgoing_lane;
ALTER TABLE outgoing_any_lane RENAME TO outgoing_lane;
