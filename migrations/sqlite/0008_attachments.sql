-- Owner: attachments. Contents of attachments, each once, cut into parts.

CREATE TABLE attachment (
    -- Lowercase hexadecimal.
    sha2 TEXT PRIMARY KEY,
    content BLOB NOT NULL,
    length INTEGER NOT NULL,
    stored_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attachment_stored ON attachment (stored_at);

CREATE TABLE attachment_part (
    content BLOB NOT NULL,
    part INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (content, part)
) STRICT;

-- Contents whose parts are still coming.
CREATE TABLE attachment_upload (
    content BLOB PRIMARY KEY,
    started_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attachment_upload_started ON attachment_upload (started_at);
