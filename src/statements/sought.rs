//! Words by which a person is found in text, where nothing but text says who is meant. Pure.

use std::collections::BTreeSet;

use super::Identity;

/// The shortest identifier that is searched for in text: shorter ones stand in other words.
const SHORTEST: usize = 4;

/// The words of an agent's identifier.
pub fn of_agent(agent: &Identity, words: &mut BTreeSet<String>) {
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
pub fn of_subject(subject: &str, words: &mut BTreeSet<String>) {
    let length = subject.chars().count();
    let number = subject.chars().all(|letter| letter.is_ascii_digit());
    if length >= SHORTEST && (!number || length >= 2 * SHORTEST) {
        words.insert(subject.to_owned());
    }
}

/// A name is searched for if it has several parts: a first name alone is others', too.
pub fn of_name(name: &str, words: &mut BTreeSet<String>) {
    let name = name.trim();
    if name.split_whitespace().nth(1).is_some() && name.chars().count() >= SHORTEST {
        words.insert(name.to_owned());
    }
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
}
