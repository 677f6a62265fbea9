//! Texts of the table of rulings in which a person may be named.

use crate::store::texts;

texts! {
    replaced {
        reasons: "ruling"."reason",
        deciders: "ruling"."decided_by",
    }
    working {}
}
