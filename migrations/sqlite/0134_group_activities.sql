-- Owner: groups. Activities that stand for a group in statements that name none: what a learning platform
-- calls a course.

CREATE TABLE group_activity (
    -- Its IRI.
    activity TEXT PRIMARY KEY,
    course BLOB NOT NULL REFERENCES course (id),
    -- The group, by the identifier that facts name it by: so it follows where that belongs to.
    key INTEGER NOT NULL REFERENCES group_identifier (key)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_activity_course ON group_activity (course);
