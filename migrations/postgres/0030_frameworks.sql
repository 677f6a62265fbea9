-- Owner: frameworks. Competency frameworks: every version whole, and what is asked for of the
-- current one.

CREATE TABLE framework (
    -- The identifier of its CFDocument.
    id UUID PRIMARY KEY,
    uri TEXT NOT NULL,
    title TEXT NOT NULL,
    current BIGINT NOT NULL,
    items BIGINT NOT NULL,
    -- The current CFDocument, as JSON text.
    document TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    -- Another one after every change.
    state UUID NOT NULL
);

CREATE TABLE framework_version (
    framework UUID NOT NULL,
    version BIGINT NOT NULL,
    -- The CFPackage of CASE 1.1, with what CASE does not define under extensions.
    package TEXT NOT NULL,
    items BIGINT NOT NULL,
    source TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (framework, version)
);

-- Everything that a CASE endpoint is asked for by identifier.
-- class: 1 item, 2 association, 3 concept, 4 subject, 5 licence, 6 item type, 7 grouping, 8 rubric.
CREATE TABLE framework_object (
    framework UUID NOT NULL,
    class BIGINT NOT NULL,
    identifier UUID NOT NULL,
    position BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (identifier, class, framework)
);
CREATE INDEX framework_object_class ON framework_object (framework, class, position);

-- Which associations begin or end at an item or document.
CREATE TABLE framework_node (
    framework UUID NOT NULL,
    node UUID NOT NULL,
    association UUID NOT NULL,
    PRIMARY KEY (node, association, framework)
);
CREATE INDEX framework_node_framework ON framework_node (framework);

-- A competency is the activity whose IRI is the item's uri. scale: JSON, none for the default.
CREATE TABLE framework_item (
    competency BIGINT PRIMARY KEY,
    framework UUID NOT NULL,
    identifier UUID NOT NULL,
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    code TEXT,
    scale TEXT
);
CREATE INDEX framework_item_framework ON framework_item (framework, position);
CREATE INDEX framework_item_identifier ON framework_item (identifier);
CREATE INDEX framework_item_code ON framework_item (code) WHERE code IS NOT NULL;

-- weight: millionths, as the framework says.
CREATE TABLE framework_child (
    parent BIGINT NOT NULL,
    child BIGINT NOT NULL,
    framework UUID NOT NULL,
    position BIGINT NOT NULL,
    weight BIGINT NOT NULL,
    PRIMARY KEY (parent, child)
);
CREATE INDEX framework_child_framework ON framework_child (framework);

-- Weights that somebody chose: they win, and outlive a new version.
CREATE TABLE framework_weight (
    parent BIGINT NOT NULL,
    child BIGINT NOT NULL,
    framework UUID NOT NULL,
    weight BIGINT NOT NULL,
    PRIMARY KEY (parent, child)
);
CREATE INDEX framework_weight_framework ON framework_weight (framework);

-- The evidence of origin counts for target, by factor in millionths. chosen: by a table, which wins
-- and outlives a new version.
CREATE TABLE framework_mapping (
    origin BIGINT NOT NULL,
    target BIGINT NOT NULL,
    factor BIGINT NOT NULL,
    framework UUID NOT NULL,
    chosen BOOLEAN NOT NULL,
    PRIMARY KEY (target, origin)
);
CREATE INDEX framework_mapping_origin ON framework_mapping (origin);
CREATE INDEX framework_mapping_framework ON framework_mapping (framework);

-- Every address that an item ever had.
CREATE TABLE framework_address (
    framework UUID NOT NULL,
    identifier UUID NOT NULL,
    competency BIGINT NOT NULL,
    PRIMARY KEY (framework, identifier, competency)
);
