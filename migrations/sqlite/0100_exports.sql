-- Owner: exports. Exports that are made in the background, and their files in parts.

CREATE TABLE export_job (
    id BLOB PRIMARY KEY,
    -- Whose it is: a person or a system.
    owner TEXT NOT NULL,
    -- JSON: whoever asked, with what they may do.
    asker TEXT NOT NULL,
    -- JSON: what is wanted.
    choice TEXT NOT NULL,
    language TEXT NOT NULL,
    -- queued, running, done, failed, cancelled, expired.
    state TEXT NOT NULL,
    -- How often it was begun.
    attempts INTEGER NOT NULL,
    done INTEGER NOT NULL,
    total INTEGER NOT NULL,
    -- Why it failed.
    reason TEXT,
    file_name TEXT,
    -- Bytes of the file.
    length INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    expires_at INTEGER
) STRICT;
CREATE INDEX export_job_owner ON export_job (owner, created_at);
CREATE INDEX export_job_open ON export_job (created_at) WHERE state IN ('queued', 'running');
CREATE INDEX export_job_kept ON export_job (expires_at, length) WHERE state = 'done';
CREATE INDEX export_job_created ON export_job (created_at);

CREATE TABLE export_part (
    job BLOB NOT NULL,
    part INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (job, part)
) STRICT;
