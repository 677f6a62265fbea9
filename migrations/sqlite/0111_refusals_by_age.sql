-- Owner: refusals. Those of before a moment are found when their time is over.

CREATE INDEX refusal_at ON refusal (at);
