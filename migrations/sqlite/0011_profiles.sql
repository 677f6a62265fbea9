-- Owner: profiles. xAPI Profiles that statements are checked against.

CREATE TABLE xapi_profile (
    iri TEXT PRIMARY KEY,
    version TEXT NOT NULL,
    -- The JSON-LD document as it was added.
    document TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
