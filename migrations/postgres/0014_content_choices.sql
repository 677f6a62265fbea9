-- Owner: launch. Content that somebody is choosing for a platform: who may answer, once.

CREATE TABLE content_choice (
    id UUID PRIMARY KEY,
    platform UUID NOT NULL REFERENCES platform (id),
    deployment_id TEXT NOT NULL,
    person UUID NOT NULL REFERENCES person (id),
    -- What the platform takes and where the answer goes, sealed: the address is a secret of the
    -- person's session there.
    settings_sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX content_choice_created ON content_choice (created_at);
CREATE INDEX content_choice_platform ON content_choice (platform);
CREATE INDEX content_choice_person ON content_choice (person);
