-- Owner: leases. Which instance does what only one may do at a time, until when.

CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    worker UUID NOT NULL,
    leased_until BIGINT NOT NULL
);
