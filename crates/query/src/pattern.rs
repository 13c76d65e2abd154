//! Text with wildcards: `*` for any run of characters, `?` for exactly one.

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// These characters, folded.
    Text(String),
    /// Any run of characters, also an empty one.
    Any,
    /// Exactly one character.
    One,
}

/// A folded text, perhaps with wildcards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pattern {
    pieces: Vec<Piece>,
}

impl Pattern {
    /// A pattern that only this folded text matches.
    #[must_use]
    pub fn exact(text: &str) -> Self {
        let mut pattern = Self::default();
        pattern.text(text);
        pattern
    }

    /// Adds literal characters.
    pub(crate) fn text(&mut self, text: &str) {
        match self.pieces.last_mut() {
            _ if text.is_empty() => {}
            Some(Piece::Text(last)) => last.push_str(text),
            _ => self.pieces.push(Piece::Text(text.to_owned())),
        }
    }

    /// Adds a wildcard; runs of `*` are one.
    pub(crate) fn wild(&mut self, piece: Piece) {
        if !(piece == Piece::Any && self.pieces.last() == Some(&Piece::Any)) {
            self.pieces.push(piece);
        }
    }

    /// The same with any characters behind it.
    #[must_use]
    pub fn beginning_so(mut self) -> Self {
        self.wild(Piece::Any);
        self
    }

    /// The parts, in order.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Has it no part at all?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Is it nothing but `*`, which everything matches?
    #[must_use]
    pub fn is_anything(&self) -> bool {
        self.pieces == [Piece::Any]
    }

    /// The text, when it has no wildcard.
    #[must_use]
    pub fn as_exact(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [Piece::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// The text before the `*`, when that is the only wildcard and the last part.
    #[must_use]
    pub fn as_prefix(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [Piece::Text(text), Piece::Any] => Some(text),
            _ => None,
        }
    }

    /// The characters before the first wildcard.
    #[must_use]
    pub fn beginning(&self) -> &str {
        match self.pieces.first() {
            Some(Piece::Text(text)) => text,
            _ => "",
        }
    }

    /// Does the whole folded text match? Never slower than the product of the two lengths.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        let units: Vec<Unit> = self.units();
        let letters: Vec<char> = text.chars().collect();
        let (mut at, mut unit) = (0, 0);
        // Where to go on when a letter does not fit: one letter later under the last `*`.
        let mut back: Option<(usize, usize)> = None;
        while at < letters.len() {
            match units.get(unit) {
                Some(Unit::Any) => {
                    unit += 1;
                    back = Some((at, unit));
                }
                Some(Unit::One) => (at, unit) = (at + 1, unit + 1),
                Some(Unit::Letter(letter)) if letters.get(at) == Some(letter) => {
                    (at, unit) = (at + 1, unit + 1);
                }
                _ => {
                    let Some((from, resume)) = back else { return false };
                    back = Some((from + 1, resume));
                    (at, unit) = (from + 1, resume);
                }
            }
        }
        units.iter().skip(unit).all(|rest| *rest == Unit::Any)
    }

    /// The same for SQL's `like … escape '\'`.
    #[must_use]
    pub fn like(&self) -> String {
        let mut like = String::new();
        for unit in self.units() {
            match unit {
                Unit::Any => like.push('%'),
                Unit::One => like.push('_'),
                Unit::Letter(letter) => {
                    if matches!(letter, '%' | '_' | '\\') {
                        like.push('\\');
                    }
                    like.push(letter);
                }
            }
        }
        like
    }

    fn units(&self) -> Vec<Unit> {
        let mut units = Vec::new();
        for piece in &self.pieces {
            match piece {
                Piece::Any => units.push(Unit::Any),
                Piece::One => units.push(Unit::One),
                Piece::Text(text) => units.extend(text.chars().map(Unit::Letter)),
            }
        }
        units
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Letter(char),
    One,
    Any,
}
