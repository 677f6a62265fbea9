-- Owner: projector. Whether some people aim at a level of something.

CREATE INDEX fact_aim_of ON fact (coalesce(recipient, actor), generation)
    WHERE act = 19 AND level IS NOT NULL;
