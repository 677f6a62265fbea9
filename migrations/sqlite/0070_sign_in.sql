-- Owner: sso. Who let somebody in and when, logout tokens that were used, forms that wait.

-- The provider's name in the settings; absent: a one-time link or a launch.
ALTER TABLE session ADD COLUMN provider TEXT;
ALTER TABLE session ADD COLUMN issuer TEXT;
ALTER TABLE session ADD COLUMN subject TEXT;
-- The provider's own session, which a logout token may name.
ALTER TABLE session ADD COLUMN sid TEXT;
-- Sealed: with it the provider knows whom to sign out.
ALTER TABLE session ADD COLUMN id_token BLOB;
-- When the person last proved who they are; 0: not known.
ALTER TABLE session ADD COLUMN authenticated_at INTEGER NOT NULL DEFAULT 0;
-- Browser and system in words, for the person to know it again.
ALTER TABLE session ADD COLUMN browser TEXT NOT NULL DEFAULT '';
CREATE INDEX session_subject ON session (issuer, subject);
CREATE INDEX session_sid ON session (issuer, sid);

ALTER TABLE sign_in_attempt ADD COLUMN provider TEXT NOT NULL DEFAULT '';
-- enter; again: to prove anew who one is; test: to see what the provider says.
ALTER TABLE sign_in_attempt ADD COLUMN purpose TEXT NOT NULL DEFAULT 'enter';

-- Logout tokens work once, on whichever instance they arrive.
CREATE TABLE used_logout_token (
    issuer TEXT NOT NULL,
    token_sha256 BLOB NOT NULL,
    remember_until INTEGER NOT NULL,
    PRIMARY KEY (issuer, token_sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX used_logout_token_until ON used_logout_token (remember_until);

-- What somebody sent and has to sign in anew for; sealed.
CREATE TABLE held_form (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES person (id),
    path TEXT NOT NULL,
    fields BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX held_form_person ON held_form (person);
CREATE INDEX held_form_created ON held_form (created_at);
