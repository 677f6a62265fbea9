-- Owner: projector. A generation that is not used any more goes bit by bit, so that nobody waits.

ALTER TABLE generation ADD COLUMN retired INTEGER NOT NULL DEFAULT 0;
