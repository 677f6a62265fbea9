-- Owner: rulebook. What an organisation decided in place of what is shipped.

CREATE TABLE ruling (
    -- 1 vocabulary, 2 rule set.
    kind INTEGER NOT NULL,
    number INTEGER NOT NULL,
    -- None goes back to what is shipped.
    document TEXT,
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at INTEGER NOT NULL,
    PRIMARY KEY (kind, number)
) STRICT, WITHOUT ROWID;
