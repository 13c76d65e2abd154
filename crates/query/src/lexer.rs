//! The search as a row of tokens. Quotes, brackets and blanks separate; a backslash takes the next sign literally.

use crate::{Piece, SyntaxError};

/// A sign of a word: literal or wild.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sign {
    /// This character; `true` when it was escaped.
    Letter(char, bool),
    /// `*` or `?`.
    Wild(Piece),
}

/// A token and where it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    And,
    Or,
    Not,
    Open,
    Close,
    /// A run of signs without a blank.
    Bare(Vec<Sign>),
    /// What stood between quotes; wildcards work in it as well.
    Quoted(Vec<Sign>),
}

/// Cuts a search into tokens.
pub fn tokens(text: &str) -> Result<Vec<Token>, SyntaxError> {
    let letters: Vec<char> = text.chars().collect();
    let mut found: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(letter) = letters.get(at).copied() {
        let start = at;
        let kind = match letter {
            _ if letter.is_whitespace() => {
                at += 1;
                continue;
            }
            '(' => {
                at += 1;
                Kind::Open
            }
            ')' => {
                at += 1;
                Kind::Close
            }
            '"' => quoted(&letters, &mut at)?,
            '-' if begins_term(&letters, at) => {
                at += 1;
                Kind::Not
            }
            _ => bare(&letters, &mut at),
        };
        found.push(Token { kind, start, end: at });
    }
    Ok(found)
}

/// A minus excludes only where a term begins and something follows it at once; within a number it is a hyphen.
fn begins_term(letters: &[char], at: usize) -> bool {
    letters.get(at + 1).is_some_and(|next| !next.is_whitespace() && *next != ')')
}

fn quoted(letters: &[char], at: &mut usize) -> Result<Kind, SyntaxError> {
    let start = *at;
    let mut signs = Vec::new();
    *at += 1;
    loop {
        match letters.get(*at) {
            None => {
                let message = "This quotation mark is not closed; add another one where the phrase ends.";
                return Err(SyntaxError { position: start, length: 1, message: message.to_owned() });
            }
            Some('"') => {
                *at += 1;
                return Ok(Kind::Quoted(signs));
            }
            Some(_) => signs.push(sign(letters, at)),
        }
    }
}

fn bare(letters: &[char], at: &mut usize) -> Kind {
    let mut signs = Vec::new();
    while let Some(letter) = letters.get(*at) {
        if letter.is_whitespace() || matches!(letter, '(' | ')' | '"') {
            break;
        }
        signs.push(sign(letters, at));
    }
    let spelt: Option<String> = signs
        .iter()
        .map(|sign| match sign {
            Sign::Letter(letter, false) => Some(*letter),
            _ => None,
        })
        .collect();
    match spelt.as_deref() {
        Some("AND") => Kind::And,
        Some("OR") => Kind::Or,
        Some("NOT") => Kind::Not,
        _ => Kind::Bare(signs),
    }
}

fn sign(letters: &[char], at: &mut usize) -> Sign {
    let letter = letters.get(*at).copied().unwrap_or_default();
    *at += 1;
    match letter {
        '*' => Sign::Wild(Piece::Any),
        '?' => Sign::Wild(Piece::One),
        '\\' => match letters.get(*at).copied() {
            Some(next) => {
                *at += 1;
                Sign::Letter(next, true)
            }
            None => Sign::Letter('\\', false),
        },
        _ => Sign::Letter(letter, false),
    }
}
