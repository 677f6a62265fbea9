-- Owner: coaching. Development plans, pins, disagreements and reviews; all else are statements.

CREATE TABLE development_plan (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES person (id),
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX development_plan_person ON development_plan (person, created_at);

-- A version is a draft until one side has signed it, and agreed once both have.
CREATE TABLE development_plan_version (
    plan BLOB NOT NULL REFERENCES development_plan (id),
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    -- What is aimed at, as JSON.
    items TEXT NOT NULL,
    made_by BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    learner_at INTEGER,
    coach BLOB,
    coach_at INTEGER,
    PRIMARY KEY (plan, version)
) STRICT;

CREATE TABLE pin (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES person (id),
    -- The competency's address.
    competency TEXT NOT NULL,
    -- A level, or a share in millionths.
    level INTEGER,
    share INTEGER,
    reason TEXT NOT NULL,
    -- The first day and, if there is one, the last.
    since INTEGER NOT NULL,
    until INTEGER,
    made_by BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    -- The first day on which it no longer holds, because somebody ended it.
    ended INTEGER,
    ended_by BLOB
) STRICT;
CREATE INDEX pin_person ON pin (person, made_at);

CREATE TABLE disagreement (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES person (id),
    competency TEXT NOT NULL,
    -- The piece of evidence, if it is about one.
    statement BLOB,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER,
    closed_by BLOB
) STRICT;
CREATE INDEX disagreement_person ON disagreement (person, opened_at);

CREATE TABLE disagreement_note (
    disagreement BLOB NOT NULL REFERENCES disagreement (id),
    number INTEGER NOT NULL,
    writer BLOB NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (disagreement, number)
) STRICT;

CREATE TABLE review (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES person (id),
    coach BLOB NOT NULL,
    -- The day it is to take place.
    day INTEGER NOT NULL,
    version INTEGER NOT NULL,
    -- Shared notes, ratings and goals as JSON.
    record TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    cancelled_at INTEGER,
    closed_at INTEGER,
    -- The organisation's day of that.
    closed_day INTEGER,
    -- Exactly what was shown then, as JSON, and its SHA-256.
    snapshot TEXT,
    digest TEXT
) STRICT;
CREATE INDEX review_person ON review (person, day);
CREATE INDEX review_coach ON review (coach);

-- Read by whoever wrote it, and by nobody else.
CREATE TABLE review_private_note (
    review BLOB NOT NULL REFERENCES review (id),
    writer BLOB NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (review, writer)
) STRICT;
CREATE INDEX review_private_note_writer ON review_private_note (writer);

-- Which roles ask for a competency.
CREATE INDEX role_requirement_competency ON role_requirement (competency);
