//! Texts beside the statements in which a person may be named: how verbs are called.

use crate::store::texts;

texts! {
    replaced { verbs: "verb"."display", }
    working {}
}
