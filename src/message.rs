//! A sentence for a person: which one, and what stands in its gaps. Rooms that know no language say
//! it so; where it is shown, it is written out in the reader's ([`crate::locale`]), and to programs
//! in English.

/// What stands in a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// A number.
    Number(i64),
    /// A text that is the same in every language.
    Text(String),
}

impl From<i64> for Gap {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Gap {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Gap {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// A sentence, by its key in the texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The key: stable, and the same in each language.
    pub key: &'static str,
    /// The gaps by name.
    pub gaps: Vec<(&'static str, Gap)>,
}

impl Message {
    /// A sentence without gaps.
    #[must_use]
    pub const fn new(key: &'static str) -> Self {
        Self {
            key,
            gaps: Vec::new(),
        }
    }

    /// Fills a gap.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Gap>) -> Self {
        self.gaps.push((name, value.into()));
        self
    }
}
