-- Owner: retention. What was passed over while data of somebody were restricted is looked for again once
-- that is over.

-- The last end of a restriction after which everything was looked through again.
ALTER TABLE retention ADD COLUMN again_at INTEGER;
