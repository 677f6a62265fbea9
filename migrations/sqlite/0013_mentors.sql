-- Owner: people. Whom a mentor may see, as a platform said in the mentor's last launch there.

CREATE TABLE mentorship (
    mentor BLOB NOT NULL REFERENCES person (id),
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (mentor, issuer, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX mentorship_subject ON mentorship (issuer, subject);
