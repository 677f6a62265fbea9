-- Owner: xapi. Identifiers of people who were erased: nothing about them comes in again.

-- How often identifiers were barred or admitted: writers see by it that what they remember is old.
ALTER TABLE log_head ADD COLUMN barred INTEGER NOT NULL DEFAULT 0;

-- Digests with a key that is not in the database: a copy of it does not tell whose they are.
CREATE TABLE barred_identifier (
    digest BLOB PRIMARY KEY,
    barred_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Under what identifiers statements that are still to be rewritten name an agent. Empty, save while
-- somebody is being erased.
CREATE TABLE agent_former (
    kind INTEGER NOT NULL,
    value TEXT NOT NULL,
    home_page TEXT NOT NULL,
    agent INTEGER NOT NULL REFERENCES agent (key),
    PRIMARY KEY (value, home_page, kind)
) STRICT, WITHOUT ROWID;
