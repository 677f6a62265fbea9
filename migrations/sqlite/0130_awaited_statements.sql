-- Owner: sync. Statements that a pull has seen voided before the other end had them.

CREATE TABLE feed_awaited (
    feed BLOB NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
    statement BLOB NOT NULL,
    -- When it was asked for last.
    asked_at INTEGER NOT NULL,
    PRIMARY KEY (feed, statement)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_awaited_asked ON feed_awaited (feed, asked_at, statement);
