-- Owner: documents. Those about one person are found in their order.

CREATE INDEX document_agent ON document (agent, activity, kind, registration, name)
    WHERE agent <> 0;
