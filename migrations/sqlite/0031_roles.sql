-- Owner: coaching. Role profiles, and who has or wishes for which.

-- step: of a career in the role; empty where there is but one.
CREATE TABLE role_profile (
    id BLOB PRIMARY KEY,
    title TEXT NOT NULL,
    step TEXT NOT NULL,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    UNIQUE (title, step)
) STRICT;

-- requirements: pairs of a competency's uri and a level, as JSON text.
CREATE TABLE role_version (
    role BLOB NOT NULL,
    version INTEGER NOT NULL,
    requirements TEXT NOT NULL,
    source TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (role, version)
) STRICT;

-- Of the current version.
CREATE TABLE role_requirement (
    role BLOB NOT NULL,
    competency INTEGER NOT NULL,
    level INTEGER NOT NULL,
    PRIMARY KEY (role, competency)
) STRICT, WITHOUT ROWID;

-- hold: 0 the present role, 1 the one wished for.
CREATE TABLE person_role (
    person BLOB NOT NULL REFERENCES person (id),
    hold INTEGER NOT NULL,
    role BLOB NOT NULL REFERENCES role_profile (id),
    since INTEGER NOT NULL,
    PRIMARY KEY (person, hold)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_role_role ON person_role (role);
