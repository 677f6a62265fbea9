-- Owner: people. Whom a mentor may see, as a platform said in the mentor's last launch there.

CREATE TABLE mentorship (
    mentor UUID NOT NULL REFERENCES person (id),
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (mentor, issuer, subject)
);
CREATE INDEX mentorship_subject ON mentorship (issuer, subject);
