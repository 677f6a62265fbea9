-- Owner: projector. Facts packed together, those of agents as before, and those of groups: where many
-- are looked at, finding facts one by one takes longer than all the computing. All are made anew.

DROP TABLE agent_facts;
DROP TABLE agent_changed;

CREATE TABLE fact_pack (
    -- 1: an agent's, 2: a group's.
    kind BIGINT NOT NULL,
    -- The key by which facts name the agent or group.
    key BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    -- JSON: rows of facts.
    facts TEXT NOT NULL,
    -- JSON: of an agent the keys of the groups acted in, each with the first day of it; of a group who
    -- was there or looked at something on which day, and how often.
    beside TEXT NOT NULL,
    PRIMARY KEY (kind, key, generation)
);
-- Compressing would take longer than reading.
ALTER TABLE fact_pack ALTER COLUMN facts SET STORAGE EXTERNAL;
ALTER TABLE fact_pack ALTER COLUMN beside SET STORAGE EXTERNAL;

-- Whose facts may have changed since they were packed. The mark is another number with each change:
-- what is packed beside other work is kept only if nothing has changed meanwhile.
CREATE TABLE fact_pack_changed (
    generation BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    key BIGINT NOT NULL,
    mark BIGINT NOT NULL,
    PRIMARY KEY (generation, kind, key)
);

INSERT INTO fact_pack_changed (generation, kind, key, mark)
SELECT g.generation, 1, p.agent, 0 FROM generation g CROSS JOIN person_agent p WHERE g.current;
INSERT INTO fact_pack_changed (generation, kind, key, mark)
SELECT g.generation, 2, i.key, 0 FROM generation g CROSS JOIN group_identifier i WHERE g.current;
