//! The words of documents by the hundred thousand, for loads. What is found afterwards is what [`super::put_document()`],
//! [`super::put_file()`] and [`super::put_content()`] would have stored, for documents of which nothing is stored yet.

use std::collections::{BTreeSet, HashMap, HashSet};

use wayleave_db::{DbResult, Tx, row, sql};

use super::PassageKind;
use super::store::{
    Columns, DocumentTexts, Place, content_passages, document_passages, file_passages, indexed_columns,
    reserve_words,
};

/// How many passages one statement makes.
const PER_STATEMENT: usize = 32;

/// Everything that a new document is found by.
#[derive(Clone, Debug)]
pub struct LoadedTexts<'a> {
    /// The document.
    pub place: Place,
    /// Its own texts and values.
    pub texts: DocumentTexts<'a>,
    /// The place, the file's name and the code of each revision.
    pub files: Vec<(i64, &'a str, &'a str)>,
    /// The place of a revision and the pages of the text inside its file.
    pub contents: Vec<(i64, &'a [String])>,
}

/// A load of words; it remembers which words it has listed already.
#[derive(Debug, Default)]
pub struct WordLoad {
    listed: HashSet<String>,
}

/// A passage before it has a number.
struct Passage {
    place: Place,
    seq: i64,
    kind: PassageKind,
    page: i64,
    columns: Columns,
}

/// What tells passages apart; those that share it may change places.
type Spot = (i64, i64, i64, i64);

row! {
    struct Made { id: i64, document_id: i64, seq: i64, kind: i64, page: i64 }
}

impl WordLoad {
    /// Stores the words of these documents.
    pub async fn put(&mut self, tx: &mut Tx, documents: &[LoadedTexts<'_>]) -> DbResult<()> {
        let Some(organisation) = documents.first().map(|document| document.place.organisation) else {
            return Ok(());
        };
        let passages: Vec<Passage> = documents.iter().flat_map(passages).collect();
        for some in passages.chunks(PER_STATEMENT) {
            store(tx, some).await?;
        }
        let words = passages.into_iter().flat_map(|passage| passage.columns).flat_map(|(_, words)| words);
        let mut fresh = BTreeSet::new();
        for word in words {
            if !self.listed.contains(&word) {
                self.listed.insert(word.clone());
                fresh.insert(word);
            }
        }
        reserve_words(tx, organisation, &fresh).await
    }
}

fn passages(document: &LoadedTexts<'_>) -> Vec<Passage> {
    let mut all = Vec::new();
    let mut add = |seq: i64, kind: PassageKind, passages: super::store::Passages| {
        let place = document.place;
        all.extend(passages.into_iter().map(|(page, columns)| Passage { place, seq, kind, page, columns }));
    };
    add(0, PassageKind::Document, document_passages(&document.texts));
    for (seq, name, code) in &document.files {
        add(*seq, PassageKind::File, file_passages(name, code));
    }
    for (seq, pages) in &document.contents {
        add(*seq, PassageKind::Content, content_passages(pages));
    }
    all
}

async fn store(tx: &mut Tx, passages: &[Passage]) -> DbResult<()> {
    let mut text =
        sql("insert into passage (organisation_id, project_id, document_id, seq, kind, page) values ");
    let mut waiting: HashMap<Spot, Vec<Columns>> = HashMap::new();
    for (at, passage) in passages.iter().enumerate() {
        let (place, kind) = (passage.place, passage.kind as i64);
        text.push(if at == 0 { "(" } else { ", (" }).arg(place.organisation).push(", ").arg(place.project);
        for value in [place.document.get(), passage.seq, kind, passage.page] {
            text.push(", ").arg(value);
        }
        text.push(")");
        let spot = (place.document.get(), passage.seq, kind, passage.page);
        waiting.entry(spot).or_default().push(indexed_columns(place.project, &passage.columns));
    }
    text.push(" returning id, document_id, seq, kind, page");
    let mut words = Vec::with_capacity(passages.len());
    for made in tx.all::<Made>(text).await? {
        let spot = (made.document_id, made.seq, made.kind, made.page);
        if let Some(columns) = waiting.get_mut(&spot).and_then(Vec::pop) {
            words.push((made.id, columns));
        }
    }
    let words: Vec<_> = words.iter().map(|(id, columns)| (*id, columns.as_slice())).collect();
    tx.put_many_words(&words).await
}
