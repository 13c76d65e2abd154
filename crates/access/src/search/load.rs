//! The words of documents by the hundred thousand, for loads. What is found afterwards is what [`super::put_document()`],
//! [`super::put_file()`] and [`super::put_content()`] would have stored, for documents of which nothing is stored yet.

use std::collections::{BTreeSet, HashSet};

use wayleave_base::ProjectId;
use wayleave_db::{DbResult, Tx};

use super::PassageKind;
use super::number::numbers;
use super::store::{
    Columns, DocumentTexts, Passages, Place, content_passages, document_passages, file_passages,
    indexed_columns, reserve_words,
};

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

impl WordLoad {
    /// Stores the words of these documents.
    pub async fn put(&mut self, tx: &mut Tx, documents: &[LoadedTexts<'_>]) -> DbResult<()> {
        let Some(organisation) = documents.first().map(|document| document.place.organisation) else {
            return Ok(());
        };
        let passages: Vec<(i64, ProjectId, Columns)> = documents.iter().flat_map(passages).collect();
        let indexed: Vec<(i64, Columns)> = passages
            .iter()
            .map(|(number, project, columns)| (*number, indexed_columns(*project, columns)))
            .collect();
        let indexed: Vec<_> = indexed.iter().map(|(number, words)| (*number, words.as_slice())).collect();
        tx.put_many_words(&indexed).await?;
        let mut fresh = BTreeSet::new();
        for word in passages.into_iter().flat_map(|(.., columns)| columns).flat_map(|(_, words)| words) {
            if !self.listed.contains(&word) {
                self.listed.insert(word.clone());
                fresh.insert(word);
            }
        }
        reserve_words(tx, organisation, &fresh).await
    }
}

fn passages(document: &LoadedTexts<'_>) -> Vec<(i64, ProjectId, Columns)> {
    let mut all = Vec::new();
    let place = document.place;
    let mut add = |seq: i64, kind: PassageKind, passages: Passages| {
        let numbers = numbers(place.document, seq, kind).into_iter().flatten();
        all.extend(numbers.zip(passages).map(|(number, columns)| (number, place.project, columns)));
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
