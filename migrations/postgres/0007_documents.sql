-- Owner: documents. What apps keep with us: state, activity profiles and agent profiles.

CREATE TABLE document (
    -- 1 state, 2 activity profile, 3 agent profile.
    kind BIGINT NOT NULL,
    -- 0 where the kind has none.
    activity BIGINT NOT NULL,
    agent BIGINT NOT NULL,
    -- All zeros where there is none.
    registration UUID NOT NULL,
    name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    content BYTEA NOT NULL,
    -- SHA-1 of the content, which is its entity tag.
    sha1 BYTEA NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (activity, agent, kind, registration, name)
);
