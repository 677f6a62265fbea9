//! Texts of the tables of feeds in which a person may be named.

use crate::store::texts;

texts! {
    replaced {
        // A feed may be of statements of one agent.
        terms: "feed"."terms",
        cursors: "feed"."cursor",
        troubles: "feed"."last_error",
        refusals: "feed_refusal"."reason",
    }
    working {
        feeds: "feed"."endpoint",
        feed_keys: "feed"."user_key",
    }
}
