-- Owner: courses. What failed last in a round, as a code that pages have words for; absent: nothing did.

ALTER TABLE course_round ADD COLUMN error_code TEXT;
