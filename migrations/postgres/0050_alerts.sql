-- Owner: alerts. What became of alerts: opened, more or less urgent, put off, seen, over. The figures
-- behind them are worked out from facts whenever they are shown.

CREATE TABLE alert (
    id UUID PRIMARY KEY,
    group_id UUID NOT NULL REFERENCES learning_group (id),
    -- What it is about, in a word: activity, quiet, …
    rule TEXT NOT NULL,
    -- The question or goal, else the person, else the group.
    subject UUID NOT NULL,
    person UUID,
    statement UUID,
    -- 1 amber, 2 red.
    severity BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    opened_day BIGINT NOT NULL,
    -- Version of the rules that opened it.
    rules TEXT NOT NULL,
    -- The last day that it is put off for.
    snoozed_until BIGINT,
    snoozed_by UUID,
    snooze_reason TEXT,
    ended_at BIGINT,
    -- 1 no longer holds, 2 never held by what is known now, 3 the person is away, 4 other rules.
    ended_because BIGINT
);
-- One open alert for each subject and rule.
CREATE UNIQUE INDEX alert_open ON alert (group_id, rule, subject) WHERE ended_at IS NULL;
CREATE INDEX alert_group ON alert (group_id, id);
CREATE INDEX alert_person ON alert (person);

-- What happened to an alert, in order.
CREATE TABLE alert_event (
    id UUID PRIMARY KEY,
    alert UUID NOT NULL REFERENCES alert (id),
    at BIGINT NOT NULL,
    -- 1 opened, 2 escalated, 3 eased, 4 ended, 5 snoozed, 6 woken.
    what BIGINT NOT NULL,
    severity BIGINT,
    -- The figure then.
    value DOUBLE PRECISION,
    by_person UUID,
    reason TEXT,
    until_day BIGINT
);
CREATE INDEX alert_event_alert ON alert_event (alert, id);
CREATE INDEX alert_event_by ON alert_event (by_person);

-- Who has had an alert before their eyes.
CREATE TABLE alert_seen (
    alert UUID NOT NULL REFERENCES alert (id),
    person UUID NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (alert, person)
);
CREATE INDEX alert_seen_person ON alert_seen (person);

-- Groups that are to be looked at although no statement has come: somebody is away or back.
CREATE TABLE alert_due (
    group_id UUID PRIMARY KEY REFERENCES learning_group (id)
);

-- How far the projection has been looked at, on which day, by which rules, and up to which group.
CREATE TABLE alert_watch (
    one BIGINT PRIMARY KEY,
    generation BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    day BIGINT NOT NULL,
    rules TEXT NOT NULL,
    -- All groups are looked at again then.
    sweep_at BIGINT NOT NULL,
    -- A sweep that was broken off goes on after this group.
    sweep_name TEXT,
    sweep_group UUID
);
