-- Owner: leases. Which instance does what only one may do at a time, until when.

CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    worker BLOB NOT NULL,
    leased_until INTEGER NOT NULL
) STRICT;
