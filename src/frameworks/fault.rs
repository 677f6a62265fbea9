//! What is wrong with a framework, a mapping or a list of roles: each fault with its place.

use std::fmt;

use uuid::Uuid;

use crate::outbound::OutboundError;
use crate::store::StoreError;

/// Faults that are told at once; a file of another kind would otherwise fill the screen.
const SHOWN: usize = 20;

/// One fault: where it is and how it is mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// A JSON pointer (RFC 6901) such as `/CFItems/3/uri`, or `line 4, column weight`.
    pub place: String,
    /// What is wrong there and what to do about it.
    pub detail: String,
}

impl Fault {
    /// A fault at a place.
    pub fn new(place: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            detail: detail.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(formatter, "{}: ", self.place)?;
        }
        formatter.write_str(&self.detail)
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

impl fmt::Display for Faults {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} is not taken, nothing was changed:",
            self.source
        )?;
        for fault in self.all.iter().take(SHOWN) {
            write!(formatter, "\n  {fault}")?;
        }
        if self.all.len() > SHOWN {
            write!(formatter, "\n  and {} more", self.all.len() - SHOWN)?;
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
    Endpoint(String),
    /// The other server could not be asked.
    #[error("asking the CASE endpoint")]
    Outbound(#[from] OutboundError),
    /// The database failed.
    #[error("storing a framework")]
    Store(#[from] StoreError),
}

impl FrameworkError {
    /// One fault of a source.
    pub(crate) fn one(source: &str, place: impl Into<String>, detail: impl Into<String>) -> Self {
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
