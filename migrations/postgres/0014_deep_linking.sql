-- Owner: launch. Requests of platforms that somebody chooses content, until they are answered.
CREATE TABLE deep_linking_request (
    id UUID PRIMARY KEY,
    platform UUID NOT NULL REFERENCES platform (id),
    deployment_id TEXT NOT NULL,
    -- Who may answer: the one who launched.
    person UUID NOT NULL REFERENCES person (id),
    group_id UUID,
    -- What the platform takes, sealed: the address of the answer carries a secret of the person's
    -- session there.
    settings_sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX deep_linking_request_created ON deep_linking_request (created_at);
