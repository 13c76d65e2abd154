//! Terms as lexemes: whole values as one marked word, and patterns looked up among the words that were ever stored.

use wayleave_base::{OrganisationId, ProjectId};
use wayleave_db::{DbResult, Lexeme, Tx, row, sql};
use wayleave_query::{Pattern, Piece, Source};

/// How many words one pattern may stand for. A pattern that fits more finds the first of them by the alphabet.
const MAX_EXPANSION: i64 = 2_000;

/// What stands before a whole value, by field. These letters are of Unicode's private area, which no text that was cut
/// into words contains, so a value is never taken for a word of a text.
const FIRST_FIELD: u32 = 0xE100;
/// What stands before the key of a metadata field.
const CUSTOM: char = '\u{E0FE}';
/// What stands between the key of a metadata field and its value.
const CUSTOM_END: char = '\u{E0FD}';
/// What stands between a project and a word of it.
const PROJECT_END: char = '\u{E0FC}';
/// ASCII signs within a value are moved here, because an engine would cut at them.
const SIGNS: u32 = 0xE000;

/// A word as it stands in the index: behind its project, so that a question walks what this project holds of a word, and
/// neither what all the server holds nor how much that is can be felt in another.
pub(super) fn indexed(project: ProjectId, word: &str) -> String {
    format!("{:x}{PROJECT_END}{word}", project.get())
}

/// The same of what may stand at one place of a phrase.
pub(super) fn indexed_lexeme(project: ProjectId, lexeme: &Lexeme) -> Lexeme {
    match lexeme {
        Lexeme::Exact(word) => Lexeme::Exact(indexed(project, word)),
        Lexeme::Prefix(word) => Lexeme::Prefix(indexed(project, word)),
        Lexeme::AnyOf(words) => Lexeme::AnyOf(words.iter().map(|word| indexed(project, word)).collect()),
    }
}

/// The beginning of the word that a whole value of this field is stored as.
fn mark(source: &Source) -> String {
    let number = match source {
        Source::Custom(key) => {
            let key = moved(&wayleave_query::fold(key));
            return format!("{CUSTOM}{key}{CUSTOM_END}");
        }
        Source::Number => 0,
        Source::Type => 1,
        Source::Discipline => 2,
        Source::Zone => 3,
        Source::Stage => 4,
        Source::Level => 5,
        Source::Originator => 6,
        Source::Package => 7,
        Source::Programme => 8,
        Source::SubProgramme => 9,
        Source::Wbs => 10,
        Source::Revision => 11,
        _ => 12,
    };
    char::from_u32(FIRST_FIELD + number).map(String::from).unwrap_or_default()
}

/// The text with every ASCII sign that is neither letter nor digit moved out of the engines' way.
fn moved(text: &str) -> String {
    text.chars()
        .map(|letter| {
            let plain = !letter.is_ascii() || letter.is_ascii_alphanumeric();
            if plain { letter } else { char::from_u32(SIGNS + u32::from(letter)).unwrap_or(letter) }
        })
        .collect()
}

/// A whole value as one word.
pub(super) fn whole_word(source: &Source, value: &str) -> String {
    let folded = wayleave_query::fold(value.trim());
    let mut word = format!("{}{}", mark(source), moved(&folded));
    // PostgreSQL takes no longer word; only letters that fold into several others come here.
    word.truncate(word.floor_char_boundary(2_000));
    word
}

/// What a pattern for a whole value may be.
pub(super) async fn whole(
    tx: &mut Tx,
    organisation: OrganisationId,
    source: &Source,
    pattern: &Pattern,
) -> DbResult<Lexeme> {
    let mark = mark(source);
    lookup(tx, organisation, &mark, pattern, moved).await
}

/// What each word of a phrase may be.
pub(super) async fn phrase(
    tx: &mut Tx,
    organisation: OrganisationId,
    words: &[Pattern],
) -> DbResult<Vec<Lexeme>> {
    let mut lexemes = Vec::with_capacity(words.len());
    for word in words {
        lexemes.push(lookup(tx, organisation, "", word, str::to_owned).await?);
    }
    Ok(lexemes)
}

row! {
    struct Known { word: String }
}

/// Exact words and beginnings are left to the engine; other patterns are looked up. Words of texts and marked values are
/// told apart by their first letter.
async fn lookup(
    tx: &mut Tx,
    organisation: OrganisationId,
    mark: &str,
    pattern: &Pattern,
    store: impl Fn(&str) -> String,
) -> DbResult<Lexeme> {
    if let Some(text) = pattern.as_exact() {
        return Ok(Lexeme::Exact(format!("{mark}{}", store(text))));
    }
    if let Some(text) = pattern.as_prefix() {
        return Ok(Lexeme::Prefix(format!("{mark}{}", store(text))));
    }
    if pattern.is_anything() && !mark.is_empty() {
        return Ok(Lexeme::Prefix(mark.to_owned()));
    }
    let mut like = mark.to_owned();
    for piece in pattern.pieces() {
        match piece {
            Piece::Any => like.push('%'),
            Piece::One => like.push('_'),
            Piece::Text(text) => like.push_str(&store(text)),
        }
    }
    let beginning = format!("{mark}{}", store(pattern.beginning()));
    let mut text = sql("select word from search_word where organisation_id = $1").bind(organisation);
    if mark.is_empty() && beginning.is_empty() {
        // Marked words sort behind all words of texts.
        text.push(" and word < ").arg("\u{E000}");
    } else {
        text.push(" and word >= ").arg(beginning.clone());
        text.push(" and word < ").arg(format!("{beginning}\u{10FFFF}"));
    }
    text.push(" and word like ").arg(like).push(" escape '\\' order by word limit ").arg(MAX_EXPANSION);
    let known: Vec<Known> = tx.all(text).await?;
    Ok(Lexeme::AnyOf(known.into_iter().map(|row| row.word).collect()))
}
