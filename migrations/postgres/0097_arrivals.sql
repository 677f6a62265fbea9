-- Owner: arrivals. How many statements came from whom on which day, counted from the log.

CREATE TABLE arrival (
    authority BIGINT NOT NULL REFERENCES authority (key),
    -- The organisation's calendar day of storing, days since the epoch.
    day BIGINT NOT NULL,
    statements BIGINT NOT NULL,
    -- The last of that day.
    last_seq BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (authority, day)
);
CREATE INDEX arrival_day ON arrival (day);

-- How far the log has been counted.
CREATE TABLE arrival_head (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    seq BIGINT NOT NULL
);
INSERT INTO arrival_head (one, seq) VALUES (1, 0);
