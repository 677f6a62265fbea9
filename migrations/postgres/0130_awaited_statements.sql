-- Owner: sync. Statements that a pull has seen voided before the other end had them.

CREATE TABLE feed_awaited (
    feed UUID NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
    statement UUID NOT NULL,
    -- When it was asked for last.
    asked_at BIGINT NOT NULL,
    PRIMARY KEY (feed, statement)
);
CREATE INDEX feed_awaited_asked ON feed_awaited (feed, asked_at, statement);
