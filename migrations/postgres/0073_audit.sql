-- Owner: audit. Acts of administration, each with the digest of the one before.

CREATE TABLE audit_entry (
    sequence BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    -- Who acted: a person, a key or the command line; and their name at that time.
    actor TEXT NOT NULL,
    actor_name TEXT,
    act TEXT NOT NULL,
    -- What was acted on.
    subject TEXT NOT NULL,
    before TEXT,
    after TEXT,
    -- Of this entry and the digest of the one before, made with a key that is not in the database.
    digest BYTEA NOT NULL
);
CREATE INDEX audit_entry_act ON audit_entry (act, sequence);

-- One row, locked while an entry is added: the chain does not fork.
CREATE TABLE audit_head (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    sequence BIGINT NOT NULL,
    digest BYTEA NOT NULL
);
INSERT INTO audit_head (one, sequence, digest) VALUES (1, 0, '');
