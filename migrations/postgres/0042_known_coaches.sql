-- Owner: people. Who is a coach by the word of the identity provider or of an administrator.

CREATE TABLE known_coach (
    person UUID NOT NULL REFERENCES person (id),
    -- sign_in or administrator.
    reason TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (person, reason)
);
