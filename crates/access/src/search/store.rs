//! What is stored to be found. Called in the transaction that writes the document or the revision, so that what is
//! committed can be found at once; the text inside files follows when a job has read it.

use std::collections::BTreeSet;

use wayleave_base::{DocumentId, OrganisationId, ProjectId};
use wayleave_db::{DbResult, Tx, WordColumn, row, sql};
use wayleave_query::{Source, words};

use super::PassageKind;
use super::number::{numbers, numbers_of};
use super::terms::{indexed, whole_word};

/// How many words of a long text one passage holds, and how many of them the next one repeats so that no phrase of that
/// length falls between two.
const PASSAGE: usize = 192;
const OVERLAP: usize = wayleave_query::MAX_PHRASE;
/// How many words one statement adds to the list of known ones.
const WORDS_PER_STATEMENT: usize = 400;

/// Which document is stored.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The project.
    pub project: ProjectId,
    /// The document.
    pub document: DocumentId,
}

/// The texts and values of a document.
#[derive(Clone, Debug, Default)]
pub struct DocumentTexts<'a> {
    /// The number.
    pub number: &'a str,
    /// The title.
    pub title: &'a str,
    /// The description.
    pub description: &'a str,
    /// The tags.
    pub tags: &'a [String],
    /// Whole values by field; empty ones are left out.
    pub values: Vec<(Source, &'a str)>,
}

/// The words of a passage by column.
pub(super) type Columns = Vec<(WordColumn, Vec<String>)>;
/// Passages in their order.
pub(super) type Passages = Vec<Columns>;

fn cut(text: &str) -> Vec<String> {
    words(text).into_iter().map(|word| word.text).collect()
}

/// Stores a document's own texts and values in place of those stored before.
pub async fn put_document(tx: &mut Tx, place: Place, texts: &DocumentTexts<'_>) -> DbResult<()> {
    put(tx, place, 0, PassageKind::Document, document_passages(texts)).await
}

pub(super) fn document_passages(texts: &DocumentTexts<'_>) -> Passages {
    let mut number = cut(texts.number);
    // The number as a whole stands behind its words, one place apart, so that no phrase runs into it.
    number.push(whole_word(&Source::Number, texts.number));
    let mut rest: Vec<String> = Vec::new();
    for tag in texts.tags {
        rest.extend(cut(tag));
        rest.push(String::from(GAP));
    }
    for (source, value) in texts.values.iter().filter(|(_, value)| !value.trim().is_empty()) {
        rest.push(whole_word(source, value));
    }
    // Hardly any description has a second part.
    let mut description = parts(&cut(texts.description)).into_iter();
    let first = vec![
        (WordColumn::Number, number),
        (WordColumn::Title, cut(texts.title)),
        (WordColumn::Description, description.next().unwrap_or_default()),
        (WordColumn::Rest, rest),
    ];
    let further = description.map(|part| vec![(WordColumn::Description, part)]);
    std::iter::once(first).chain(further).collect()
}

/// A word between two tags, which are no phrase together.
const GAP: char = '\u{E0FF}';

/// Stores the name of a revision's file and the revision's code.
pub async fn put_file(tx: &mut Tx, place: Place, seq: i64, name: &str, code: &str) -> DbResult<()> {
    put(tx, place, seq, PassageKind::File, file_passages(name, code)).await
}

pub(super) fn file_passages(name: &str, code: &str) -> Passages {
    let mut file = cut(name);
    file.push(whole_word(&Source::Revision, code));
    vec![vec![(WordColumn::Rest, file)]]
}

/// Stores the text inside a revision's file, page by page; no phrase runs from one page into the next.
pub async fn put_content(tx: &mut Tx, place: Place, seq: i64, pages: &[String]) -> DbResult<()> {
    put(tx, place, seq, PassageKind::Content, content_passages(pages)).await
}

pub(super) fn content_passages(pages: &[String]) -> Passages {
    let parts = pages.iter().flat_map(|text| parts(&cut(text)));
    parts.map(|part| vec![(WordColumn::Rest, part)]).collect()
}

/// What is stored of a revision's file follows it to another document or place.
pub async fn move_file(tx: &mut Tx, from: (DocumentId, i64), to: (DocumentId, i64)) -> DbResult<()> {
    for kind in [PassageKind::File, PassageKind::Content] {
        let Some(old) = numbers(from.0, from.1, kind) else { continue };
        match numbers(to.0, to.1, kind) {
            Some(new) if new == old => {}
            Some(new) => tx.move_words(old.clone(), new.start() - old.start()).await?,
            None => tx.drop_words(old).await?,
        }
    }
    Ok(())
}

/// Forgets everything that a document is found by.
pub async fn forget(tx: &mut Tx, document: DocumentId) -> DbResult<()> {
    tx.drop_words(numbers_of(document)).await
}

/// A long text in overlapping parts.
fn parts(words: &[String]) -> Vec<Vec<String>> {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let end = words.len().min(at + PASSAGE);
        parts.push(words.get(at..end).unwrap_or_default().to_vec());
        if end == words.len() {
            break;
        }
        at = end - OVERLAP;
    }
    parts
}

/// The words of a passage as they stand in the index.
pub(super) fn indexed_columns(project: ProjectId, columns: &Columns) -> Columns {
    let indexed = |words: &Vec<String>| words.iter().map(|word| indexed(project, word)).collect();
    columns.iter().map(|(column, words)| (*column, indexed(words))).collect()
}

async fn put(tx: &mut Tx, place: Place, seq: i64, kind: PassageKind, passages: Passages) -> DbResult<()> {
    let Some(numbers) = numbers(place.document, seq, kind) else { return Ok(()) };
    tx.drop_words(numbers.clone()).await?;
    let numbered: Vec<(i64, Columns)> = numbers
        .zip(&passages)
        .map(|(number, columns)| (number, indexed_columns(place.project, columns)))
        .collect();
    let words: Vec<_> = numbered.iter().map(|(number, columns)| (*number, columns.as_slice())).collect();
    tx.put_many_words(&words).await?;
    let known = passages.into_iter().flatten().flat_map(|(_, words)| words).collect();
    reserve_words(tx, place.organisation, &known).await
}

/// Adds words to the list of those that patterns are looked up in.
pub(super) async fn reserve_words(
    tx: &mut Tx,
    organisation: OrganisationId,
    words: &BTreeSet<String>,
) -> DbResult<()> {
    let words: Vec<&String> = words.iter().collect();
    for batch in words.chunks(WORDS_PER_STATEMENT) {
        let mut text = sql("insert into search_word (organisation_id, word) values ");
        for (at, word) in batch.iter().enumerate() {
            text.push(if at == 0 { "(" } else { ", (" }).arg(organisation).push(", ").arg(word.as_str());
            text.push(")");
        }
        text.push(" on conflict do nothing");
        tx.execute(text).await?;
    }
    Ok(())
}

row! {
    struct Stored { word: String }
}

/// Was each of these whole values ever stored in the organisation? What was once in use stays known. At most 400.
pub async fn ever_stored(
    tx: &mut Tx,
    organisation: OrganisationId,
    values: &[(Source, &str)],
) -> DbResult<Vec<bool>> {
    let words: Vec<String> = values.iter().map(|(source, value)| whole_word(source, value)).collect();
    let mut text =
        sql("select word from search_word where organisation_id = $1 and word in ").bind(organisation);
    text.text_list(&words);
    let known: Vec<Stored> = tx.all(text).await?;
    let known: BTreeSet<&str> = known.iter().map(|row| row.word.as_str()).collect();
    Ok(words.iter().map(|word| known.contains(word.as_str())).collect())
}
