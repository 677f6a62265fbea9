-- Owner: people. What people are called where their names may not be told. Made by chance, and kept: it is
-- the same for whoever reads, whatever keys are changed, and leads back to nobody without this table.

CREATE TABLE pseudonym (
    person BLOB PRIMARY KEY REFERENCES person (id),
    code TEXT NOT NULL UNIQUE
) STRICT;
