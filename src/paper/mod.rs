//! Paper: what is printed, as PDF (A4), without a browser.
//!
//! A [`Document`] is headings, texts, tables and bars in the order in which they are read. It is laid
//! out here and written by `krilla` as PDF/UA-1: text is text, with its fonts and the structure that
//! screen readers follow; the heading line of a table that goes on over a page stands on each.

mod draw;
mod layout;
mod markdown;
mod text;

pub use draw::{PaperError, pdf};
pub use markdown::markdown;

/// What is printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// Whose it is: stands above the title.
    pub organisation: String,
    /// The language's tag.
    pub language: &'static str,
    /// What stands at the foot of each page.
    pub foot: String,
    /// Its parts.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// Shares on a line of one, with what they say in words.
    Bars {
        /// Each line: its label, the share that is shown, the share that is contradicted.
        lines: Vec<(String, f32, f32)>,
        /// All of it in words, for whoever cannot see it.
        summary: String,
    },
    /// A heading of a part.
    Heading(String),
    /// Points of a list.
    List(Vec<String>),
    /// What is said beside, smaller.
    Note(String),
    /// Names and what they stand for.
    Pairs(Vec<(String, String)>),
    /// Lines to sign on, with who signs.
    Signatures(Vec<String>),
    /// A heading below a heading.
    Subheading(String),
    /// A table.
    Table(Grid),
    /// What was written; lines are kept.
    Text(String),
}

/// A table as it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grid {
    /// The labels of the columns, and whether they hold numbers.
    pub columns: Vec<(String, bool)>,
    /// The column that names rows.
    pub names: Option<usize>,
    /// A text for each column.
    pub rows: Vec<Vec<String>>,
}
