-- Owner: outbox. What is sent goes to platforms and to webhooks; each is a lane. The column platform
-- names the lane, whatever it is, so that an older gateway beside a newer one goes on.

ALTER TABLE outgoing DROP CONSTRAINT outgoing_platform_fkey;
-- Work of the same line goes in the order of its place; work without one in any.
ALTER TABLE outgoing ADD COLUMN line TEXT;
ALTER TABLE outgoing ADD COLUMN place BIGINT NOT NULL DEFAULT 0;
CREATE INDEX outgoing_line ON outgoing (platform, line, place) WHERE given_up_at IS NULL;
CREATE INDEX outgoing_place ON outgoing (platform, place);
ALTER TABLE outgoing_lane DROP CONSTRAINT outgoing_lane_platform_fkey;
-- Since when it has failed each time; empty after a success.
ALTER TABLE outgoing_lane ADD COLUMN failing_since BIGINT;
