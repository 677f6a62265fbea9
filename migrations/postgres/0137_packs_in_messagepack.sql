-- Owner: projector. Packs are kept in MessagePack, which is read several times as fast as JSON. All are made
-- anew: until then they are made on the spot.

DROP TABLE fact_pack;

CREATE TABLE fact_pack (
    -- 1: an agent's, 2: a group's.
    kind BIGINT NOT NULL,
    -- The key by which facts name the agent or group.
    key BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    -- Facts.
    facts BYTEA NOT NULL,
    -- Of an agent the keys of the groups acted in, each with the first day of it; of a group who was there
    -- or looked at something on which day, and how often.
    beside BYTEA NOT NULL,
    PRIMARY KEY (kind, key, generation)
);
-- Compressing would take longer than reading.
ALTER TABLE fact_pack ALTER COLUMN facts SET STORAGE EXTERNAL;
ALTER TABLE fact_pack ALTER COLUMN beside SET STORAGE EXTERNAL;

INSERT INTO fact_pack_changed (generation, kind, key, mark)
SELECT g.generation, 1, p.agent, 0 FROM generation g CROSS JOIN person_agent p WHERE true
ON CONFLICT DO NOTHING;
INSERT INTO fact_pack_changed (generation, kind, key, mark)
SELECT g.generation, 2, i.key, 0 FROM generation g CROSS JOIN group_identifier i WHERE true
ON CONFLICT DO NOTHING;
