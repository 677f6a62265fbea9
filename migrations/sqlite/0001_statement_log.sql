-- Owner: xapi. The statement log (append only, the truth of everything else) and its indexes.

-- One row. Taking a sequence number updates it, so transactions that append wait for each other:
-- the order of sequence numbers is the order of commit, without gaps.
CREATE TABLE log_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,
    stored INTEGER NOT NULL
) STRICT;
INSERT INTO log_head (id, seq, stored) VALUES (1, 0, 0);

-- Inverse functional identifiers of agents and identified groups.
CREATE TABLE agent (
    key INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    value TEXT NOT NULL,
    home_page TEXT NOT NULL,
    UNIQUE (value, home_page, kind)
) STRICT;

-- With the display that statements have given it, as JSON text.
CREATE TABLE verb (key INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, display TEXT) STRICT;

-- With the definition that statements have given it, as JSON text.
CREATE TABLE activity (key INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, definition TEXT) STRICT;

-- The authority members of statements, each text once.
CREATE TABLE authority (key INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE statement (
    seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    -- The identifier came with the statement (1) or was given by us (0).
    id_received INTEGER NOT NULL,
    stored INTEGER NOT NULL UNIQUE,
    timestamp INTEGER NOT NULL,
    -- Whether the text itself brings these members.
    has_timestamp INTEGER NOT NULL,
    has_version INTEGER NOT NULL,
    -- xAPI version of the statement: 103 or 200.
    version INTEGER NOT NULL,
    authority INTEGER NOT NULL REFERENCES authority (key),
    -- The statement this one's object refers to, if its object is a StatementRef.
    target BLOB,
    -- This statement voids its target.
    voids INTEGER NOT NULL,
    -- The statement as received, less the members that we set and keep in columns.
    text TEXT NOT NULL
) STRICT;
CREATE INDEX statement_target ON statement (target) WHERE target IS NOT NULL;

-- Statements that are voided. Few are, so that a filter looks every candidate up in a page or two.
CREATE TABLE voided_statement (seq INTEGER PRIMARY KEY REFERENCES statement (seq)) STRICT;

-- Filters walk these in the order of the answer. `via` is the statement that itself holds the
-- value: the statement (seq) or one that it refers to, at any depth. A filter of several
-- conditions joins on both, since one statement has to meet them all.
-- relation: 0 the actor or object, 1 any other place. verb: the holder's, since it is often asked
-- for beside an agent or activity.
CREATE TABLE statement_agent (
    agent INTEGER NOT NULL,
    relation INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    via INTEGER NOT NULL,
    verb INTEGER NOT NULL,
    PRIMARY KEY (agent, relation, seq, via)
) STRICT, WITHOUT ROWID;
CREATE TABLE statement_activity (
    activity INTEGER NOT NULL,
    relation INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    via INTEGER NOT NULL,
    verb INTEGER NOT NULL,
    PRIMARY KEY (activity, relation, seq, via)
) STRICT, WITHOUT ROWID;
CREATE TABLE statement_verb (
    verb INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    via INTEGER NOT NULL,
    PRIMARY KEY (verb, seq, via)
) STRICT, WITHOUT ROWID;
CREATE TABLE statement_registration (
    registration BLOB NOT NULL,
    seq INTEGER NOT NULL,
    via INTEGER NOT NULL,
    PRIMARY KEY (registration, seq, via)
) STRICT, WITHOUT ROWID;

-- Which statements need the content of an attachment.
CREATE TABLE statement_attachment (
    sha2 TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (sha2, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE credential (
    id BLOB PRIMARY KEY,
    label TEXT NOT NULL,
    -- The public part of the pair, sent as the Basic user name.
    key TEXT NOT NULL UNIQUE,
    secret_sha256 BLOB NOT NULL,
    -- Scopes, separated by a blank.
    scopes TEXT NOT NULL,
    -- The authority agent of statements stored with it, as JSON.
    authority TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER,
    last_used_at INTEGER,
    -- Most requests in a minute.
    requests_per_minute INTEGER,
    -- Home pages of the accounts that it may write about, separated by blanks; empty: of all.
    home_pages TEXT NOT NULL,
    -- Whether statements are checked against profiles: 0 off, 1 report, 2 refuse.
    profile_check INTEGER NOT NULL
) STRICT;
