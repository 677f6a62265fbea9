-- Tells whether a group was made due again while it was looked at.
ALTER TABLE alert_due ADD COLUMN mark BIGINT NOT NULL DEFAULT 0;
