-- Owner: people. Persons, and the identifiers that were linked to them with a reason.

CREATE TABLE person (
    id UUID PRIMARY KEY,
    name TEXT,
    -- When the name was said, microseconds since the epoch: the latest wins.
    name_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX person_name ON person ((coalesce(name, '') COLLATE "C"), id);

-- An xAPI agent belongs to one person at a time.
CREATE TABLE person_agent (
    agent BIGINT PRIMARY KEY REFERENCES agent (key),
    person UUID NOT NULL REFERENCES person (id),
    -- Why the link was made: first_seen, lti_launch, sign_in, administrator.
    reason TEXT NOT NULL,
    linked_at BIGINT NOT NULL
);
CREATE INDEX person_agent_person ON person_agent (person);

-- Subjects of OpenID providers and LTI platforms.
CREATE TABLE person_subject (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    person UUID NOT NULL REFERENCES person (id),
    reason TEXT NOT NULL,
    linked_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX person_subject_person ON person_subject (person);

-- Who looked at whose page, shown to the person looked at.
CREATE TABLE person_access (
    id UUID PRIMARY KEY,
    person UUID NOT NULL REFERENCES person (id),
    viewer UUID NOT NULL REFERENCES person (id),
    purpose TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX person_access_viewer ON person_access (viewer);
CREATE INDEX person_access_person ON person_access (person, at);
