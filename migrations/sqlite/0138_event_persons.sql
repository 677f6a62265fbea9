-- Owner: events. Whom an event names, so that what is told of a person is found without reading all of it.

CREATE TABLE event_person (
    person BLOB NOT NULL,
    event INTEGER NOT NULL REFERENCES event (seq) ON DELETE CASCADE,
    PRIMARY KEY (person, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_person_event ON event_person (event);

-- People are the objects that have agents.
INSERT INTO event_person (person, event)
SELECT DISTINCT unhex(json_extract(e.data, j.path || '.id'), '-'), e.seq
FROM event e, json_tree(e.data) j
WHERE j.key = 'agents' AND j.type = 'array';
