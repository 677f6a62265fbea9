-- Owner: restrictions. Uses of people's data that are switched off for a person, or are asked to be.

CREATE TABLE restriction (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES person (id),
    -- What is not to be done with the data: 1 everything, else one purpose.
    purpose INTEGER NOT NULL,
    -- Why, by the law's grounds.
    ground INTEGER NOT NULL,
    -- What the person says of it; may be empty.
    words TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    -- An administrator wrote it down for the person.
    by_letter INTEGER NOT NULL,
    -- 1 asked, 2 granted, 3 ending, 4 over, 5 taken back.
    state INTEGER NOT NULL,
    -- Whether the use is switched off now.
    holds INTEGER NOT NULL,
    -- Whether it was granted; absent before it is answered.
    granted INTEGER,
    answer TEXT,
    answered_at INTEGER,
    -- Why it ends, when the person was told, and when it is over.
    notice TEXT,
    told_at INTEGER,
    ends_at INTEGER,
    over_at INTEGER
) STRICT;
CREATE INDEX restriction_holding ON restriction (purpose, person) WHERE holds = 1;
CREATE INDEX restriction_person ON restriction (person, asked_at);
CREATE INDEX restriction_standing ON restriction (asked_at) WHERE over_at IS NULL;
CREATE INDEX restriction_ending ON restriction (ends_at) WHERE state = 3;
CREATE INDEX restriction_over ON restriction (over_at) WHERE purpose = 1 AND over_at IS NOT NULL;
