//! A sentence for a person: which one, and what stands in its gaps. Rooms that know no language say
//! it so; where it is shown, it is written out in the reader's ([`crate::locale`]), and to programs
//! in English.

/// What stands in a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// A number with decimals, as its digits with a point.
    Decimal(String),
    /// A number that names something, such as a line: without separators.
    Id(i64),
    /// A number.
    Number(i64),
    /// A text that is the same in every language.
    Text(String),
    /// Words of the language.
    Said(Box<Message>),
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

impl From<Message> for Gap {
    fn from(message: Message) -> Self {
        Self::Said(Box::new(message))
    }
}

impl From<String> for Gap {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&strict_json::Error> for Message {
    /// Why a text is no JSON that can be taken.
    fn from(error: &strict_json::Error) -> Self {
        let key = match error.rule {
            "coachlight/depth" => "fault-json-depth",
            "coachlight/values" => "fault-json-values",
            "rfc8259/4#duplicate-key" => "fault-json-twice",
            "rfc8259/8.1#byte-order-mark" => "fault-json-mark",
            "rfc8259/8.1#utf-8" => "fault-json-utf-8",
            _ => "fault-json",
        };
        Self::new(key).with("text", error.message.as_str())
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

    /// What another program said in its own words, which nobody has put into ours.
    #[must_use]
    pub fn quoted(words: impl Into<String>) -> Self {
        Self::new("fault-quoted").with("text", words.into())
    }

    /// Fills a gap.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Gap>) -> Self {
        self.gaps.push((name, value.into()));
        self
    }
}
