-- Owner: people. In which language pages are shown to a person, by its tag; without one in that of the
-- platform that they came from, or of their browser.

ALTER TABLE person_zone ADD COLUMN language TEXT;
