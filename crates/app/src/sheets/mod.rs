//! Spreadsheets: the cells of a table, written as a workbook or as comma-separated values, and read back.
//!
//! Promises: no cell that is written is ever a formula; a day is written as a day and read as the same day; what is read
//! is bounded in rows, columns, bytes and unpacked bytes before any of it is held.

mod read;
mod write;

use jiff::civil::{Date, DateTime};

pub use read::{Limits, Table, letters, read};
pub use write::{Csv, Workbook};

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// A count.
    Number(i64),
    /// A day.
    Day(Date),
    /// A moment on somebody's clock.
    Moment(DateTime),
    /// Yes or no.
    Flag(bool),
}

impl Cell {
    /// A text, or nothing when it is empty.
    #[must_use]
    pub fn text(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }

    /// A day such as `2026-11-30`; what is none stays a text.
    #[must_use]
    pub fn day(text: &str) -> Self {
        text.parse().map_or_else(|_| Self::text(text), Self::Day)
    }

    /// The cell as plain text: what a reader of the file gets back.
    #[must_use]
    pub fn plain(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Day(day) => day.to_string(),
            Self::Moment(moment) => moment.strftime("%Y-%m-%d %H:%M").to_string(),
            Self::Flag(flag) => flag.to_string(),
        }
    }
}

/// A column of a table that is written.
#[derive(Clone, Debug)]
pub struct Heading {
    /// Its title.
    pub title: String,
    /// Its width in characters.
    pub width: u16,
}

/// Would a spreadsheet take this text for a formula, or for a text that is marked?
fn formula(text: &str) -> bool {
    text.trim_start().starts_with(['=', '+', '-', '@']) || text.starts_with(['\t', '\r', '\''])
}

/// A text as it is written between commas: one that a spreadsheet would take for a formula is marked as text, and so
/// is one that begins with the mark.
#[must_use]
pub fn marked(text: &str) -> String {
    if formula(text) { format!("'{text}") } else { text.to_owned() }
}
