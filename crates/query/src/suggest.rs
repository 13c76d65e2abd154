//! What could be typed next: the part of the search under the caret.

use crate::lexer::{Kind, Sign};
use crate::{Field, Fields, lexer};

/// What the caret stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A word that may become a field or a term: what is typed of it so far, and where it begins.
    Term {
        /// What is typed so far.
        typed: String,
        /// Where it begins, in characters.
        start: usize,
    },
    /// The value of a field: what is typed of it so far, and where it begins.
    Value {
        /// The field.
        field: Field,
        /// What is typed so far.
        typed: String,
        /// Where it begins, in characters.
        start: usize,
    },
    /// Within a phrase, or behind an operator: nothing to propose.
    Nothing,
}

/// The place of the caret, given in characters, in a search that may be unfinished.
#[must_use]
pub fn place(text: &str, caret: usize, fields: &Fields) -> Place {
    let before: String = text.chars().take(caret).collect();
    let Ok(tokens) = lexer::tokens(&before) else { return Place::Nothing };
    let end = before.chars().count();
    let Some(last) = tokens.last().filter(|token| token.end == end) else {
        return Place::Term { typed: String::new(), start: end };
    };
    let signs = match &last.kind {
        Kind::Bare(signs) => signs,
        Kind::Open | Kind::Not => return Place::Term { typed: String::new(), start: end },
        _ => return Place::Nothing,
    };
    let typed: String = signs
        .iter()
        .map(|sign| match sign {
            Sign::Letter(letter, _) => *letter,
            Sign::Wild(crate::Piece::Any) => '*',
            Sign::Wild(_) => '?',
        })
        .collect();
    let named = typed.split_once(':').and_then(|(name, value)| Some((fields.get(name)?.clone(), value)));
    match named {
        Some((field, value)) => {
            Place::Value { field, typed: value.to_owned(), start: end - value.chars().count() }
        }
        None => Place::Term { typed, start: last.start },
    }
}
