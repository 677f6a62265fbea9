-- Owner: sync. Statements that move between record stores: feeds, and what was set aside on the way.

CREATE TABLE feed (
    id BLOB PRIMARY KEY,
    -- 1: we send (a forwarding), 2: we fetch (a pull).
    kind INTEGER NOT NULL,
    endpoint TEXT NOT NULL,
    -- xAPI version spoken with the other end: 103 or 200.
    version INTEGER NOT NULL,
    user_key TEXT NOT NULL,
    -- Sealed with the key file for this endpoint; absent after the endpoint was changed.
    secret_sealed BLOB,
    -- Which statements, and how they are treated, as JSON.
    terms TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    -- A forwarding's place in the log: all up to it is acknowledged or set aside.
    position INTEGER NOT NULL,
    -- A pull's place in the other log, as JSON.
    cursor TEXT,
    -- The instance that works on it, until when; another takes over after that.
    worker BLOB,
    leased_until INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    last_success_at INTEGER,
    last_error_at INTEGER,
    last_error TEXT
) STRICT;

-- Statements that one of the two ends does not take.
CREATE TABLE feed_refusal (
    feed BLOB NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
    -- The statement's identifier, or its hash where it has none.
    statement TEXT NOT NULL,
    -- Its place in our log, if it is one of ours.
    seq INTEGER,
    -- The HTTP status it was refused with, if it was.
    status INTEGER,
    reason TEXT NOT NULL,
    refused_at INTEGER NOT NULL,
    -- It is to be tried again.
    retry INTEGER NOT NULL,
    PRIMARY KEY (feed, statement)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_refusal_retry ON feed_refusal (feed, statement) WHERE retry = 1;
