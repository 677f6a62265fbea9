-- Owner: outbox. What is to be sent to platforms, until they have taken it.

CREATE TABLE outgoing (
    id UUID PRIMARY KEY,
    platform UUID NOT NULL REFERENCES platform (id),
    -- What it is about: newer work about the same takes the place of older.
    about TEXT NOT NULL UNIQUE,
    payload TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    -- The HTTP status of the last refusal, if there was one.
    status BIGINT,
    error TEXT,
    given_up_at BIGINT
);
CREATE INDEX outgoing_due ON outgoing (platform, next_at) WHERE given_up_at IS NULL;
CREATE INDEX outgoing_given_up ON outgoing (given_up_at, id) WHERE given_up_at IS NOT NULL;

-- How a platform takes what is sent.
CREATE TABLE outgoing_lane (
    platform UUID PRIMARY KEY REFERENCES platform (id),
    rest_until BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    last_sent_at BIGINT,
    error TEXT,
    error_at BIGINT
);
