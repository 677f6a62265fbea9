//! What a person is searched for by, where nothing but text says who is meant. Pure.

use std::collections::BTreeSet;

use crate::statements::Identity;

/// The shortest identifier that is searched for in text: shorter ones stand in other words.
const SHORTEST: usize = 4;

/// The words of an agent's identifier.
pub(super) fn of_agent(agent: &Identity, words: &mut BTreeSet<String>) {
    match agent {
        Identity::Mbox(mbox) => {
            let address = mbox.strip_prefix("mailto:").unwrap_or(mbox);
            words.insert(address.to_owned());
        }
        Identity::MboxSha1sum(text) | Identity::OpenId(text) => {
            words.insert(text.clone());
        }
        Identity::Account { name, .. } => of_subject(name, words),
    }
}

/// The words of what a system calls somebody. A short number may be anything.
pub(super) fn of_subject(subject: &str, words: &mut BTreeSet<String>) {
    let length = subject.chars().count();
    let number = subject.chars().all(|letter| letter.is_ascii_digit());
    if length >= SHORTEST && (!number || length >= 2 * SHORTEST) {
        words.insert(subject.to_owned());
    }
}

/// A name is searched for if it has several parts: a first name alone is others', too.
pub(super) fn of_name(name: &str, words: &mut BTreeSet<String>) {
    let name = name.trim();
    if name.split_whitespace().nth(1).is_some() && name.chars().count() >= SHORTEST {
        words.insert(name.to_owned());
    }
}

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
    fn only_what_is_nobody_elses_is_searched_for() {
        let mut words = BTreeSet::new();
        of_agent(
            &Identity::Mbox("mailto:lena@example.org".into()),
            &mut words,
        );
        for subject in ["lena.m", "17", "20261101", "abc"] {
            of_subject(subject, &mut words);
        }
        for name in ["Lena", "Lena Marquardt"] {
            of_name(name, &mut words);
        }
        let expected = ["20261101", "Lena Marquardt", "lena.m", "lena@example.org"];
        assert_eq!(words.iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_name_is_found_however_json_writes_it() {
        let words = BTreeSet::from(["Jörg Ü".to_owned()]);
        assert_eq!(in_json(&words), ["j\\u00f6rg \\u00dc", "jörg Ü"]);
    }
}
