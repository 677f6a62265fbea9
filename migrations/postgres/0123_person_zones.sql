-- Owner: people. In whose time zone moments are shown to a person; without a row in the organisation's.

CREATE TABLE person_zone (
    person UUID PRIMARY KEY REFERENCES person (id),
    -- Names of IANA: what the person chose, which goes before what the identity provider said last.
    chosen TEXT,
    told TEXT
);
