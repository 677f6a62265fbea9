//! What of a person stands in the tables of sign-in.

use crate::people::held;

held! {
    removed {
        sessions: "session" where "person = $1",
        sign_in_links: "sign_in_link" where "person = $1",
        held_forms: "held_form" where "person = $1",
    }
    renamed {}
    texts {}
}
