//! Texts of the tables of platforms in which a person may be named.

use crate::store::texts;

texts! {
    replaced {
        names: "platform"."name",
        invited: "platform_invite"."name",
        troubles: "platform"."last_error",
        refused_launches: "launch_refusal"."detail",
    }
    working { platforms: "platform"."issuer", }
}
