-- Owner: events. What is told to apps: a log of its own, kept for a while, derived from facts once.

CREATE TABLE event (
    -- Its place in the log of events, without gaps.
    seq INTEGER PRIMARY KEY,
    -- The same wherever and however often it is told.
    id BLOB NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    -- Within which events are told in order: a group or a person.
    subject TEXT NOT NULL,
    -- The statement that it comes from.
    statement BLOB NOT NULL,
    -- When it was told first, microseconds since the epoch.
    told_at INTEGER NOT NULL,
    data TEXT NOT NULL
) STRICT;
CREATE INDEX event_statement ON event (statement, kind);
CREATE INDEX event_subject ON event (subject, kind);
CREATE INDEX event_told ON event (told_at);

-- One row: how far the log of statements was read, and the last event's place.
CREATE TABLE event_place (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    statement_seq INTEGER NOT NULL,
    event_seq INTEGER NOT NULL
) STRICT;
-- What happened before there were events is not told.
INSERT INTO event_place (only_row, statement_seq, event_seq)
SELECT 1, coalesce((SELECT max(seq) FROM statement), 0), 0;
