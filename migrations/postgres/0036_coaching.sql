-- Owner: coaching. Development plans, pins, disagreements and reviews; all else are statements.

CREATE TABLE development_plan (
    id UUID PRIMARY KEY,
    person UUID NOT NULL REFERENCES person (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX development_plan_person ON development_plan (person, created_at);

-- A version is a draft until one side has signed it, and agreed once both have.
CREATE TABLE development_plan_version (
    plan UUID NOT NULL REFERENCES development_plan (id),
    version BIGINT NOT NULL,
    title TEXT NOT NULL,
    -- What is aimed at, as JSON.
    items TEXT NOT NULL,
    made_by UUID NOT NULL,
    made_at BIGINT NOT NULL,
    learner_at BIGINT,
    coach UUID,
    coach_at BIGINT,
    PRIMARY KEY (plan, version)
);

CREATE TABLE pin (
    id UUID PRIMARY KEY,
    person UUID NOT NULL REFERENCES person (id),
    -- The competency's address.
    competency TEXT NOT NULL,
    -- A level, or a share in millionths.
    level BIGINT,
    share BIGINT,
    reason TEXT NOT NULL,
    -- The first day and, if there is one, the last.
    since BIGINT NOT NULL,
    until BIGINT,
    made_by UUID NOT NULL,
    made_at BIGINT NOT NULL,
    -- The first day on which it no longer holds, because somebody ended it.
    ended BIGINT,
    ended_by UUID
);
CREATE INDEX pin_person ON pin (person, made_at);

CREATE TABLE disagreement (
    id UUID PRIMARY KEY,
    person UUID NOT NULL REFERENCES person (id),
    competency TEXT NOT NULL,
    -- The piece of evidence, if it is about one.
    statement UUID,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT,
    closed_by UUID
);
CREATE INDEX disagreement_person ON disagreement (person, opened_at);

CREATE TABLE disagreement_note (
    disagreement UUID NOT NULL REFERENCES disagreement (id),
    number BIGINT NOT NULL,
    writer UUID NOT NULL,
    text TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (disagreement, number)
);

CREATE TABLE review (
    id UUID PRIMARY KEY,
    person UUID NOT NULL REFERENCES person (id),
    coach UUID NOT NULL,
    -- The day it is to take place.
    day BIGINT NOT NULL,
    version BIGINT NOT NULL,
    -- Shared notes, ratings and goals as JSON.
    record TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    cancelled_at BIGINT,
    closed_at BIGINT,
    -- The organisation's day of that.
    closed_day BIGINT,
    -- Exactly what was shown then, as JSON, and its SHA-256.
    snapshot TEXT,
    digest TEXT
);
CREATE INDEX review_person ON review (person, day);
CREATE INDEX review_coach ON review (coach);

-- Read by whoever wrote it, and by nobody else.
CREATE TABLE review_private_note (
    review UUID NOT NULL REFERENCES review (id),
    writer UUID NOT NULL,
    text TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (review, writer)
);
CREATE INDEX review_private_note_writer ON review_private_note (writer);

-- Which roles ask for a competency.
CREATE INDEX role_requirement_competency ON role_requirement (competency);
