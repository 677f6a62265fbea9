-- Owner: projector. Another number with each change of an agent's facts: what is packed beside other
-- work is kept only if nothing has changed meanwhile.

ALTER TABLE agent_changed ADD COLUMN mark INTEGER NOT NULL DEFAULT 0;
