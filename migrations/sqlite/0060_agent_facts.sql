-- Owner: projector. What progress is worked out from, of each agent, packed together: where many
-- people are looked at, finding their facts one by one takes longer than all the computing.

CREATE TABLE agent_facts (
    agent INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    -- JSON: rows of facts.
    facts TEXT NOT NULL,
    -- JSON: keys of the groups that the agent has acted in, each with the first day of it.
    acted_in TEXT NOT NULL,
    PRIMARY KEY (agent, generation)
) STRICT;

-- Agents whose facts may have changed since they were packed.
CREATE TABLE agent_changed (
    generation INTEGER NOT NULL,
    agent INTEGER NOT NULL,
    PRIMARY KEY (generation, agent)
) STRICT, WITHOUT ROWID;

-- Steps, by what approvals of them name.
CREATE INDEX fact_step ON fact (object, generation) WHERE act = 29;

INSERT INTO agent_changed (agent, generation)
SELECT p.agent, g.generation FROM person_agent p CROSS JOIN generation g WHERE g.current;
