//! The grammar: `OR` binds loosest, then `AND` or a blank, then `NOT` and `-`, then groups, fields and terms.

use jiff::civil::Date;

use crate::lexer::{Kind, Sign, Token, tokens};
use crate::words::stands_alone;
use crate::{Days, Expr, Field, FieldKind, Fields, Hint, Leaf, Pattern, Query, SyntaxError, TextTerm, fold};

/// How many characters a search may have.
pub const MAX_LENGTH: usize = 512;
/// How many terms a search may have.
pub const MAX_TERMS: usize = 50;
/// How deep groups and negations may be nested.
pub const MAX_DEPTH: usize = 16;
/// How many words a phrase may have.
pub const MAX_PHRASE: usize = 32;

/// Reads a search, or says where and why it cannot be read. An empty search finds everything.
pub fn parse(text: &str, fields: &Fields) -> Result<Query, SyntaxError> {
    let length = text.chars().count();
    if length > MAX_LENGTH {
        let message = format!("A search has at most {MAX_LENGTH} characters; this one has {length}.");
        return Err(SyntaxError { position: MAX_LENGTH, length: length - MAX_LENGTH, message });
    }
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Ok(Query { expr: Expr::All, hints: Vec::new() });
    }
    let mut parser = Parser { tokens, at: 0, end: length, depth: 0, terms: 0, fields, hints: Vec::new() };
    let expr = parser.or()?;
    if let Some(token) = parser.peek() {
        let (start, end) = (token.start, token.end);
        return Err(error(start, end, "This bracket closes nothing; remove it or open one before it."));
    }
    Ok(Query { expr, hints: parser.hints })
}

struct Parser<'a> {
    tokens: Vec<Token>,
    at: usize,
    end: usize,
    depth: usize,
    terms: usize,
    fields: &'a Fields,
    hints: Vec<Hint>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next_is(&self, kind: &Kind) -> bool {
        self.peek().is_some_and(|token| token.kind == *kind)
    }

    fn take(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn or(&mut self) -> Result<Expr, SyntaxError> {
        let mut parts = vec![self.and()?];
        while self.next_is(&Kind::Or) {
            self.at += 1;
            parts.push(self.and()?);
        }
        Ok(joined(parts, Expr::Or))
    }

    fn and(&mut self) -> Result<Expr, SyntaxError> {
        let mut parts = vec![self.not()?];
        loop {
            if self.next_is(&Kind::And) {
                self.at += 1;
            } else if self.peek().is_none() || self.next_is(&Kind::Or) || self.next_is(&Kind::Close) {
                return Ok(joined(parts, Expr::And));
            }
            parts.push(self.not()?);
        }
    }

    fn not(&mut self) -> Result<Expr, SyntaxError> {
        if !self.next_is(&Kind::Not) {
            return self.atom();
        }
        self.deeper()?;
        self.at += 1;
        let expr = self.not()?;
        self.depth -= 1;
        Ok(Expr::Not(Box::new(expr)))
    }

    fn deeper(&mut self) -> Result<(), SyntaxError> {
        self.depth += 1;
        let Some(token) = self.peek().filter(|_| self.depth > MAX_DEPTH) else { return Ok(()) };
        let message = format!("Groups and negations may be nested {MAX_DEPTH} deep.");
        Err(SyntaxError { position: token.start, length: token.end - token.start, message })
    }

    fn atom(&mut self) -> Result<Expr, SyntaxError> {
        let Some(token) = self.peek() else {
            return Err(error(self.end, self.end, "Something to search for is missing at the end."));
        };
        let (start, end) = (token.start, token.end);
        match token.kind {
            Kind::Open => {
                self.deeper()?;
                self.at += 1;
                let expr = self.or()?;
                if !self.next_is(&Kind::Close) {
                    return Err(error(
                        start,
                        end,
                        "This bracket is not closed; add “)” where the group ends.",
                    ));
                }
                self.at += 1;
                self.depth -= 1;
                Ok(expr)
            }
            Kind::Close => Err(error(start, end, "Something to search for is missing before this bracket.")),
            Kind::And | Kind::Or => Err(error(
                start,
                end,
                "AND and OR need something on both sides; to search for the word itself, put it in quotes.",
            )),
            Kind::Not | Kind::Bare(_) | Kind::Quoted(_) => self.term(),
        }
    }

    fn term(&mut self) -> Result<Expr, SyntaxError> {
        let Some(token) = self.take() else { return Ok(Expr::All) };
        self.terms += 1;
        if self.terms > MAX_TERMS {
            let message = format!("A search has at most {MAX_TERMS} terms.");
            return Err(SyntaxError { position: token.start, length: token.end - token.start, message });
        }
        let signs = match token.kind {
            Kind::Quoted(signs) => return self.anywhere(&signs, (token.start, token.end), true),
            Kind::Bare(signs) => signs,
            _ => Vec::new(),
        };
        let Some((name, value)) = prefix(&signs) else {
            return self.anywhere(&signs, (token.start, token.end), false);
        };
        let Some(field) = self.fields.get(&name).cloned() else {
            let message = format!("“{name}:” is not a field, so it was searched for as it stands.");
            self.hints.push(Hint { position: token.start, length: name.chars().count() + 1, message });
            return self.anywhere(&signs, (token.start, token.end), false);
        };
        let value = value.to_vec();
        let start = token.start + name.chars().count() + 1;
        if !value.is_empty() {
            return self.valued(&field, &value, start, token.end);
        }
        // A phrase right behind the colon is the value.
        let phrase = self.peek().filter(|next| next.start == token.end).cloned();
        if let Some(Token { kind: Kind::Quoted(signs), start, end }) = phrase {
            self.at += 1;
            return self.valued(&field, &signs, start, end);
        }
        let message = format!("Write a value right behind “{}:”.", field.name);
        Err(SyntaxError { position: token.start, length: token.end - token.start, message })
    }

    /// A term without a prefix. Numbers are typed from the front and rarely to their end, so one without quotation marks
    /// also finds the numbers that begin with it.
    fn anywhere(
        &self,
        signs: &[Sign],
        (start, end): (usize, usize),
        quoted: bool,
    ) -> Result<Expr, SyntaxError> {
        let mut term = text_term(signs);
        if term.words.len() > MAX_PHRASE {
            return Err(error(start, end, "A phrase has at most 32 words."));
        }
        if term.whole.is_anything() {
            return Ok(Expr::All);
        }
        if term.whole.is_empty() {
            return Err(error(start, end, "There is nothing between these quotation marks."));
        }
        if !quoted {
            term.whole = term.whole.beginning_so();
        }
        Ok(Expr::Leaf(Leaf::Anywhere(term)))
    }

    fn valued(&self, field: &Field, signs: &[Sign], start: usize, end: usize) -> Result<Expr, SyntaxError> {
        let source = field.source.clone();
        let term = text_term(signs);
        if term.whole.is_empty() {
            return Err(error(start, end, "There is nothing between these quotation marks."));
        }
        let leaf = match field.kind {
            FieldKind::Words if term.whole.is_anything() => return Ok(Expr::All),
            FieldKind::Words => Leaf::Words(source, term),
            FieldKind::Whole => Leaf::Whole(source, term.whole),
            FieldKind::Day => Leaf::Day(source, days(&plain(signs)).ok_or_else(|| {
                error(start, end, "Write a day as 2026-03-31, before or after it as <2026-03-31 or >=2026-03-31, a range as 2026-03-01..2026-03-31.")
            })?),
            FieldKind::Flag => match fold(&plain(signs)).as_str() {
                "true" | "yes" => Leaf::Flag(source, true),
                "false" | "no" => Leaf::Flag(source, false),
                _ => return Err(error(start, end, "Write true or false.")),
            },
        };
        Ok(Expr::Leaf(leaf))
    }
}

fn joined(mut parts: Vec<Expr>, join: fn(Vec<Expr>) -> Expr) -> Expr {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            join(parts)
        }
        None => Expr::All,
    }
}

fn error(start: usize, end: usize, message: &str) -> SyntaxError {
    SyntaxError { position: start, length: end - start, message: message.to_owned() }
}

/// The name before the first colon and the signs behind it, if the term begins like a field.
fn prefix(signs: &[Sign]) -> Option<(String, &[Sign])> {
    let mut name = String::new();
    for (at, sign) in signs.iter().enumerate() {
        match sign {
            Sign::Letter(':', false) if !name.is_empty() => return Some((name, signs.get(at + 1..)?)),
            Sign::Letter(letter, false) if letter.is_alphanumeric() || matches!(letter, '_' | '-') => {
                name.push(*letter);
            }
            _ => return None,
        }
    }
    None
}

fn plain(signs: &[Sign]) -> String {
    let letter = |sign: &Sign| match sign {
        Sign::Letter(letter, _) => *letter,
        Sign::Wild(crate::Piece::Any) => '*',
        Sign::Wild(_) => '?',
    };
    signs.iter().map(letter).collect()
}

/// The term as one pattern and as words. A wildcard belongs to the word it touches; between blanks it is any word.
fn text_term(signs: &[Sign]) -> TextTerm {
    let (mut whole, mut words, mut word) = (Pattern::default(), Vec::new(), Pattern::default());
    let mut text = String::new();
    let end = |word: &mut Pattern, words: &mut Vec<Pattern>| {
        if !word.is_empty() {
            words.push(std::mem::take(word));
        }
    };
    for sign in signs {
        match sign {
            Sign::Wild(piece) => {
                whole.text(&std::mem::take(&mut text));
                whole.wild(piece.clone());
                word.wild(piece.clone());
            }
            Sign::Letter(letter, _) => {
                for part in fold(&letter.to_string()).chars() {
                    text.push(part);
                    if !part.is_alphanumeric() {
                        end(&mut word, &mut words);
                    } else if stands_alone(part) {
                        end(&mut word, &mut words);
                        words.push(Pattern::exact(&part.to_string()));
                    } else {
                        word.text(&part.to_string());
                    }
                }
            }
        }
    }
    whole.text(&text);
    end(&mut word, &mut words);
    // At either end `*` also stands for no word at all.
    let first = words.iter().take_while(|word| word.is_anything()).count();
    words.drain(..first);
    while words.last().is_some_and(Pattern::is_anything) {
        words.pop();
    }
    TextTerm { words, whole }
}

/// Reads `2026`, `2026-03`, `2026-03-31`, `<…`, `<=…`, `>…`, `>=…` and `a..b`.
fn days(text: &str) -> Option<Days> {
    if let Some((from, to)) = text.split_once("..") {
        let from = if from.is_empty() { None } else { Some(span(from)?.0) };
        let before = if to.is_empty() { None } else { Some(span(to)?.1) };
        return (from.is_some() || before.is_some()).then_some(Days { from, before });
    }
    let compared = [(">=", true, true), ("<=", false, true), (">", true, false), ("<", false, false)];
    for (sign, after, inclusive) in compared {
        let Some(rest) = text.strip_prefix(sign) else { continue };
        let (first, next) = span(rest)?;
        return Some(match (after, inclusive) {
            (true, true) => Days { from: Some(first), before: None },
            (true, false) => Days { from: Some(next), before: None },
            (false, true) => Days { from: None, before: Some(next) },
            (false, false) => Days { from: None, before: Some(first) },
        });
    }
    let (from, before) = span(text)?;
    Some(Days { from: Some(from), before: Some(before) })
}

/// The first day of a year, month or day, and the first day after it.
fn span(text: &str) -> Option<(Date, Date)> {
    let mut numbers = Vec::new();
    for (at, part) in text.split('-').enumerate() {
        let digits = if at == 0 { 4 } else { 2 };
        if part.len() != digits || !part.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        numbers.push(part.parse::<i16>().ok()?);
    }
    let month = |number: i16| i8::try_from(number).ok();
    let (first, length) = match numbers.as_slice() {
        [year] => (Date::new(*year, 1, 1).ok()?, jiff::Span::new().years(1)),
        [year, number] => (Date::new(*year, month(*number)?, 1).ok()?, jiff::Span::new().months(1)),
        [year, number, day] => {
            (Date::new(*year, month(*number)?, month(*day)?).ok()?, jiff::Span::new().days(1))
        }
        _ => return None,
    };
    Some((first, first.checked_add(length).ok()?))
}
