-- Owner: platforms. Learning platforms, what was agreed with them, and how they are doing.

CREATE TABLE platform (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    issuer TEXT NOT NULL,
    client_id TEXT NOT NULL,
    authorization_endpoint TEXT NOT NULL,
    token_endpoint TEXT,
    -- The audience of our assertions, where it is not the token endpoint.
    audience TEXT,
    jwks_uri TEXT NOT NULL,
    -- The product, such as moodle, and its version, where the platform says.
    product_family TEXT,
    product_version TEXT,
    -- Scopes that it grants, separated by blanks.
    scopes TEXT NOT NULL,
    -- Where the registration itself can be read and replaced.
    registration_client_uri TEXT,
    -- Whether it has key pairs of ours that no other platform has.
    own_keys INTEGER NOT NULL,
    enabled INTEGER NOT NULL,
    -- Which account of apps a person of the platform is: the home page, and the claim that is the
    -- account's name there (subject, username, sourced_id). Absent: none.
    account_home_page TEXT,
    account_claim TEXT,
    -- The platform checks e-mail addresses, so that one may link a person.
    trust_email INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_launch_at INTEGER,
    last_roster_at INTEGER,
    last_score_at INTEGER,
    -- A code of what failed last, and its words for the log; no token, no personal data.
    last_error TEXT,
    last_error_at INTEGER,
    UNIQUE (issuer, client_id)
) STRICT;

-- Places of a platform where we were installed. Only an approved one may launch.
CREATE TABLE platform_deployment (
    platform BLOB NOT NULL REFERENCES platform (id),
    deployment_id TEXT NOT NULL,
    -- pending, approved or disabled.
    status TEXT NOT NULL,
    -- The course from which the first launch came, for whoever approves.
    course TEXT,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (platform, deployment_id)
) STRICT, WITHOUT ROWID;

-- Registrations of LTI 1.1 that a platform comes from: their secrets, and the home page of the
-- accounts that statements of that time name.
CREATE TABLE platform_consumer (
    platform BLOB NOT NULL REFERENCES platform (id),
    consumer_key TEXT NOT NULL,
    secret_sealed BLOB NOT NULL,
    account_home_page TEXT NOT NULL,
    PRIMARY KEY (platform, consumer_key)
) STRICT, WITHOUT ROWID;

-- Links with which a platform may register us once.
CREATE TABLE platform_invite (
    token_sha256 BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    own_keys INTEGER NOT NULL,
    account_home_page TEXT,
    account_claim TEXT,
    trust_email INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX platform_invite_expires ON platform_invite (expires_at);

-- Launches that were refused: the rule, never a token or a person.
CREATE TABLE launch_refusal (
    id BLOB PRIMARY KEY,
    platform BLOB NOT NULL REFERENCES platform (id),
    at INTEGER NOT NULL,
    rule TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX launch_refusal_platform ON launch_refusal (platform, at);

-- The learning group that a course is, where an administrator linked one.
CREATE TABLE platform_context (
    platform BLOB NOT NULL REFERENCES platform (id),
    deployment_id TEXT NOT NULL,
    context_id TEXT NOT NULL,
    group_id BLOB NOT NULL REFERENCES learning_group (id),
    PRIMARY KEY (platform, deployment_id, context_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX platform_context_group ON platform_context (group_id);

-- Our own key pairs: of all platforms, or of one. The private half is sealed with the key file.
CREATE TABLE tool_key (
    id TEXT PRIMARY KEY,
    platform BLOB REFERENCES platform (id),
    public_jwk TEXT NOT NULL,
    private_sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX tool_key_platform ON tool_key (platform);
