//! Texts of the table of credentials in which a person may be named. What a credential is called
//! stands in the authority of what is written with it, too.

use crate::store::texts;

texts! {
    replaced {
        labels: "credential"."label",
        authorities: "credential"."authority",
    }
    working { key_home_pages: "credential"."home_pages", }
}
