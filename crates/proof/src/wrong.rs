//! Why something is refused.

use std::fmt;

/// Why something is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is not written as the format says.
    Form(&'static str),
    /// It is signed with another key, or is another log's.
    OtherKey,
    /// The signature does not fit what it signs.
    Signature,
    /// The proof does not lead to the root that was signed.
    Path,
}

impl fmt::Display for Wrong {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(what) => write!(out, "it cannot be read: {what}"),
            Self::OtherKey => out.write_str("it is signed with another key"),
            Self::Signature => out.write_str("it was changed after it was signed"),
            Self::Path => out.write_str("the proof does not lead to the root that was signed"),
        }
    }
}

impl std::error::Error for Wrong {}
