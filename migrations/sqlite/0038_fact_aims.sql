-- Owner: projector. Who aims at a level of something, which few facts say.

CREATE INDEX fact_aim ON fact (generation, seq) WHERE act = 19 AND level IS NOT NULL;
