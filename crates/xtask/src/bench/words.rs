//! What the documents of the measured world are found by: titles and descriptions, a field of the organisation's own, and
//! for one document of ten the text inside its file. The words are as frequent as words are: the second half as often as
//! the first, the hundredth a hundredth as often.

use std::collections::BTreeSet;

use anyhow::Result;
use wayleave_access::ledger::bulk::BulkDocument;
use wayleave_access::search::{DocumentTexts, LoadedTexts, Place, Source, WordLoad};
use wayleave_base::{Clock, DocumentId, OrganisationId};
use wayleave_db::Tx;

use super::load::{Loader, insert};
use crate::drawings::dice::Dice;

/// The organisation's own field that documents are searched by.
pub const FIELD: &str = "fire_rating";
/// A word that stands in the title of one document of twenty thousand.
pub const RARE: &str = "chlorination";
/// How many words there are beside those of the trade.
const OTHERS: usize = 20_000;
/// One document of so many has text inside its file.
const WITH_TEXT: usize = 10;
/// How many words that text has.
const TEXT: usize = 400;
/// How many documents are put into the index at a time.
const CHUNK: usize = 512;

/// The words of the trade, the most frequent first.
const TRADE: [&str; 40] = [
    "level",
    "plan",
    "wall",
    "floor",
    "concrete",
    "steel",
    "door",
    "fire",
    "pipe",
    "foundation",
    "beam",
    "column",
    "slab",
    "window",
    "stair",
    "drainage",
    "cable",
    "duct",
    "ceiling",
    "roof",
    "facade",
    "insulation",
    "bracket",
    "anchor",
    "screed",
    "sprinkler",
    "valve",
    "pump",
    "riser",
    "shaft",
    "parapet",
    "gutter",
    "lintel",
    "handrail",
    "elevator",
    "tunnel",
    "retaining",
    "piling",
    "waterproofing",
    "formwork",
];
/// Parts that other words are put together from.
const PARTS: [&str; 24] = [
    "ba", "de", "fi", "gor", "hal", "ki", "lum", "mer", "nor", "ost", "per", "qua", "ras", "sul", "tan",
    "ul", "ver", "wic", "yor", "zen", "bru", "cla", "dri", "fen",
];

/// Makes the words, and puts them into the index.
pub struct Words {
    dice: Dice,
    vocabulary: Vec<String>,
    load: WordLoad,
}

impl Words {
    /// The vocabulary, with nothing put yet.
    pub fn new() -> Words {
        let mut dice = Dice::new(6, "vocabulary");
        let mut vocabulary: Vec<String> = TRADE.iter().map(|&word| word.to_owned()).collect();
        let mut known: BTreeSet<String> = vocabulary.iter().cloned().collect();
        while vocabulary.len() < OTHERS + TRADE.len() {
            let word: String = (0..2 + dice.below(3)).map(|_| dice.pick(&PARTS)).collect();
            if known.insert(word.clone()) {
                vocabulary.push(word);
            }
        }
        Words { dice: Dice::new(7, "words"), vocabulary, load: WordLoad::default() }
    }

    /// A word; which place of the vocabulary it has is spread evenly over the logarithm.
    fn word(&mut self) -> &str {
        let share = (self.dice.next() >> 11) as f64 / (1_u64 << 53) as f64;
        let place = (self.vocabulary.len() as f64).powf(share) as usize - 1;
        &self.vocabulary[place.min(self.vocabulary.len() - 1)]
    }

    fn words(&mut self, count: usize) -> String {
        let mut text = String::new();
        for _ in 0..count {
            text.push_str(self.word());
            text.push(' ');
        }
        text
    }

    /// Puts the words of documents that were just made.
    pub async fn put(
        &mut self,
        tx: &mut Tx,
        organisation: OrganisationId,
        made: &[(DocumentId, &BulkDocument)],
    ) -> Result<()> {
        for chunk in made.chunks(CHUNK) {
            let texts: Vec<Texts> = chunk.iter().map(|(_, document)| self.texts(document)).collect();
            let loaded: Vec<LoadedTexts<'_>> = chunk
                .iter()
                .zip(&texts)
                .map(|((id, document), texts)| texts.of(organisation, *id, document))
                .collect();
            self.load.put(tx, &loaded).await?;
        }
        Ok(())
    }

    fn texts(&mut self, document: &BulkDocument) -> Texts {
        let mut title = format!("{} {}", document.title.0, self.words(3));
        if self.dice.one_in(20_000) {
            title.push_str(RARE);
        }
        let description = self.words(12);
        let rating = ["EI30", "EI60", "EI90", ""][self.dice.below(4)];
        let content = if self.dice.one_in(WITH_TEXT) { vec![self.words(TEXT)] } else { Vec::new() };
        Texts { title, description, rating, content }
    }
}

/// What one document is found by.
struct Texts {
    title: String,
    description: String,
    rating: &'static str,
    content: Vec<String>,
}

impl Texts {
    fn of<'a>(
        &'a self,
        organisation: OrganisationId,
        id: DocumentId,
        document: &'a BulkDocument,
    ) -> LoadedTexts<'a> {
        let revisions = document.revisions.iter().enumerate();
        let last = document.revisions.len() as i64;
        LoadedTexts {
            place: Place { organisation, project: document.project, document: id },
            texts: DocumentTexts {
                number: &document.number.0,
                title: &self.title,
                description: &self.description,
                tags: &[],
                values: vec![
                    (Source::Type, &document.document_type),
                    (Source::Discipline, &document.discipline),
                    (Source::Custom(FIELD.to_owned()), self.rating),
                ],
            },
            files: revisions
                .map(|(at, revision)| (at as i64 + 1, revision.filename.as_str(), revision.code.as_str()))
                .collect(),
            contents: if self.content.is_empty() {
                Vec::new()
            } else {
                vec![(last, self.content.as_slice())]
            },
        }
    }
}

/// The organisation's own field.
pub async fn make_field(loader: &mut Loader) -> Result<()> {
    let (mut tx, _) = loader.batch("field", 1).await?;
    let columns = ["organisation_id", "key", "label", "kind", "position", "created_at"];
    let row = vec![
        loader.organisation.into(),
        FIELD.into(),
        "Fire rating".into(),
        "text".into(),
        100_i64.into(),
        Clock::system().now().into(),
    ];
    insert(&mut tx, "metadata_field", &columns, vec![row]).await?;
    tx.commit().await?;
    Ok(())
}
