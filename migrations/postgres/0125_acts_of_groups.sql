-- Holds the act, too, so that who has been in a group is known without reading what they did.
DROP INDEX fact_group;
CREATE INDEX fact_group ON fact (group_key, day, generation, engagement, actor, resent,
    withdrawn_day, group_since, act) WHERE group_key IS NOT NULL;
