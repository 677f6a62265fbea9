-- Owner: courses. Courses of learning platforms, who is in them, and what is to be asked of them.

-- A context that somebody has launched from, with the addresses that its launch named.
CREATE TABLE course (
    id UUID PRIMARY KEY,
    platform UUID NOT NULL REFERENCES platform (id),
    deployment_id TEXT NOT NULL,
    context_id TEXT NOT NULL,
    title TEXT,
    -- What stands for it in statements.
    iri TEXT NOT NULL,
    group_id UUID NOT NULL REFERENCES learning_group (id),
    -- The language in which it was shown last.
    locale TEXT,
    -- The link that was launched last.
    resource_link TEXT,
    memberships_url TEXT,
    line_items_url TEXT,
    groups_url TEXT,
    group_sets_url TEXT,
    -- Scopes that the claims of services name, separated by blanks.
    scopes TEXT NOT NULL,
    launched_at BIGINT NOT NULL,
    UNIQUE (platform, deployment_id, context_id)
);
CREATE INDEX course_group ON course (group_id);

-- Whom a launch or a roster showed in a course.
CREATE TABLE course_member (
    course UUID NOT NULL REFERENCES course (id),
    -- As launches call them.
    subject TEXT NOT NULL,
    person UUID NOT NULL REFERENCES person (id),
    learner BOOLEAN NOT NULL,
    teacher BOOLEAN NOT NULL,
    -- Takes part now.
    present BOOLEAN NOT NULL,
    -- The language of their last launch.
    locale TEXT,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (course, subject)
);
CREATE INDEX course_member_person ON course_member (person);

-- A learner's place in a learning group that a roster gave them.
CREATE TABLE course_seat (
    course UUID NOT NULL REFERENCES course (id),
    subject TEXT NOT NULL,
    -- The platform's group; empty: the course itself.
    place TEXT NOT NULL,
    -- The activity that stands for the learning group in statements.
    activity TEXT NOT NULL,
    joined BOOLEAN NOT NULL,
    -- How often they have joined: makes the identifiers of statements.
    joinings BIGINT NOT NULL,
    PRIMARY KEY (course, subject, place)
);

-- What rosters changed, with the reason.
CREATE TABLE course_change (
    id UUID PRIMARY KEY,
    course UUID NOT NULL REFERENCES course (id),
    person UUID NOT NULL REFERENCES person (id),
    at BIGINT NOT NULL,
    -- joined, left, teaches, teaches_no_more.
    what TEXT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX course_change_course ON course_change (course, at);
CREATE INDEX course_change_person ON course_change (person);

-- Groups of a course at the platform, and the learning group that one is chosen to be.
CREATE TABLE course_team (
    course UUID NOT NULL REFERENCES course (id),
    team TEXT NOT NULL,
    name TEXT,
    tag TEXT,
    set_id TEXT,
    set_name TEXT,
    -- The activity that stands for the learning group in statements; absent: not chosen.
    activity TEXT,
    PRIMARY KEY (course, team)
);

-- What is asked of a platform again and again: 1 the roster, 2 the results.
CREATE TABLE course_round (
    course UUID NOT NULL REFERENCES course (id),
    kind BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    -- After a failure, or because the platform wishes.
    rest_until BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    done_at BIGINT,
    -- How many came.
    count BIGINT,
    -- What the next round needs to know, as JSON.
    state TEXT,
    error TEXT,
    error_at BIGINT,
    PRIMARY KEY (course, kind)
);
CREATE INDEX course_round_due ON course_round (kind, next_at);
