-- Owner: people. Days on which a person is away.

CREATE TABLE absence (
    id UUID PRIMARY KEY,
    person UUID NOT NULL REFERENCES person (id),
    -- First and last day.
    first_day BIGINT NOT NULL,
    last_day BIGINT NOT NULL,
    noted_by UUID NOT NULL,
    noted_at BIGINT NOT NULL
);
CREATE INDEX absence_person ON absence (person, first_day);
