-- Owner: events. Statements that nothing is told of while the data of somebody are restricted whom they
-- are about.

CREATE TABLE event_held (
    statement_seq INTEGER PRIMARY KEY,
    -- Somebody's data may be used again: it is looked at once more.
    released INTEGER NOT NULL
) STRICT;
CREATE INDEX event_held_released ON event_held (released, statement_seq);
