//! What of a person stands in the tables of letters.

use crate::people::held;

held! {
    removed {
        letter_settings: "digest_reader" where "person = $1",
        letters_sent: "digest_sent" where "person = $1",
    }
    renamed {}
    texts {}
}
