-- Owner: coaching. What was decided and is still to be said as a statement.

CREATE TABLE unsaid (
    -- 1: an agreed plan, 2: a scheduled review, 3: a closed one, 4: a cancelled one.
    kind BIGINT NOT NULL,
    -- The plan or the review.
    id UUID NOT NULL,
    next_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    PRIMARY KEY (kind, id)
);
CREATE INDEX unsaid_due ON unsaid (next_at);
