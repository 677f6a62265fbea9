-- Owner: events. Statements that nothing is told of while the data of somebody are restricted whom they
-- are about.

CREATE TABLE event_held (
    person UUID NOT NULL,
    statement_seq BIGINT NOT NULL,
    -- The data may be used again: it is to be told now.
    released BIGINT NOT NULL,
    PRIMARY KEY (person, statement_seq)
);
CREATE INDEX event_held_released ON event_held (statement_seq) WHERE released = 1;
