-- Owner: sso. Sessions, sign-ins under way, one-time links. Secrets stand here as digests only.

CREATE TABLE session (
    token_sha256 BYTEA PRIMARY KEY,
    person UUID NOT NULL REFERENCES person (id),
    -- Roles, separated by a blank.
    roles TEXT NOT NULL,
    -- How a platform shows it: who frames it, its language, the way back. JSON; absent: not at all.
    visit TEXT,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE INDEX session_created ON session (created_at);
CREATE INDEX session_seen ON session (seen_at);
CREATE INDEX session_person ON session (person);

CREATE TABLE sign_in_attempt (
    state_sha256 BYTEA PRIMARY KEY,
    browser_sha256 BYTEA NOT NULL,
    nonce TEXT NOT NULL,
    verifier TEXT NOT NULL,
    return_to TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX sign_in_attempt_created ON sign_in_attempt (created_at);

CREATE TABLE sign_in_link (
    token_sha256 BYTEA PRIMARY KEY,
    person UUID NOT NULL REFERENCES person (id),
    roles TEXT NOT NULL,
    visit TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sign_in_link_person ON sign_in_link (person);
