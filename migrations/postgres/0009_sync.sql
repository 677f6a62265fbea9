-- Owner: sync. Statements that move between record stores: feeds, and what was set aside on the way.

CREATE TABLE feed (
    id UUID PRIMARY KEY,
    -- 1: we send (a forwarding), 2: we fetch (a pull).
    kind BIGINT NOT NULL,
    endpoint TEXT NOT NULL,
    -- xAPI version spoken with the other end: 103 or 200.
    version BIGINT NOT NULL,
    user_key TEXT NOT NULL,
    -- Sealed with the key file for this endpoint; absent after the endpoint was changed.
    secret_sealed BYTEA,
    -- Which statements, and how they are treated, as JSON.
    terms TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    -- A forwarding's place in the log: all up to it is acknowledged or set aside.
    position BIGINT NOT NULL,
    -- A pull's place in the other log, as JSON.
    cursor TEXT,
    -- The instance that works on it, until when; another takes over after that.
    worker UUID,
    leased_until BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    last_success_at BIGINT,
    last_error_at BIGINT,
    last_error TEXT
);

-- Statements that one of the two ends does not take.
CREATE TABLE feed_refusal (
    feed UUID NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
    -- The statement's identifier, or its hash where it has none.
    statement TEXT NOT NULL,
    -- Its place in our log, if it is one of ours.
    seq BIGINT,
    -- The HTTP status it was refused with, if it was.
    status BIGINT,
    reason TEXT NOT NULL,
    refused_at BIGINT NOT NULL,
    -- It is to be tried again.
    retry BOOLEAN NOT NULL,
    PRIMARY KEY (feed, statement)
);
CREATE INDEX feed_refusal_retry ON feed_refusal (feed, statement) WHERE retry;
