-- Owner: documents. What apps keep with us: state, activity profiles and agent profiles.

CREATE TABLE document (
    -- 1 state, 2 activity profile, 3 agent profile.
    kind INTEGER NOT NULL,
    -- 0 where the kind has none.
    activity INTEGER NOT NULL,
    agent INTEGER NOT NULL,
    -- All zeros where there is none.
    registration BLOB NOT NULL,
    name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    content BLOB NOT NULL,
    -- SHA-1 of the content, which is its entity tag.
    sha1 BLOB NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (activity, agent, kind, registration, name)
) STRICT;
