//! The search language of the register, without any database.
//!
//! [`parse`] reads what a person typed into an [`Expr`] or says where it stops making sense; [`words()`] cuts any text into
//! the words that are searched, the same way for what is stored and for what is asked.
//! Promises: no IO, no panic on any input, work linear in the length of the query, at most [`MAX_LENGTH`] characters,
//! [`MAX_TERMS`] terms and [`MAX_DEPTH`] nested groups.

mod expr;
mod field;
mod lexer;
mod parser;
mod pattern;
mod suggest;
mod words;

pub use expr::{Days, Expr, Hint, Leaf, Query, SyntaxError, TextTerm};
pub use field::{Field, FieldKind, Fields, Source};
pub use parser::{MAX_DEPTH, MAX_LENGTH, MAX_PHRASE, MAX_TERMS, parse};
pub use pattern::{Pattern, Piece};
pub use suggest::{Place, place};
pub use words::{Word, fold, words};
