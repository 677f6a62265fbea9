-- Owner: projector. What organises a group is found by the group, and whom it appoints by the person.

DROP INDEX fact_group_plan;
CREATE INDEX fact_group_plan ON fact (group_key, generation)
    WHERE act IN (8, 19, 31, 39, 40, 41, 42, 43);
CREATE INDEX fact_appointed ON fact (recipient, generation) WHERE act = 39;
CREATE INDEX fact_group_comings ON fact (group_key, generation) WHERE act IN (15, 16, 17);
