//! What a person is searched for by, where nothing but text says who is meant. Pure.

use std::collections::BTreeSet;

pub(super) use crate::statements::sought::{of_agent, of_name, of_subject};

/// What platforms may have called the person by, in lower case.
pub(super) fn identifiers(words: &BTreeSet<String>) -> Vec<String> {
    words.iter().map(|word| word.to_lowercase()).collect()
}

/// How words may stand in JSON text, in lowercase of ASCII.
pub(super) fn in_json(words: &BTreeSet<String>) -> Vec<String> {
    let mut found = BTreeSet::new();
    for word in words {
        let word = word.to_ascii_lowercase();
        let mut escaped = String::new();
        for letter in word.chars() {
            if letter.is_ascii() {
                escaped.push(letter);
                continue;
            }
            for unit in letter.encode_utf16(&mut [0; 2]) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        }
        found.insert(word.replace('/', "\\/"));
        found.insert(escaped);
        found.insert(word);
    }
    found.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_however_json_writes_it() {
        let words = BTreeSet::from(["Jörg Ü".to_owned()]);
        assert_eq!(in_json(&words), ["j\\u00f6rg \\u00dc", "jörg Ü"]);
    }
}
