-- Owner: platforms. Learning platforms, what was agreed with them, and how they are doing.

CREATE TABLE platform (
    id UUID PRIMARY KEY,
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
    own_keys BOOLEAN NOT NULL,
    enabled BOOLEAN NOT NULL,
    -- Which account of apps a person of the platform is: the home page, and the claim that is the
    -- account's name there (subject, username, sourced_id). Absent: none.
    account_home_page TEXT,
    account_claim TEXT,
    -- The platform checks e-mail addresses, so that one may link a person.
    trust_email BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    last_launch_at BIGINT,
    last_roster_at BIGINT,
    last_score_at BIGINT,
    -- A code of what failed last, and its words for the log; no token, no personal data.
    last_error TEXT,
    last_error_at BIGINT,
    UNIQUE (issuer, client_id)
);

-- Places of a platform where we were installed. Only an approved one may launch.
CREATE TABLE platform_deployment (
    platform UUID NOT NULL REFERENCES platform (id),
    deployment_id TEXT NOT NULL,
    -- pending, approved or disabled.
    status TEXT NOT NULL,
    -- The course from which the first launch came, for whoever approves.
    course TEXT,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (platform, deployment_id)
);

-- Registrations of LTI 1.1 that a platform comes from: their secrets, and the home page of the
-- accounts that statements of that time name.
CREATE TABLE platform_consumer (
    platform UUID NOT NULL REFERENCES platform (id),
    consumer_key TEXT NOT NULL,
    secret_sealed BYTEA NOT NULL,
    account_home_page TEXT NOT NULL,
    PRIMARY KEY (platform, consumer_key)
);

-- Links with which a platform may register us once.
CREATE TABLE platform_invite (
    token_sha256 BYTEA PRIMARY KEY,
    name TEXT NOT NULL,
    own_keys BOOLEAN NOT NULL,
    account_home_page TEXT,
    account_claim TEXT,
    trust_email BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX platform_invite_expires ON platform_invite (expires_at);

-- Launches that were refused: the rule, never a token or a person.
CREATE TABLE launch_refusal (
    id UUID PRIMARY KEY,
    platform UUID NOT NULL REFERENCES platform (id),
    at BIGINT NOT NULL,
    rule TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX launch_refusal_platform ON launch_refusal (platform, at);

-- The learning group that a course is, where an administrator linked one.
CREATE TABLE platform_context (
    platform UUID NOT NULL REFERENCES platform (id),
    deployment_id TEXT NOT NULL,
    context_id TEXT NOT NULL,
    group_id UUID NOT NULL REFERENCES learning_group (id),
    PRIMARY KEY (platform, deployment_id, context_id)
);
CREATE INDEX platform_context_group ON platform_context (group_id);

-- Our own key pairs: of all platforms, or of one. The private half is sealed with the key file.
CREATE TABLE tool_key (
    id TEXT PRIMARY KEY,
    platform UUID REFERENCES platform (id),
    public_jwk TEXT NOT NULL,
    private_sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX tool_key_platform ON tool_key (platform);
