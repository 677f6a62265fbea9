//! Who reads in a transaction, as far as it decides what they are told of people.

use std::collections::BTreeSet;

use uuid::Uuid;

/// What hides people's names from whoever reads in a transaction. It hangs on the transaction because
/// everything that is read of people is read in one: no room between a page and a name has to hand it
/// on, and none can forget it. The room `people` reads by it, and makes it learn which words it hides.
#[derive(Debug, Default, Clone)]
pub struct Veil {
    known: BTreeSet<Uuid>,
    /// What is hidden in texts, the longest first, and what stands in its place.
    words: Vec<(String, String)>,
}

impl Veil {
    /// Hides everybody but some people.
    #[must_use]
    pub const fn over_all_but(known: BTreeSet<Uuid>) -> Self {
        Self {
            known,
            words: Vec::new(),
        }
    }

    /// Whether whoever reads may know somebody by name.
    #[must_use]
    pub fn knows(&self, person: Uuid) -> bool {
        self.known.contains(&person)
    }

    /// Lets whoever reads know somebody by name.
    pub fn know(&mut self, person: Uuid) {
        self.known.insert(person);
    }

    /// Hides further words in texts: each with what stands in its place.
    pub fn hide(&mut self, words: impl IntoIterator<Item = (String, String)>) {
        self.words.extend(words);
        // An address holds the account's name.
        self.words
            .sort_by(|left, right| (right.0.len(), &left.0).cmp(&(left.0.len(), &right.0)));
        self.words.dedup();
    }

    /// What is hidden in texts, the longest first, and what stands in its place.
    #[must_use]
    pub fn words(&self) -> &[(String, String)] {
        &self.words
    }
}
