//! How text becomes words. Stored text and questions go through the same function, so that both engines agree: the
//! engines index what comes out of here and cut nothing themselves.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The most letters of a word that count. What is longer is no word that somebody types (a number without end in a
/// drawing's coordinates, a picture written as letters), and PostgreSQL takes no word of more than 2,046 bytes.
pub const MOST_LETTERS: usize = 255;

/// A word of a text and where it stood, in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The folded word.
    pub text: String,
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// Lower case without diacritics and in compatible letters: `Façade` and `FACADE` are the same.
#[must_use]
pub fn fold(text: &str) -> String {
    text.chars().flat_map(folded).collect()
}

fn folded(letter: char) -> impl Iterator<Item = char> {
    std::iter::once(letter)
        .nfkd()
        .filter(|part| !is_combining_mark(*part))
        .flat_map(char::to_lowercase)
        // Lower case may bring marks back, as in the Turkish capital İ.
        .filter(|part| !is_combining_mark(*part))
}

/// The words of a text: runs of letters and digits, folded. Letters of scripts that are written without spaces are each
/// a word of their own, so that a phrase of them finds any part of a sentence. Of a word only the first
/// 255 letters count.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut open = false;
    let mut letters = 0;
    for (at, letter) in text.chars().enumerate() {
        for part in folded(letter) {
            if !part.is_alphanumeric() {
                open = false;
                continue;
            }
            let alone = stands_alone(part);
            match found.last_mut().filter(|_| open && !alone) {
                Some(word) => {
                    letters += 1;
                    if letters <= MOST_LETTERS {
                        word.text.push(part);
                    }
                    word.end = at + 1;
                }
                None => {
                    letters = 1;
                    found.push(Word { text: part.into(), start: at, end: at + 1 });
                }
            }
            open = !alone;
        }
        // A mark by itself folds to nothing and does not end the word it sits on.
        if folded(letter).next().is_none() && !is_combining_mark(letter) {
            open = false;
        }
    }
    found
}

/// Is the letter of a script written without spaces between words?
pub(crate) fn stands_alone(letter: char) -> bool {
    matches!(u32::from(letter),
        0x0E00..=0x0EFF // Thai, Lao
        | 0x1000..=0x109F // Burmese
        | 0x1780..=0x17FF // Khmer
        | 0x3040..=0x30FF // Hiragana, Katakana
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF // Han
        | 0x20000..=0x3FFFF)
}
