-- Owner: projector. Everything here is derived from the statement log and can be rebuilt.

-- A complete derivation of the log. Readers use the current one; a rebuild makes the next.
CREATE TABLE generation (
    generation BIGINT PRIMARY KEY,
    -- Everything up to this sequence number is in.
    seq BIGINT NOT NULL,
    current BOOLEAN NOT NULL,
    vocabulary TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    started_at BIGINT NOT NULL
);

-- The texts of vocabularies that generations were made by.
CREATE TABLE vocabulary (
    version TEXT PRIMARY KEY,
    -- The organisation's rules, tried before the shipped ones.
    own TEXT,
    shipped TEXT NOT NULL
);

-- There are one or two generations, so that the number of one selects next to nothing: it stands
-- last in every key, where no planner can mistake it for a way in.
CREATE TABLE fact (
    generation BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    id UUID NOT NULL,
    act BIGINT NOT NULL,
    engagement BIGINT NOT NULL,
    evidence BIGINT NOT NULL,
    -- When it happened, microseconds since the epoch.
    at BIGINT NOT NULL,
    -- The organisation's calendar day of it, days since the epoch; never after it was stored.
    day BIGINT NOT NULL,
    actor BIGINT NOT NULL,
    instructor BIGINT,
    -- Whom it concerns: named in the statement, or the author of the anchor.
    recipient BIGINT,
    recipient_named BOOLEAN NOT NULL,
    -- The day from which the recipient is known, if that is after the day of the act.
    recipient_since BIGINT,
    object BIGINT,
    -- The contribution through which group and author are found.
    anchor BIGINT,
    -- The statement brings its object into being.
    creates BOOLEAN NOT NULL,
    group_key BIGINT,
    group_named BOOLEAN NOT NULL,
    -- The day from which the group is known, if that is after the day of the act.
    group_since BIGINT,
    -- Millionths, 0 to 1,000,000.
    quality BIGINT,
    target UUID,
    level BIGINT,
    due_day BIGINT,
    expires_day BIGINT,
    -- The same for resends of a statement that brings no identifier.
    resend_key BYTEA,
    -- An earlier fact has the same resend key.
    resent BOOLEAN NOT NULL,
    -- The day from which its contribution is withdrawn.
    withdrawn_day BIGINT,
    PRIMARY KEY (seq, generation)
);
-- Holds all that is asked of views, which are most of the facts: counts by person and day.
CREATE INDEX fact_group ON fact (group_key, day, generation, engagement, actor, resent,
    withdrawn_day, group_since) WHERE group_key IS NOT NULL;
CREATE INDEX fact_group_plan ON fact (group_key, generation) WHERE act IN (8, 19);
CREATE INDEX fact_actor ON fact (actor, day, generation, group_key, group_since);
-- What progress is worked out from: not the views, which are most of the facts.
CREATE INDEX fact_evidence ON fact (actor, day, generation, act)
    WHERE evidence <> 0 OR creates OR act IN (12, 19, 31);
CREATE INDEX fact_recipient ON fact (recipient, day, generation) WHERE recipient IS NOT NULL;
CREATE INDEX fact_made_groups ON fact (actor, generation) WHERE act = 8;
CREATE INDEX fact_anchor ON fact (anchor, generation) WHERE anchor IS NOT NULL;
CREATE INDEX fact_creator ON fact (object, generation, day, at, id) WHERE creates;
CREATE INDEX fact_withdrawal ON fact (object, generation, act, actor, day) WHERE act IN (35, 38);
CREATE INDEX fact_target ON fact (target, generation) WHERE target IS NOT NULL;
CREATE INDEX fact_resend ON fact (resend_key, generation) WHERE resend_key IS NOT NULL;

-- Facts that count for nobody or nowhere, which are few.
CREATE INDEX fact_unused ON fact (generation, seq)
    WHERE resent OR (act IN (1, 9, 18, 23, 30) AND recipient IS NULL)
        OR (creates AND group_key IS NULL);

CREATE TABLE fact_competency (
    generation BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    competency BIGINT NOT NULL,
    PRIMARY KEY (seq, generation, competency)
);

-- Who made what, in which thread and group.
CREATE TABLE contribution (
    generation BIGINT NOT NULL,
    object BIGINT NOT NULL,
    author BIGINT NOT NULL,
    parent BIGINT,
    own_group BIGINT,
    -- The day it came into being.
    since BIGINT NOT NULL,
    -- Found in the contribution itself or the nearest ancestor that names one.
    group_key BIGINT,
    -- The day from which that group can be found: when the last of the chain came into being.
    group_since BIGINT,
    -- The day it was taken back.
    withdrawn_day BIGINT,
    PRIMARY KEY (object, generation)
);
CREATE INDEX contribution_parent ON contribution (parent, generation) WHERE parent IS NOT NULL;

-- Names that statements gave to activities, by the latest that gave one.
CREATE TABLE activity_name (
    activity BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    at BIGINT NOT NULL
);

-- Statements that nothing could be made of, and why. They stay in the log.
CREATE TABLE unused_statement (
    generation BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    -- 1 no rule matches, 2 nobody to credit, 3 no score that can be read, 4 too little written.
    reason BIGINT NOT NULL,
    -- The verb that no rule matches.
    verb TEXT,
    PRIMARY KEY (seq, generation)
);
CREATE INDEX unused_statement_verb ON unused_statement (generation, verb) WHERE verb IS NOT NULL;
