-- Owner: audit. Where the log begins once entries whose time was over have gone: the number and digest of
-- the last of those, on which the first that is left follows. An entry says the same.

ALTER TABLE audit_head ADD COLUMN gone INTEGER NOT NULL DEFAULT 0;
ALTER TABLE audit_head ADD COLUMN gone_digest BLOB NOT NULL DEFAULT x'';
CREATE INDEX audit_entry_at ON audit_entry (at);
