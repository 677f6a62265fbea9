-- Owner: restrictions. Uses of people's data that are switched off for a person, or are asked to be.

CREATE TABLE restriction (
    id UUID PRIMARY KEY,
    person UUID NOT NULL REFERENCES person (id),
    -- What is not to be done with the data: 1 everything, else one purpose.
    purpose BIGINT NOT NULL,
    -- Why, by the law's grounds.
    ground BIGINT NOT NULL,
    -- What the person says of it; may be empty.
    words TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    -- An administrator wrote it down for the person.
    by_letter BIGINT NOT NULL,
    -- 1 asked, 2 granted, 3 ending, 4 over, 5 taken back.
    state BIGINT NOT NULL,
    -- Whether the use is switched off now.
    holds BIGINT NOT NULL,
    -- Whether it was granted; absent before it is answered.
    granted BIGINT,
    answer TEXT,
    answered_at BIGINT,
    -- Why it ends, when the person was told, and when it is over.
    notice TEXT,
    told_at BIGINT,
    ends_at BIGINT,
    over_at BIGINT
);
CREATE INDEX restriction_holding ON restriction (purpose, person) WHERE holds = 1;
CREATE INDEX restriction_person ON restriction (person, asked_at);
CREATE INDEX restriction_standing ON restriction (asked_at) WHERE over_at IS NULL;
CREATE INDEX restriction_ending ON restriction (ends_at) WHERE state = 3;
CREATE INDEX restriction_over ON restriction (over_at) WHERE purpose = 1 AND over_at IS NOT NULL;
