-- Owner: alerts. What became of alerts: opened, more or less urgent, put off, seen, over. The figures
-- behind them are worked out from facts whenever they are shown.

CREATE TABLE alert (
    id BLOB PRIMARY KEY,
    group_id BLOB NOT NULL REFERENCES learning_group (id),
    -- What it is about, in a word: activity, quiet, …
    rule TEXT NOT NULL,
    -- The question or goal, else the person, else the group.
    subject BLOB NOT NULL,
    person BLOB,
    statement BLOB,
    -- 1 amber, 2 red.
    severity INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    opened_day INTEGER NOT NULL,
    -- Version of the rules that opened it.
    rules TEXT NOT NULL,
    -- The last day that it is put off for.
    snoozed_until INTEGER,
    snoozed_by BLOB,
    snooze_reason TEXT,
    ended_at INTEGER,
    -- 1 no longer holds, 2 never held by what is known now, 3 the person is away, 4 other rules.
    ended_because INTEGER
) STRICT;
-- One open alert for each subject and rule.
CREATE UNIQUE INDEX alert_open ON alert (group_id, rule, subject) WHERE ended_at IS NULL;
CREATE INDEX alert_group ON alert (group_id, id);
CREATE INDEX alert_person ON alert (person);

-- What happened to an alert, in order.
CREATE TABLE alert_event (
    id BLOB PRIMARY KEY,
    alert BLOB NOT NULL REFERENCES alert (id),
    at INTEGER NOT NULL,
    -- 1 opened, 2 escalated, 3 eased, 4 ended, 5 snoozed, 6 woken.
    what INTEGER NOT NULL,
    severity INTEGER,
    -- The figure then.
    value REAL,
    by_person BLOB,
    reason TEXT,
    until_day INTEGER
) STRICT;
CREATE INDEX alert_event_alert ON alert_event (alert, id);
CREATE INDEX alert_event_by ON alert_event (by_person);

-- Who has had an alert before their eyes.
CREATE TABLE alert_seen (
    alert BLOB NOT NULL REFERENCES alert (id),
    person BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (alert, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_seen_person ON alert_seen (person);

-- Groups that are to be looked at although no statement has come: somebody is away or back.
CREATE TABLE alert_due (
    group_id BLOB PRIMARY KEY REFERENCES learning_group (id)
) STRICT, WITHOUT ROWID;

-- How far the projection has been looked at, on which day, by which rules, and up to which group.
CREATE TABLE alert_watch (
    one INTEGER PRIMARY KEY,
    generation INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    day INTEGER NOT NULL,
    rules TEXT NOT NULL,
    -- All groups are looked at again then.
    sweep_at INTEGER NOT NULL,
    -- A sweep that was broken off goes on after this group.
    sweep_name TEXT,
    sweep_group BLOB
) STRICT;
