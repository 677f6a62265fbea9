//! What of a person stands in the groups' tables.

use crate::people::held;

held! {
    removed {
        coached_groups: "group_coach" where "person = $1",
        board_choices: "group_board" where "person = $1",
    }
    renamed { board_modes: "group_board_mode"."by_person", }
    texts {
        names: "learning_group"."name",
        identities: "group_identifier"."identity",
        alias_reasons: "group_alias"."reason",
        alias_deciders: "group_alias"."decided_by",
    }
}
