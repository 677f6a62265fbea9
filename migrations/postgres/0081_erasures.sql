-- Owner: privacy. Erasures of people, and wishes for them.

CREATE TABLE erasure (
    id UUID PRIMARY KEY,
    -- What stands in the place of the person's identifiers.
    mark TEXT NOT NULL,
    -- Absent once it is over.
    person UUID,
    -- 1 facts are waited for, 2 statements of the person, 3 mentions in others, 4 the rest, 5 over.
    phase BIGINT NOT NULL,
    -- How far the log has been searched, and how far it is to be.
    position BIGINT NOT NULL,
    until_seq BIGINT NOT NULL,
    -- How much there was to do, and how much was done, of statements.
    statements BIGINT NOT NULL,
    rewritten BIGINT NOT NULL,
    -- What is searched for, sealed with the key file; absent once it is over.
    secret BYTEA,
    -- Who decided, as the audit log names them.
    decided_by TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    over_at BIGINT
);
CREATE INDEX erasure_phase ON erasure (phase, begun_at);
CREATE INDEX erasure_begun ON erasure (begun_at);

-- Statements that an erasure has still to rewrite.
CREATE TABLE erasure_statement (
    erasure UUID NOT NULL REFERENCES erasure (id),
    seq BIGINT NOT NULL,
    PRIMARY KEY (erasure, seq)
);

-- What people ask of whoever is responsible for their data.
CREATE TABLE erasure_wish (
    id UUID PRIMARY KEY,
    person UUID NOT NULL REFERENCES person (id),
    asked_at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    -- What was answered, if it was not granted.
    answer TEXT,
    answered_at BIGINT
);
CREATE INDEX erasure_wish_person ON erasure_wish (person, asked_at);
CREATE INDEX erasure_wish_open ON erasure_wish (asked_at) WHERE answered_at IS NULL;
