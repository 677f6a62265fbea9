-- Owner: agreement. Switches agreed with a works council that are on.

CREATE TABLE agreement_switch (
    switch INTEGER PRIMARY KEY
) STRICT;
