-- Owner: attachments. Contents of attachments, each once, cut into parts.

CREATE TABLE attachment (
    -- Lowercase hexadecimal.
    sha2 TEXT PRIMARY KEY,
    content UUID NOT NULL,
    length BIGINT NOT NULL,
    stored_at BIGINT NOT NULL
);
CREATE INDEX attachment_stored ON attachment (stored_at);

CREATE TABLE attachment_part (
    content UUID NOT NULL,
    part BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    UNIQUE (content, part)
);

-- Contents whose parts are still coming.
CREATE TABLE attachment_upload (
    content UUID PRIMARY KEY,
    started_at BIGINT NOT NULL
);
CREATE INDEX attachment_upload_started ON attachment_upload (started_at);
