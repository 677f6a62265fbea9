//! What of a person stands in the table of alignments: who said them.

use crate::people::held;

held! {
    removed {}
    renamed {
        made: "alignment"."made_by",
        ended: "alignment"."ended_by",
    }
    texts { reasons: "alignment"."why", }
}
