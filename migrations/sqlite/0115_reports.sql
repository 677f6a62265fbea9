-- Owner: reports. Figures of months and quarters as they were told. They name nobody.

CREATE TABLE report (
    -- 2026-07 or 2026-Q3.
    period TEXT PRIMARY KEY,
    -- Days since the epoch.
    first_day INTEGER NOT NULL,
    last_day INTEGER NOT NULL,
    -- JSON.
    body TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX report_days ON report (first_day, last_day);
