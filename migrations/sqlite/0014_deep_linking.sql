-- Owner: launch. Requests of platforms that somebody chooses content, until they are answered.
CREATE TABLE deep_linking_request (
    id BLOB PRIMARY KEY,
    platform BLOB NOT NULL REFERENCES platform (id),
    deployment_id TEXT NOT NULL,
    -- Who may answer: the one who launched.
    person BLOB NOT NULL REFERENCES person (id),
    group_id BLOB,
    -- What the platform takes, sealed: the address of the answer carries a secret of the person's
    -- session there.
    settings_sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX deep_linking_request_created ON deep_linking_request (created_at);
