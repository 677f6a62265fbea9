-- Owner: coaching. What was decided and is still to be said as a statement.

CREATE TABLE unsaid (
    -- 1: an agreed plan, 2: a scheduled review, 3: a closed one, 4: a cancelled one.
    kind INTEGER NOT NULL,
    -- The plan or the review.
    id BLOB NOT NULL,
    next_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX unsaid_due ON unsaid (next_at);
