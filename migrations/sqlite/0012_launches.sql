-- Owner: launch. Logins under way, and what has been used.

-- Logins that the platform has still to answer. Taking one deletes it: it works once, on
-- whichever instance the answer arrives.
CREATE TABLE pending_login (
    state_sha256 BLOB PRIMARY KEY,
    platform BLOB NOT NULL REFERENCES platform (id),
    target_link_uri TEXT NOT NULL,
    nonce TEXT NOT NULL,
    browser_sha256 BLOB NOT NULL,
    -- The secret that the platform's or the browser's own storage keeps, where one was offered.
    storage_sha256 BLOB,
    storage_target TEXT,
    -- What began it, to begin it again in a window where the browser kept the proof out of a frame.
    initiation TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX pending_login_created ON pending_login (created_at);
CREATE INDEX pending_login_platform ON pending_login (platform);

-- Nonces of tokens that were taken, until the tokens are too old to be sent again.
CREATE TABLE used_nonce (
    platform BLOB NOT NULL REFERENCES platform (id),
    nonce_sha256 BLOB NOT NULL,
    remember_until INTEGER NOT NULL,
    PRIMARY KEY (platform, nonce_sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX used_nonce_until ON used_nonce (remember_until);
