-- Owner: refusals. Requests to the record store that were refused, for whoever develops the app.

CREATE TABLE refusal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    -- A key, or a token's issuer and client.
    caller TEXT NOT NULL,
    request TEXT NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    status INTEGER NOT NULL,
    problem TEXT NOT NULL,
    detail TEXT NOT NULL,
    -- A JSON list.
    faults TEXT NOT NULL
) STRICT;
CREATE INDEX refusal_caller ON refusal (caller, id);
