-- Owner: retention. For how long kinds of data are kept, where an administrator has decided it; the audit log
-- says who. Without a row a kind is kept for ever.

CREATE TABLE retention (
    kind INTEGER PRIMARY KEY,
    -- Months; days of people who have left.
    period INTEGER NOT NULL,
    decided_at INTEGER NOT NULL,
    -- Of what is walked through along the log: how far that is, and how far it is to be now.
    position INTEGER NOT NULL,
    target INTEGER NOT NULL,
    -- How much has gone so far.
    gone INTEGER NOT NULL,
    -- When everything that was past its time had gone; absent while there is something left.
    done_at INTEGER
) STRICT;
