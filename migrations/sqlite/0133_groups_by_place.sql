-- Owner: projector. Groups that facts fall in if nothing else says which: those of courses, and those
-- that an address begins with.

ALTER TABLE fact ADD COLUMN fallback_key INTEGER;
ALTER TABLE contribution ADD COLUMN fallback_key INTEGER;
-- The activities that stood for groups, and the groups' keys, as JSON; absent: none did.
ALTER TABLE vocabulary ADD COLUMN activities TEXT;
