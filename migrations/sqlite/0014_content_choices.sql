-- Owner: launch. Content that somebody is choosing for a platform: who may answer, once.

CREATE TABLE content_choice (
    id BLOB PRIMARY KEY,
    platform BLOB NOT NULL REFERENCES platform (id),
    deployment_id TEXT NOT NULL,
    person BLOB NOT NULL REFERENCES person (id),
    -- What the platform takes and where the answer goes, sealed: the address is a secret of the
    -- person's session there.
    settings_sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX content_choice_created ON content_choice (created_at);
CREATE INDEX content_choice_platform ON content_choice (platform);
CREATE INDEX content_choice_person ON content_choice (person);
