-- Owner: exports. Exports that are made in the background, and their files in parts.

CREATE TABLE export_job (
    id UUID PRIMARY KEY,
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
    attempts BIGINT NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    -- Why it failed.
    reason TEXT,
    file_name TEXT,
    -- Bytes of the file.
    length BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    expires_at BIGINT
);
CREATE INDEX export_job_owner ON export_job (owner, created_at);
CREATE INDEX export_job_open ON export_job (created_at) WHERE state IN ('queued', 'running');
CREATE INDEX export_job_kept ON export_job (expires_at, length) WHERE state = 'done';
CREATE INDEX export_job_created ON export_job (created_at);

CREATE TABLE export_part (
    job UUID NOT NULL,
    part BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    UNIQUE (job, part)
);
