-- Owner: frameworks. Competency frameworks: every version whole, and what is asked for of the
-- current one.

CREATE TABLE framework (
    -- The identifier of its CFDocument.
    id BLOB PRIMARY KEY,
    uri TEXT NOT NULL,
    title TEXT NOT NULL,
    current INTEGER NOT NULL,
    items INTEGER NOT NULL,
    -- The current CFDocument, as JSON text.
    document TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    -- Another one after every change.
    state BLOB NOT NULL
) STRICT;

CREATE TABLE framework_version (
    framework BLOB NOT NULL,
    version INTEGER NOT NULL,
    -- The CFPackage of CASE 1.1, with what CASE does not define under extensions.
    package TEXT NOT NULL,
    items INTEGER NOT NULL,
    source TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (framework, version)
) STRICT;

-- Everything that a CASE endpoint is asked for by identifier.
-- class: 1 item, 2 association, 3 concept, 4 subject, 5 licence, 6 item type, 7 grouping, 8 rubric.
CREATE TABLE framework_object (
    framework BLOB NOT NULL,
    class INTEGER NOT NULL,
    identifier BLOB NOT NULL,
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (identifier, class, framework)
) STRICT;
CREATE INDEX framework_object_class ON framework_object (framework, class, position);

-- Which associations begin or end at an item or document.
CREATE TABLE framework_node (
    framework BLOB NOT NULL,
    node BLOB NOT NULL,
    association BLOB NOT NULL,
    PRIMARY KEY (node, association, framework)
) STRICT, WITHOUT ROWID;
CREATE INDEX framework_node_framework ON framework_node (framework);

-- A competency is the activity whose IRI is the item's uri. scale: JSON, none for the default.
CREATE TABLE framework_item (
    competency INTEGER PRIMARY KEY,
    framework BLOB NOT NULL,
    identifier BLOB NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    code TEXT,
    scale TEXT
) STRICT;
CREATE INDEX framework_item_framework ON framework_item (framework, position);
CREATE INDEX framework_item_identifier ON framework_item (identifier);
CREATE INDEX framework_item_code ON framework_item (code) WHERE code IS NOT NULL;

-- weight: millionths, as the framework says.
CREATE TABLE framework_child (
    parent INTEGER NOT NULL,
    child INTEGER NOT NULL,
    framework BLOB NOT NULL,
    position INTEGER NOT NULL,
    weight INTEGER NOT NULL,
    PRIMARY KEY (parent, child)
) STRICT, WITHOUT ROWID;
CREATE INDEX framework_child_framework ON framework_child (framework);

-- Weights that somebody chose: they win, and outlive a new version.
CREATE TABLE framework_weight (
    parent INTEGER NOT NULL,
    child INTEGER NOT NULL,
    framework BLOB NOT NULL,
    weight INTEGER NOT NULL,
    PRIMARY KEY (parent, child)
) STRICT, WITHOUT ROWID;
CREATE INDEX framework_weight_framework ON framework_weight (framework);

-- The evidence of origin counts for target, by factor in millionths. chosen: by a table, which wins
-- and outlives a new version.
CREATE TABLE framework_mapping (
    origin INTEGER NOT NULL,
    target INTEGER NOT NULL,
    factor INTEGER NOT NULL,
    framework BLOB NOT NULL,
    chosen INTEGER NOT NULL,
    PRIMARY KEY (target, origin)
) STRICT, WITHOUT ROWID;
CREATE INDEX framework_mapping_origin ON framework_mapping (origin);
CREATE INDEX framework_mapping_framework ON framework_mapping (framework);

-- Every address that an item ever had.
CREATE TABLE framework_address (
    framework BLOB NOT NULL,
    identifier BLOB NOT NULL,
    competency INTEGER NOT NULL,
    PRIMARY KEY (framework, identifier, competency)
) STRICT, WITHOUT ROWID;
