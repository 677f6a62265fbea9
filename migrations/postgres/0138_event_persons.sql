-- Owner: events. Whom an event names, so that what is told of a person is found without reading all of it.

CREATE TABLE event_person (
    person UUID NOT NULL,
    event BIGINT NOT NULL REFERENCES event (seq) ON DELETE CASCADE,
    PRIMARY KEY (person, event)
);
CREATE INDEX event_person_event ON event_person (event);

-- People are the objects that have agents.
INSERT INTO event_person (person, event)
SELECT DISTINCT (named.it ->> 'id')::uuid, e.seq
FROM event e, jsonb_path_query(e.data::jsonb, 'strict $.** ? (exists (@.agents))') named (it);
