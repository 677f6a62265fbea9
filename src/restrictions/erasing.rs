//! What of a person stands in the table of restrictions.

use crate::people::held;

held! {
    removed { restrictions: "restriction" where "person = $1", }
    renamed {}
    texts {
        restriction_words: "restriction"."words",
        restriction_answers: "restriction"."answer",
        restriction_notices: "restriction"."notice",
    }
}
