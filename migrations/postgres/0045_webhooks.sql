-- Owner: events. Where events are sent, and which came to be taken.

CREATE TABLE webhook (
    id UUID PRIMARY KEY,
    url TEXT NOT NULL,
    label TEXT NOT NULL,
    -- Kinds of event as a JSON list; empty for all.
    kinds TEXT NOT NULL,
    -- Sealed with the key file for this webhook and address; the old secret signs along for a while.
    secret_sealed BYTEA NOT NULL,
    old_secret_sealed BYTEA,
    old_until BIGINT,
    enabled BOOLEAN NOT NULL,
    -- Why it is not enabled, in words.
    disabled_for TEXT,
    -- The credential that made it; empty for the command line.
    made_by TEXT,
    made_at BIGINT NOT NULL
);

CREATE TABLE webhook_delivery (
    webhook UUID NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    event BIGINT NOT NULL REFERENCES event (seq) ON DELETE CASCADE,
    -- When it was taken, microseconds since the epoch, with which HTTP status, after how many
    -- attempts.
    at BIGINT NOT NULL,
    status BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    PRIMARY KEY (webhook, event)
);
CREATE INDEX webhook_delivery_event ON webhook_delivery (event);
