-- Owner: xapi. The statement log (append only, the truth of everything else) and its indexes.

-- One row. Taking a sequence number updates it, so transactions that append wait for each other:
-- the order of sequence numbers is the order of commit, without gaps.
CREATE TABLE log_head (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL,
    stored BIGINT NOT NULL
) WITH (fillfactor = 10);
INSERT INTO log_head (id, seq, stored) VALUES (1, 0, 0);

-- Inverse functional identifiers of agents and identified groups.
CREATE TABLE agent (
    key BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind BIGINT NOT NULL,
    value TEXT NOT NULL,
    home_page TEXT NOT NULL,
    UNIQUE (value, home_page, kind)
);

-- With the display that statements have given it, as JSON text.
CREATE TABLE verb (
    key BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    iri TEXT NOT NULL UNIQUE,
    display TEXT
);

-- With the definition that statements have given it, as JSON text.
CREATE TABLE activity (
    key BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    iri TEXT NOT NULL UNIQUE,
    definition TEXT
);

-- The authority members of statements, each text once.
CREATE TABLE authority (
    key BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
);

CREATE TABLE statement (
    seq BIGINT PRIMARY KEY,
    id UUID NOT NULL UNIQUE,
    -- The identifier came with the statement (true) or was given by us (false).
    id_received BOOLEAN NOT NULL,
    stored BIGINT NOT NULL UNIQUE,
    timestamp BIGINT NOT NULL,
    -- Whether the text itself brings these members.
    has_timestamp BOOLEAN NOT NULL,
    has_version BOOLEAN NOT NULL,
    -- xAPI version of the statement: 103 or 200.
    version BIGINT NOT NULL,
    authority BIGINT NOT NULL REFERENCES authority (key),
    -- The statement this one's object refers to, if its object is a StatementRef.
    target UUID,
    -- This statement voids its target.
    voids BOOLEAN NOT NULL,
    -- The statement as received, less the members that we set and keep in columns.
    text TEXT NOT NULL
);
CREATE INDEX statement_target ON statement (target) WHERE target IS NOT NULL;

-- Statements that are voided. Few are, so that a filter looks every candidate up in a page or two.
CREATE TABLE voided_statement (seq BIGINT PRIMARY KEY REFERENCES statement (seq));

-- Filters walk these in the order of the answer. `via` is the statement that itself holds the
-- value: the statement (seq) or one that it refers to, at any depth. A filter of several
-- conditions joins on both, since one statement has to meet them all.
-- relation: 0 the actor or object, 1 any other place. verb: the holder's, since it is often asked
-- for beside an agent or activity.
CREATE TABLE statement_agent (
    agent BIGINT NOT NULL,
    relation BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    via BIGINT NOT NULL,
    verb BIGINT NOT NULL,
    PRIMARY KEY (agent, relation, seq, via) INCLUDE (verb)
);
CREATE TABLE statement_activity (
    activity BIGINT NOT NULL,
    relation BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    via BIGINT NOT NULL,
    verb BIGINT NOT NULL,
    PRIMARY KEY (activity, relation, seq, via) INCLUDE (verb)
);
CREATE TABLE statement_verb (
    verb BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    via BIGINT NOT NULL,
    PRIMARY KEY (verb, seq, via)
);
CREATE TABLE statement_registration (
    registration UUID NOT NULL,
    seq BIGINT NOT NULL,
    via BIGINT NOT NULL,
    PRIMARY KEY (registration, seq, via)
);

-- Which statements need the content of an attachment.
CREATE TABLE statement_attachment (
    sha2 TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (sha2, seq)
);

CREATE TABLE credential (
    id UUID PRIMARY KEY,
    label TEXT NOT NULL,
    -- The public part of the pair, sent as the Basic user name.
    key TEXT NOT NULL UNIQUE,
    secret_sha256 BYTEA NOT NULL,
    -- Scopes, separated by a blank.
    scopes TEXT NOT NULL,
    -- The authority agent of statements stored with it, as JSON.
    authority TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT,
    last_used_at BIGINT,
    -- Most requests in a minute.
    requests_per_minute BIGINT,
    -- Home pages of the accounts that it may write about, separated by blanks; empty: of all.
    home_pages TEXT NOT NULL,
    -- Whether statements are checked against profiles: 0 off, 1 report, 2 refuse.
    profile_check BIGINT NOT NULL
);
