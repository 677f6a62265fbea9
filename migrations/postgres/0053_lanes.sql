-- Owner: outbox. What is sent goes to a lane: a platform, or another that has a fixed identifier.

ALTER TABLE outgoing DROP CONSTRAINT outgoing_platform_fkey;
ALTER TABLE outgoing RENAME COLUMN platform TO lane;
ALTER TABLE outgoing_lane DROP CONSTRAINT outgoing_lane_platform_fkey;
ALTER TABLE outgoing_lane RENAME COLUMN platform TO lane;
