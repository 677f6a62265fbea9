//! Texts of the tables of frameworks in which a person may be named: where one came from.

use crate::store::texts;

texts! {
    replaced { sources: "framework_version"."source", }
    working {}
}
