-- Owner: rulebook. What an organisation decided in place of what is shipped.

CREATE TABLE ruling (
    -- 1 vocabulary, 2 rule set.
    kind BIGINT NOT NULL,
    number BIGINT NOT NULL,
    -- None goes back to what is shipped.
    document TEXT,
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (kind, number)
);
