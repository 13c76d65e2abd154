//! What is stored to be found. Called in the transaction that writes the document or the revision, so that what is
//! committed can be found at once; the text inside files follows when a job has read it.

use std::collections::BTreeSet;

use wayleave_base::{DocumentId, OrganisationId, ProjectId};
use wayleave_db::{DbResult, Tx, WordColumn, row, sql};
use wayleave_query::{Source, words};

use super::PassageKind;
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
/// Passages with the page each stands on.
pub(super) type Passages = Vec<(i64, Columns)>;

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
    let further = description.map(|part| (0, vec![(WordColumn::Description, part)]));
    std::iter::once((0, first)).chain(further).collect()
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
    vec![(0, vec![(WordColumn::Rest, file)])]
}

/// Stores the text inside a revision's file, page by page.
pub async fn put_content(tx: &mut Tx, place: Place, seq: i64, pages: &[String]) -> DbResult<()> {
    put(tx, place, seq, PassageKind::Content, content_passages(pages)).await
}

pub(super) fn content_passages(pages: &[String]) -> Passages {
    let mut passages = Vec::new();
    for (page, text) in pages.iter().enumerate() {
        for part in parts(&cut(text)) {
            passages.push((page as i64 + 1, vec![(WordColumn::Rest, part)]));
        }
    }
    passages
}

/// What is stored of a revision's file follows it to another document or place.
pub async fn move_file(tx: &mut Tx, from: (DocumentId, i64), to: (DocumentId, i64)) -> DbResult<()> {
    if from == to {
        return Ok(());
    }
    let text =
        sql("update passage set document_id = $3, seq = $4 where document_id = $1 and seq = $2 and kind > 0")
            .bind(from.0)
            .bind(from.1)
            .bind(to.0)
            .bind(to.1);
    tx.execute(text).await.map(|_| ())
}

/// Forgets everything that a document is found by.
pub async fn forget(tx: &mut Tx, document: DocumentId) -> DbResult<()> {
    tx.drop_words(&sql("select id from passage where document_id = $1").bind(document)).await?;
    tx.execute(sql("delete from passage where document_id = $1").bind(document)).await.map(|_| ())
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
    let mut before = sql("select id from passage where document_id = $1 and seq = $2 and kind = $3")
        .bind(place.document)
        .bind(seq)
        .bind(kind as i64);
    tx.drop_words(&before).await?;
    let text = before.text().replace("select id from", "delete from");
    before = before.with_text(text);
    tx.execute(before).await?;
    let mut known = BTreeSet::new();
    for (page, columns) in passages {
        let id = tx
            .int(
                sql("insert into passage (organisation_id, project_id, document_id, seq, kind, page)
                     values ($1, $2, $3, $4, $5, $6) returning id as n")
                .bind(place.organisation)
                .bind(place.project)
                .bind(place.document)
                .bind(seq)
                .bind(kind as i64)
                .bind(page),
            )
            .await?;
        tx.put_words(id, &indexed_columns(place.project, &columns)).await?;
        known.extend(columns.into_iter().flat_map(|(_, words)| words));
    }
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
