-- Owner: launch. Platforms that may launch us, logins under way, and the groups of their courses.

CREATE TABLE platform (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    issuer TEXT NOT NULL,
    client_id TEXT NOT NULL,
    authorization_endpoint TEXT NOT NULL,
    token_endpoint TEXT,
    jwks_uri TEXT NOT NULL,
    -- Which account of apps a person of the platform is: the home page, and the claim that is the
    -- account's name there (subject, username, sourced_id). Absent: none.
    account_home_page TEXT,
    account_claim TEXT,
    -- The platform checks e-mail addresses, so that one may link a person.
    trust_email INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_launch_at INTEGER,
    UNIQUE (issuer, client_id)
) STRICT;

CREATE TABLE platform_deployment (
    platform BLOB NOT NULL REFERENCES platform (id),
    deployment_id TEXT NOT NULL,
    PRIMARY KEY (platform, deployment_id)
) STRICT, WITHOUT ROWID;

-- Logins that the platform has still to answer. Taking one deletes it: it works once, on
-- whichever instance the answer arrives.
CREATE TABLE pending_login (
    state_sha256 BLOB PRIMARY KEY,
    platform BLOB NOT NULL REFERENCES platform (id),
    target_link_uri TEXT NOT NULL,
    nonce TEXT NOT NULL,
    browser_sha256 BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX pending_login_created ON pending_login (created_at);

-- The learning group that a course is, where an administrator linked one.
CREATE TABLE platform_context (
    platform BLOB NOT NULL REFERENCES platform (id),
    deployment_id TEXT NOT NULL,
    context_id TEXT NOT NULL,
    group_id BLOB NOT NULL REFERENCES learning_group (id),
    PRIMARY KEY (platform, deployment_id, context_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX platform_context_group ON platform_context (group_id);

-- Our own key pairs. The private half is sealed with the key file.
CREATE TABLE tool_key (
    id TEXT PRIMARY KEY,
    public_jwk TEXT NOT NULL,
    private_sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
