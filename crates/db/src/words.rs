//! The full-text index of either engine behind one shape: numbered passages of ready-made words in four columns.
//!
//! Neither engine cuts or changes a word: what is stored and what is asked are made by the same code, so that both give
//! the same answers. SQLite keeps the words in FTS5, PostgreSQL in a `tsvector` with a weight for each column.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::RangeInclusive;

use crate::{DbResult, Engine, Tx, sql};

/// How many passages one statement stores.
const PASSAGES_PER_STATEMENT: usize = 32;

/// Where in a passage's number the document stands, above the revision.
pub const PASSAGE_DOCUMENT: u32 = 31;
/// Where in a passage's number the revision stands, above the passage's place in it.
pub const PASSAGE_REVISION: u32 = 16;

/// The words of a passage by column.
pub type PassageWords = [(WordColumn, Vec<String>)];

/// A column of a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WordColumn {
    /// The document's number.
    Number,
    /// The title.
    Title,
    /// The description.
    Description,
    /// Tags, and the words of passages that have one column only.
    Rest,
}

/// What may stand at one place of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lexeme {
    /// This word.
    Exact(String),
    /// A word that begins so.
    Prefix(String),
    /// Any of these words; none of them matches nothing.
    AnyOf(Vec<String>),
}

/// Words in this order, in one column or, without one, within any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// In which column.
    pub column: Option<WordColumn>,
    /// Which words.
    pub words: Vec<Lexeme>,
}

impl Lexeme {
    fn is(&self, word: &str) -> bool {
        match self {
            Self::Exact(wanted) => word == wanted,
            Self::Prefix(beginning) => word.starts_with(beginning.as_str()),
            Self::AnyOf(words) => words.iter().any(|wanted| word == wanted),
        }
    }
}

impl Phrase {
    /// Does the phrase stand in these texts, which [`Engine::word_texts`] reads in the order of [`WordColumn::ALL`]?
    #[must_use]
    pub fn stands_in(&self, texts: [&str; 4]) -> bool {
        let stands = |text: &str| {
            let words: Vec<&str> = text.split(' ').collect();
            words.windows(self.words.len().max(1)).any(|some| {
                some.len() == self.words.len()
                    && self.words.iter().zip(some).all(|(lexeme, word)| lexeme.is(word))
            })
        };
        WordColumn::ALL
            .iter()
            .zip(texts)
            .any(|(column, text)| self.column.is_none_or(|wanted| wanted == *column) && stands(text))
    }
}

impl WordColumn {
    /// All, in the order of storage.
    pub const ALL: [Self; 4] = [Self::Number, Self::Title, Self::Description, Self::Rest];

    fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Title => "title",
            Self::Description => "description",
            Self::Rest => "rest",
        }
    }

    fn weight(self) -> char {
        match self {
            Self::Number => 'A',
            Self::Title => 'B',
            Self::Description => 'C',
            Self::Rest => 'D',
        }
    }
}

impl Engine {
    /// The condition that the words `w` match, around the placeholder of a text that [`Engine::phrase_query`] made.
    #[must_use]
    pub fn words_match(self) -> (&'static str, &'static str) {
        match self {
            Self::Sqlite => ("w.passage_words match ", ""),
            Self::Postgres => ("w.words @@ ", "::tsquery"),
        }
    }

    /// The column of the words `w` with the passage's number.
    #[must_use]
    pub fn word_id(self) -> &'static str {
        match self {
            Self::Sqlite => "w.rowid",
            Self::Postgres => "w.id",
        }
    }

    /// The condition that the words `w` are of the document whose id this expression tells, as the engine looks it up.
    #[must_use]
    pub fn words_of(self, document: &str) -> String {
        match self {
            Self::Sqlite => format!(
                "w.rowid >= ({document} << {PASSAGE_DOCUMENT}) and w.rowid <= (({document} << {PASSAGE_DOCUMENT}) | {})",
                (1_i64 << PASSAGE_DOCUMENT) - 1
            ),
            Self::Postgres => format!("(w.id >> {PASSAGE_DOCUMENT}) = {document}"),
        }
    }

    /// Does the engine tell all that matches sooner than whether a few passages do, one by one?
    #[must_use]
    pub fn tells_words_at_once(self) -> bool {
        self == Self::Sqlite
    }

    /// The columns of `w` that hold the words of a passage, apart by blanks, for an engine that tells them sooner than it
    /// tells whether a passage matches; `None` where the condition of [`Engine::words_match`] is as good.
    #[must_use]
    pub fn word_texts(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => Some("w.number, w.title, w.description, w.rest"),
            Self::Postgres => None,
        }
    }

    /// The engine's question for passages that hold the phrase; `None` when nothing can match.
    #[must_use]
    pub fn phrase_query(self, Phrase { column, words: phrase }: &Phrase) -> Option<String> {
        if phrase.is_empty() || phrase.contains(&Lexeme::AnyOf(Vec::new())) {
            return None;
        }
        Some(match self {
            Self::Sqlite => {
                let scope = column.map_or(String::new(), |column| format!("{{{}}} : ", column.name()));
                format!("{scope}({})", fts5_choices(phrase).join(" OR "))
            }
            Self::Postgres => {
                let weight = column.map_or(String::new(), |column| column.weight().to_string());
                phrase.iter().map(|lexeme| tsquery(lexeme, &weight)).collect::<Vec<_>>().join(" <-> ")
            }
        })
    }
}

/// FTS5 knows no alternatives within a phrase, so each combination is a phrase of its own.
fn fts5_choices(phrase: &[Lexeme]) -> Vec<String> {
    let mut choices = vec![String::new()];
    for lexeme in phrase {
        let words: Vec<String> = match lexeme {
            Lexeme::Exact(word) => vec![quoted(word, '"')],
            Lexeme::Prefix(word) => vec![format!("{} *", quoted(word, '"'))],
            Lexeme::AnyOf(words) => words.iter().map(|word| quoted(word, '"')).collect(),
        };
        choices =
            choices
                .iter()
                .flat_map(|before| {
                    words.iter().map(move |word| {
                        if before.is_empty() { word.clone() } else { format!("{before} + {word}") }
                    })
                })
                .collect();
    }
    choices
}

fn tsquery(lexeme: &Lexeme, weight: &str) -> String {
    match lexeme {
        Lexeme::Exact(word) if weight.is_empty() => quoted(word, '\''),
        Lexeme::Exact(word) => format!("{}:{weight}", quoted(word, '\'')),
        Lexeme::Prefix(word) => format!("{}:*{weight}", quoted(word, '\'')),
        Lexeme::AnyOf(words) => {
            let words: Vec<String> =
                words.iter().map(|word| tsquery(&Lexeme::Exact(word.clone()), weight)).collect();
            format!("({})", words.join(" | "))
        }
    }
}

/// The word between quotation marks; both engines double a mark within, and a backslash is one to PostgreSQL alone.
fn quoted(word: &str, mark: char) -> String {
    let mut text = String::from(mark);
    for letter in word.chars() {
        if letter == mark || (letter == '\\' && mark == '\'') {
            text.push(letter);
        }
        text.push(letter);
    }
    text.push(mark);
    text
}

/// Words with their places; columns are kept apart, so that no phrase runs from one into the next.
fn tsvector(columns: &PassageWords) -> String {
    let mut places: BTreeMap<&str, String> = BTreeMap::new();
    let mut place = 0;
    for (column, words) in columns {
        place += 2;
        for word in words {
            place += 1;
            let list = places.entry(word).or_default();
            let comma = if list.is_empty() { "" } else { "," };
            let _ = write!(list, "{comma}{place}{}", column.weight());
        }
    }
    let words: Vec<String> =
        places.iter().map(|(word, places)| format!("{}:{places}", quoted(word, '\''))).collect();
    words.join(" ")
}

/// The words of one column, apart by blanks.
fn joined(columns: &PassageWords, wanted: WordColumn) -> String {
    let words = columns.iter().filter(|(column, _)| *column == wanted);
    words.flat_map(|(_, words)| words.iter().map(String::as_str)).collect::<Vec<_>>().join(" ")
}

impl Tx {
    /// Stores the words of the passage with this number, which must be new.
    pub async fn put_words(&mut self, id: i64, columns: &PassageWords) -> DbResult<()> {
        self.put_many_words(&[(id, columns)]).await
    }

    /// Stores the words of several passages, each of which must be new.
    pub async fn put_many_words(&mut self, passages: &[(i64, &PassageWords)]) -> DbResult<()> {
        let engine = self.engine();
        for some in passages.chunks(PASSAGES_PER_STATEMENT) {
            let mut statement = sql(match engine {
                Engine::Sqlite => {
                    "insert into passage_words (rowid, number, title, description, rest) values "
                }
                Engine::Postgres => "insert into passage_words (id, words) values ",
            });
            for (at, (id, columns)) in some.iter().enumerate() {
                statement.push(if at == 0 { "(" } else { ", (" }).arg(*id);
                match engine {
                    Engine::Sqlite => {
                        for column in WordColumn::ALL {
                            statement.push(", ").arg(joined(columns, column));
                        }
                    }
                    Engine::Postgres => {
                        statement.push(", ").arg(tsvector(columns)).push("::text::tsvector");
                    }
                }
                statement.push(")");
            }
            self.execute(statement).await?;
        }
        Ok(())
    }

    /// Merges a little of the index of words, at most so many of its pages, and answers whether it may have more to merge.
    /// A question looks into every part of the index, and each of many writes leaves a part of its own. PostgreSQL merges
    /// by itself.
    pub async fn merge_words(&mut self, pages: i64) -> DbResult<bool> {
        if self.engine() == Engine::Postgres {
            return Ok(false);
        }
        let before = self.int(sql("select total_changes() as n")).await?;
        self.execute(sql("insert into passage_words (passage_words, rank) values ('merge', $1)").bind(pages))
            .await?;
        // The command itself counts as one change, by the engine's own documentation.
        Ok(self.int(sql("select total_changes() as n")).await? - before >= 2)
    }

    /// Forgets the words of the passages with these numbers.
    pub async fn drop_words(&mut self, passages: RangeInclusive<i64>) -> DbResult<()> {
        let statement = sql(match self.engine() {
            Engine::Sqlite => "delete from passage_words where rowid >= $1 and rowid <= $2",
            Engine::Postgres => "delete from passage_words where id >= $1 and id <= $2",
        });
        self.execute(statement.bind(*passages.start()).bind(*passages.end())).await.map(|_| ())
    }

    /// Gives the passages with these numbers others, so much higher or lower, which must be free.
    pub async fn move_words(&mut self, passages: RangeInclusive<i64>, by: i64) -> DbResult<()> {
        let statement = sql(match self.engine() {
            Engine::Sqlite => "update passage_words set rowid = rowid + $3 where rowid >= $1 and rowid <= $2",
            Engine::Postgres => "update passage_words set id = id + $3 where id >= $1 and id <= $2",
        });
        let statement = statement.bind(*passages.start()).bind(*passages.end()).bind(by);
        self.execute(statement).await.map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_put_as_each_engine_reads_them() {
        let phrase = [
            Lexeme::Exact("fire".to_owned()),
            Lexeme::AnyOf(vec!["door".to_owned(), "d'or".to_owned()]),
            Lexeme::Prefix("pla".to_owned()),
        ];
        let phrase = Phrase { column: Some(WordColumn::Title), words: phrase.to_vec() };
        assert_eq!(
            Engine::Sqlite.phrase_query(&phrase).as_deref(),
            Some(r#"{title} : ("fire" + "door" + "pla" * OR "fire" + "d'or" + "pla" *)"#)
        );
        assert_eq!(
            Engine::Postgres.phrase_query(&phrase).as_deref(),
            Some("'fire':B <-> ('door':B | 'd''or':B) <-> 'pla':*B")
        );
        let none = |words: &[Lexeme]| Phrase { column: None, words: words.to_vec() };
        assert_eq!(Engine::Sqlite.phrase_query(&none(&[])), None);
        assert_eq!(Engine::Postgres.phrase_query(&none(&[Lexeme::AnyOf(Vec::new())])), None);
    }

    #[test]
    fn a_phrase_stands_within_one_column() {
        let phrase = |column, words: &[Lexeme]| Phrase { column, words: words.to_vec() };
        let (fire, door) = (Lexeme::Exact("fire".to_owned()), Lexeme::Prefix("do".to_owned()));
        let texts = ["a 1", "old fire door", "", "fire"];
        assert!(phrase(None, &[fire.clone(), door.clone()]).stands_in(texts));
        assert!(phrase(Some(WordColumn::Title), std::slice::from_ref(&door)).stands_in(texts));
        assert!(!phrase(Some(WordColumn::Rest), &[fire.clone(), door.clone()]).stands_in(texts));
        assert!(!phrase(None, &[door.clone(), fire]).stands_in(texts));
        assert!(!phrase(None, &[Lexeme::AnyOf(vec!["old".to_owned()]), door]).stands_in(texts));
    }

    #[test]
    fn words_keep_their_places_and_columns_apart() {
        let columns = [
            (WordColumn::Number, vec!["a".to_owned(), "1".to_owned()]),
            (WordColumn::Title, vec!["a".to_owned()]),
        ];
        assert_eq!(tsvector(&columns), "'1':4A 'a':3A,7B");
    }
}
