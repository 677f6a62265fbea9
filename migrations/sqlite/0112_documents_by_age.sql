-- Owner: documents. Those about people that nobody has changed for long are found when their time is over.

CREATE INDEX document_updated ON document (updated_at) WHERE agent <> 0;
