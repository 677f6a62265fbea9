-- Owner: grades. Columns of platforms' gradebooks that we fill, and what stands in them.

CREATE TABLE grade_item (
    id UUID PRIMARY KEY,
    course UUID NOT NULL REFERENCES course (id),
    -- What is graded: 1 the progress in a competency, 2 the way to the goal set for it.
    measure BIGINT NOT NULL,
    competency TEXT NOT NULL,
    label TEXT NOT NULL,
    maximum BIGINT NOT NULL,
    -- The resource link it belongs to at the platform, if to one.
    resource_link TEXT,
    -- Where it is; absent: not made yet.
    url TEXT,
    -- 1 wanted, 2 there, 3 to be deleted.
    state BIGINT NOT NULL,
    -- Everybody's grade is looked at again then.
    sweep_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (course, measure, competency)
);
CREATE INDEX grade_item_sweep ON grade_item (sweep_at) WHERE state = 2;

CREATE TABLE grade (
    item UUID NOT NULL REFERENCES grade_item (id) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    -- What is to stand there: hundredths of all; absent: nothing.
    share BIGINT,
    completed BOOLEAN NOT NULL,
    comment TEXT NOT NULL,
    -- The last timestamp used, microseconds since the epoch, and for which work of the outbox.
    timestamp BIGINT,
    sending TEXT,
    -- What the platform has taken.
    published BIGINT,
    published_at BIGINT,
    -- What it said when read back: the score out of the maximum, in hundredths.
    result BIGINT,
    result_at BIGINT,
    -- 1 as published, 2 differs and was sent again, 3 overridden by a user of the platform.
    standing BIGINT NOT NULL,
    -- Why the platform does not take it.
    trouble TEXT,
    PRIMARY KEY (item, subject)
);

-- How far the projection has been looked at.
CREATE TABLE grade_watch (
    one BIGINT PRIMARY KEY,
    generation BIGINT NOT NULL,
    seq BIGINT NOT NULL
);

-- Results of the platform's own columns that have become statements.
CREATE TABLE foreign_result (
    course UUID NOT NULL REFERENCES course (id),
    item TEXT NOT NULL,
    subject TEXT NOT NULL,
    score DOUBLE PRECISION NOT NULL,
    maximum DOUBLE PRECISION NOT NULL,
    -- How often it has changed: makes the identifiers of statements.
    times BIGINT NOT NULL,
    PRIMARY KEY (course, item, subject)
);
