//! Exports: what pages show, as files.
//!
//! An export holds what whoever asks for it may see, decided anew when it is made: a coach's page and
//! a coach's file never differ in whom they show. Whoever stands in one is told that somebody took
//! it (a look), the audit log keeps that it was made, and one with other people in it asks for a
//! sign-in of not long ago.
//!
//! What a page can show is made while the browser waits. What may be large is made in the background
//! ([`Job`]): by one of the gateways that share a database, anew by another one when that dies. The
//! result is kept in the database in parts, for a time and up to a size that settings say, and is
//! for whoever asked for it alone.

mod analysis;
mod apps;
mod archive;
mod coached;
mod data_sheet;
mod dossier;
pub mod erasing;
mod impact;
mod jobs;
mod logs;
mod make;
mod notice;
mod organised;
mod output;
mod produce;
mod request;
pub mod sheets;
mod store;

pub use data_sheet::{KEPT, data_sheet};
pub use impact::impact_assessment;
pub use jobs::{Exports, Makers, NewJob, content, find, list, remove, request as ask};
pub use make::{Made, make, make_told};
pub use notice::notice;
pub use output::Content;
pub use produce::Told;
pub use request::{Asker, Choice, Format, Subject};
pub use store::{Job, State};

use crate::message::Message;
use crate::paper::PaperError;
use crate::problem::{Kind, Problem};
use crate::store::StoreError;
use crate::tables::WriteError;

/// Why an export was not made.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// It was called off.
    #[error("the export was called off")]
    Cancelled,
    /// It could not be printed.
    #[error("printing an export")]
    Paper(#[from] PaperError),
    /// The result has more bytes than an export may have.
    #[error("the export has more than {0} bytes")]
    TooLarge(u64),
    /// More rows than are printed.
    #[error("the export has more than {0} rows, which is too long for paper")]
    TooLong(usize),
    /// Whoever asks may not see it, or it is not there; or the gateway failed.
    #[error("the export was refused: {}", .0.detail())]
    Refused(Problem),
    /// The database refused.
    #[error("reading what is to be exported")]
    Store(#[from] StoreError),
    /// A file could not be written.
    #[error("writing an export")]
    Write(#[from] WriteError),
}

impl From<Problem> for ExportError {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

impl From<std::io::Error> for ExportError {
    fn from(error: std::io::Error) -> Self {
        Self::Write(WriteError::Io(error))
    }
}

impl From<ExportError> for Problem {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Refused(problem) => problem,
            ExportError::Store(error) => error.into(),
            ExportError::TooLarge(most) => Self::new(
                Kind::Conflict,
                Message::new("refused-export-large")
                    .with("bytes", i64::try_from(most).unwrap_or(i64::MAX)),
            ),
            ExportError::TooLong(rows) => Self::new(
                Kind::Conflict,
                Message::new("refused-export-long")
                    .with("rows", i64::try_from(rows).unwrap_or(i64::MAX)),
            ),
            other => Self::internal(other),
        }
    }
}
