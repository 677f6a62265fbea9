//! Which names fit what is looked for. Pure.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Most letters that are looked at of what somebody looks for.
const LETTERS: usize = 200;

/// How well a name fits, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// It is what was looked for.
    Same,
    /// It begins so.
    Begins,
    /// Its words begin so.
    Holds,
}

/// What somebody looks for: the beginnings of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Without accents, and with the letters that German writes for them.
    ways: [Vec<String>; 2],
}

impl Wanted {
    /// Reads what somebody looks for; none if there is no word in it.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let text: String = text.chars().take(LETTERS).collect();
        let ways = ways(&text);
        (!ways[0].is_empty()).then_some(Self { ways })
    }

    /// How well a name fits; none if it does not: each word has to begin one of the name's.
    #[must_use]
    pub fn rank(&self, name: &str) -> Option<Rank> {
        let names = ways(name);
        let pairs = self
            .ways
            .iter()
            .flat_map(|wanted| names.iter().map(move |name| (wanted, name)));
        pairs.filter_map(|(wanted, name)| rank(wanted, name)).min()
    }
}

fn rank(wanted: &[String], name: &[String]) -> Option<Rank> {
    let begun = |word: &String| name.iter().any(|of| of.starts_with(word.as_str()));
    if !wanted.iter().all(begun) {
        return None;
    }
    if wanted == name {
        return Some(Rank::Same);
    }
    let begins = wanted.split_last().is_some_and(|(last, before)| {
        let next = name.strip_prefix(before).and_then(<[String]>::first);
        next.is_some_and(|word| word.starts_with(last.as_str()))
    });
    Some(if begins { Rank::Begins } else { Rank::Holds })
}

/// The words of a text in both ways of writing it plainly.
fn ways(text: &str) -> [Vec<String>; 2] {
    let words = |text: &str| {
        let words = text.split(|letter: char| !letter.is_alphanumeric());
        let words = words.filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    [words(&fold(text)), words(&fold(&spelt(text)))]
}

/// A text in small letters without accents.
pub(super) fn fold(text: &str) -> String {
    let plain = text.nfkd().filter(|letter| !is_combining_mark(*letter));
    let mut folded = String::with_capacity(text.len());
    for letter in plain.flat_map(char::to_lowercase) {
        match letter {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            // What a capital letter leaves of its dot.
            letter if is_combining_mark(letter) => {}
            letter => folded.push(letter),
        }
    }
    folded
}

/// A text with German's umlauts spelt out.
fn spelt(text: &str) -> String {
    let mut spelt = String::with_capacity(text.len());
    for letter in text.nfc() {
        match letter {
            'ä' | 'Ä' => spelt.push_str("ae"),
            'ö' | 'Ö' => spelt.push_str("oe"),
            'ü' | 'Ü' => spelt.push_str("ue"),
            letter => spelt.push(letter),
        }
    }
    spelt
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(wanted: &str, name: &str) -> Option<Rank> {
        Wanted::of(wanted)?.rank(name)
    }

    #[test]
    fn case_and_accents_make_no_difference() {
        for (wanted, name) in [
            ("muller", "Jörg MÜLLER"),
            ("mueller", "Jörg Müller"),
            ("Müller", "Jorg Mueller"),
            ("MÜL jö", "Jörg Müller"),
            ("strasse", "Große Straße"),
            ("istanbul", "İstanbul"),
            ("lodz", "Łódź"),
            ("soren", "Søren Æbelø"),
            ("aebelo", "Søren Æbelø"),
            ("αθηνα", "Αθήνα"),
            ("中", "中文"),
            ("u\u{308}ber", "Über uns"),
        ] {
            assert!(found(wanted, name).is_some(), "{wanted} in {name}");
        }
    }

    #[test]
    fn each_word_begins_one_of_the_names() {
        assert_eq!(found("anna me", "Anna Meyer"), Some(Rank::Begins));
        assert_eq!(found("ann me", "Anna Meyer"), Some(Rank::Holds));
        assert_eq!(found("me ann", "Anna Meyer"), Some(Rank::Holds));
        assert_eq!(found("anna-meyer", "Anna Meyer"), Some(Rank::Same));
        assert_eq!(found("nna", "Anna Meyer"), None);
        assert_eq!(found("anna b", "Anna Meyer"), None);
        for nothing in ["", "  ", "%", "'--", "\u{202e}"] {
            assert_eq!(Wanted::of(nothing), None, "{nothing:?}");
        }
    }

    proptest! {
        #[test]
        fn a_name_is_found_by_itself_and_by_its_beginnings(name in "\\PC{1,40}", at in 0_usize..40) {
            if let Some(wanted) = Wanted::of(&name) {
                prop_assert_eq!(wanted.rank(&name), Some(Rank::Same));
            }
            let start: String = name.chars().take(at).collect();
            // A letter's marks belong to it: cut between them the beginning is still one.
            if let Some(wanted) = Wanted::of(&start) {
                prop_assert!(wanted.rank(&name).is_some(), "{:?} in {:?}", start, name);
            }
        }
    }
}
