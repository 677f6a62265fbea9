-- Owner: refusals. Requests to the record store that were refused, for whoever develops the app.

CREATE TABLE refusal (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at BIGINT NOT NULL,
    -- A key, or a token's issuer and client.
    caller TEXT NOT NULL,
    request TEXT NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    status BIGINT NOT NULL,
    problem TEXT NOT NULL,
    detail TEXT NOT NULL,
    -- A JSON list.
    faults TEXT NOT NULL
);
CREATE INDEX refusal_caller ON refusal (caller, id);
