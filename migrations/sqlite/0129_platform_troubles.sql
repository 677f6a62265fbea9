-- Owner: platforms. What failed last of each kind of traffic, as a code; absent: the last one went well.

ALTER TABLE platform ADD COLUMN launch_error TEXT;
ALTER TABLE platform ADD COLUMN roster_error TEXT;
ALTER TABLE platform ADD COLUMN result_error TEXT;
ALTER TABLE platform ADD COLUMN score_error TEXT;
