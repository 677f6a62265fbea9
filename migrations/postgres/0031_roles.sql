-- Owner: coaching. Role profiles, and who has or wishes for which.

-- step: of a career in the role; empty where there is but one.
CREATE TABLE role_profile (
    id UUID PRIMARY KEY,
    title TEXT NOT NULL,
    step TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (title, step)
);

-- requirements: pairs of a competency's uri and a level, as JSON text.
CREATE TABLE role_version (
    role UUID NOT NULL,
    version BIGINT NOT NULL,
    requirements TEXT NOT NULL,
    source TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (role, version)
);

-- Of the current version.
CREATE TABLE role_requirement (
    role UUID NOT NULL,
    competency BIGINT NOT NULL,
    level BIGINT NOT NULL,
    PRIMARY KEY (role, competency)
);

-- hold: 0 the present role, 1 the one wished for.
CREATE TABLE person_role (
    person UUID NOT NULL REFERENCES person (id),
    hold BIGINT NOT NULL,
    role UUID NOT NULL REFERENCES role_profile (id),
    since BIGINT NOT NULL,
    PRIMARY KEY (person, hold)
);
CREATE INDEX person_role_role ON person_role (role);
