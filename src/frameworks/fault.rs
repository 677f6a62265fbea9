//! What is wrong with a framework, a mapping or a list of roles: each fault with its place.

use std::fmt;

use uuid::Uuid;

use crate::message::{Gap, Message};
use crate::outbound::OutboundError;
use crate::store::StoreError;

/// Faults that are told at once; a file of another kind would otherwise fill the screen.
const SHOWN: usize = 20;

/// Where a fault is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A JSON pointer (RFC 6901) such as `/CFItems/3/uri`, or another name; empty for the whole.
    At(String),
    /// A line of a table.
    Line(u64),
    /// A cell of a table.
    Cell(u64, String),
    /// A column of a table.
    Column(String),
}

impl From<&str> for Place {
    fn from(pointer: &str) -> Self {
        Self::At(pointer.to_owned())
    }
}

impl From<&String> for Place {
    fn from(pointer: &String) -> Self {
        Self::At(pointer.clone())
    }
}

impl From<String> for Place {
    fn from(pointer: String) -> Self {
        Self::At(pointer)
    }
}

impl Place {
    /// In words; none for the whole.
    fn said(&self) -> Option<Gap> {
        let line = |line: u64| Gap::Id(i64::try_from(line).unwrap_or(i64::MAX));
        Some(match self {
            Self::At(pointer) if pointer.is_empty() => return None,
            Self::At(pointer) => pointer.as_str().into(),
            Self::Line(number) => Message::new("place-line")
                .with("line", line(*number))
                .into(),
            Self::Cell(number, column) => Message::new("place-cell")
                .with("line", line(*number))
                .with("column", column.as_str())
                .into(),
            Self::Column(column) => Message::new("place-column")
                .with("column", column.as_str())
                .into(),
        })
    }
}

/// One fault: where it is and how it is mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The place.
    pub place: Place,
    /// What is wrong there and what to do about it.
    pub detail: Message,
}

impl Fault {
    /// A fault at a place.
    pub fn new(place: impl Into<Place>, detail: Message) -> Self {
        Self {
            place: place.into(),
            detail,
        }
    }

    /// The whole of it: where, and what.
    #[must_use]
    pub fn said(&self) -> Message {
        match self.place.said() {
            None => self.detail.clone(),
            Some(place) => Message::new("fault-at")
                .with("place", place)
                .with("what", self.detail.clone()),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(formatter)
    }
}

/// Every fault of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults {
    /// The file or address.
    pub source: String,
    /// What is wrong with it, in the order of the file.
    pub all: Vec<Fault>,
}

impl Faults {
    /// Sentences: that nothing was taken, and a line for each fault that is told.
    #[must_use]
    pub fn said(&self) -> Vec<Message> {
        let head = Message::new("fault-not-taken").with("source", self.source.as_str());
        let more = i64::try_from(self.all.len().saturating_sub(SHOWN)).unwrap_or(i64::MAX);
        let told = self.all.iter().take(SHOWN).map(Fault::said);
        let rest = (more > 0).then(|| Message::new("fault-more").with("count", more));
        std::iter::once(head).chain(told).chain(rest).collect()
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, line) in self.said().iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n  " };
            write!(formatter, "{separator}{line}")?;
        }
        Ok(())
    }
}

/// Why a framework could not be read, stored or fetched.
#[derive(Debug, thiserror::Error)]
pub enum FrameworkError {
    /// What was sent is wrong; nothing was changed.
    #[error("{0}")]
    Faulty(Faults),
    /// There is no such framework.
    #[error("there is no framework {0} (see coachlight framework list)")]
    NoFramework(Uuid),
    /// There is no such version of it.
    #[error("the framework has no version {0} (see coachlight framework versions)")]
    NoVersion(i64),
    /// The other server did not answer as a CASE endpoint does.
    #[error("{0}")]
    Endpoint(Message),
    /// The other server could not be asked.
    #[error("asking the CASE endpoint")]
    Outbound(#[from] OutboundError),
    /// The database failed.
    #[error("storing a framework")]
    Store(#[from] StoreError),
}

impl FrameworkError {
    /// One fault of a source.
    pub(crate) fn one(source: &str, place: impl Into<Place>, detail: Message) -> Self {
        Self::Faulty(Faults {
            source: source.to_owned(),
            all: vec![Fault::new(place, detail)],
        })
    }

    /// An error if there are faults.
    pub(crate) fn unless_none(source: &str, all: Vec<Fault>) -> Result<(), Self> {
        if all.is_empty() {
            return Ok(());
        }
        Err(Self::Faulty(Faults {
            source: source.to_owned(),
            all,
        }))
    }
}
