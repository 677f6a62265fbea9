-- Owner: merges. Pairs of persons who may be one, with why, and what an administrator said to it.

CREATE TABLE person_suggestion (
    id UUID PRIMARY KEY,
    -- The two, the smaller identifier first.
    one UUID NOT NULL REFERENCES person (id),
    other UUID NOT NULL REFERENCES person (id),
    -- What speaks for it and against it, as JSON.
    reasons TEXT NOT NULL,
    -- How much speaks for it: the most first.
    weight BIGINT NOT NULL,
    found_at BIGINT NOT NULL,
    -- 1 accepted, 2 refused.
    answer BIGINT,
    answered_by TEXT,
    answered_at BIGINT,
    UNIQUE (one, other)
);
CREATE INDEX person_suggestion_open ON person_suggestion (weight, id) WHERE answer IS NULL;
CREATE INDEX person_suggestion_other ON person_suggestion (other);

-- When was looked for pairs last.
CREATE TABLE person_suggestion_look (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    at BIGINT NOT NULL
);
