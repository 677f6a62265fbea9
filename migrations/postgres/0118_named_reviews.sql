-- Owner: coaching. When the person agreed that the coach of a review knows them by name; NULL: they have
-- not, or took it back.

ALTER TABLE review ADD COLUMN named_at BIGINT;
