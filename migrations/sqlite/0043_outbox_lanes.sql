-- Owner: outbox. What is sent goes to platforms and to webhooks; each is a lane. The column platform
-- names the lane, whatever it is, so that an older gateway beside a newer one goes on.

CREATE TABLE outgoing_new (
    id BLOB PRIMARY KEY,
    platform BLOB NOT NULL,
    about TEXT NOT NULL UNIQUE,
    payload TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    -- The HTTP status of the last refusal, if there was one.
    status INTEGER,
    error TEXT,
    given_up_at INTEGER,
    -- Work of the same line goes in the order of its place; work without one in any.
    line TEXT,
    place INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO outgoing_new (id, platform, about, payload, version, created_at, next_at, attempts,
    status, error, given_up_at)
SELECT id, platform, about, payload, version, created_at, next_at, attempts, status, error,
    given_up_at FROM outgoing;
DROP TABLE outgoing;
ALTER TABLE outgoing_new RENAME TO outgoing;
CREATE INDEX outgoing_due ON outgoing (platform, next_at) WHERE given_up_at IS NULL;
CREATE INDEX outgoing_given_up ON outgoing (given_up_at, id) WHERE given_up_at IS NOT NULL;
CREATE INDEX outgoing_line ON outgoing (platform, line, place) WHERE given_up_at IS NULL;
CREATE INDEX outgoing_place ON outgoing (platform, place);

CREATE TABLE outgoing_lane_new (
    platform BLOB PRIMARY KEY,
    rest_until INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    last_sent_at INTEGER,
    error TEXT,
    error_at INTEGER,
    -- Since when it has failed each time; empty after a success.
    failing_since INTEGER
) STRICT;
INSERT INTO outgoing_lane_new (platform, rest_until, failures, last_sent_at, error, error_at)
SELECT platform, rest_until, failures, last_sent_at, error, error_at FROM outgoing_lane;
DROP TABLE outgoing_lane;
ALTER TABLE outgoing_lane_new RENAME TO outgoing_lane;
