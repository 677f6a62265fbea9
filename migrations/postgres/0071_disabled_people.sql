-- Owner: people. Persons who may not come in any more.

ALTER TABLE person ADD COLUMN disabled_at BIGINT;
