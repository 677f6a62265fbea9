-- Owner: arrivals. How many statements came from whom on which day, counted from the log.

CREATE TABLE arrival (
    authority INTEGER NOT NULL REFERENCES authority (key),
    -- The organisation's calendar day of storing, days since the epoch.
    day INTEGER NOT NULL,
    statements INTEGER NOT NULL,
    -- The last of that day.
    last_seq INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (authority, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX arrival_day ON arrival (day);

-- How far the log has been counted.
CREATE TABLE arrival_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL
) STRICT;
INSERT INTO arrival_head (one, seq) VALUES (1, 0);
