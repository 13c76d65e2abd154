//! What a search means.

use jiff::civil::Date;

use crate::{Pattern, Source};

/// A search that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// What is sought.
    pub expr: Expr,
    /// Remarks for who typed it, such as a prefix that does not exist.
    pub hints: Vec<Hint>,
}

/// A search as a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// Everything: the empty search.
    All,
    /// All of these.
    And(Vec<Expr>),
    /// Any of these.
    Or(Vec<Expr>),
    /// Whatever this does not find.
    Not(Box<Expr>),
    /// One condition.
    Leaf(Leaf),
}

/// One condition on a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leaf {
    /// A word or phrase anywhere: number, title, description, tags, file name and the text inside the file.
    Anywhere(TextTerm),
    /// A word or phrase in one of these texts.
    Words(Source, TextTerm),
    /// A whole value.
    Whole(Source, Pattern),
    /// A day within a range.
    Day(Source, Days),
    /// A yes or no.
    Flag(Source, bool),
}

/// A word or phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextTerm {
    /// The words that must follow each other in this order. Empty when the term has no letter or digit.
    pub words: Vec<Pattern>,
    /// The term as one folded text, for values that are compared as a whole; open at its end where the term was typed
    /// without a prefix and without quotation marks.
    pub whole: Pattern,
}

/// A range of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first day, or none.
    pub from: Option<Date>,
    /// The first day that is too late, or none.
    pub before: Option<Date>,
}

/// A remark about a part of the search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Where the part begins, in characters.
    pub position: usize,
    /// How long it is, in characters.
    pub length: usize,
    /// A sentence.
    pub message: String,
}

/// Why a search was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where, in characters.
    pub position: usize,
    /// How long the part is, in characters.
    pub length: usize,
    /// A sentence that says what to do.
    pub message: String,
}

impl std::fmt::Display for SyntaxError {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "{} (at character {})", self.message, self.position + 1)
    }
}

impl std::error::Error for SyntaxError {}

impl Expr {
    /// Calls `see` with every condition, in the order they were written.
    pub fn leaves<'a>(&'a self, see: &mut impl FnMut(&'a Leaf)) {
        match self {
            Self::All => {}
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.leaves(see)),
            Self::Not(part) => part.leaves(see),
            Self::Leaf(leaf) => see(leaf),
        }
    }
}
