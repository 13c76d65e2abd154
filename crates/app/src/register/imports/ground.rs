//! What the rows of a sheet are checked against: looked up once for all of them, five hundred at a time.

use std::collections::{HashMap, HashSet};

use wayleave_access::ProjectFacts;
use wayleave_access::documents::{self, Visible};
use wayleave_base::DocumentId;
use wayleave_db::{row, sql};

use super::super::checks::Choices;
use super::super::lookup::{self, Numbered};
use super::super::numbering::Numberer;
use super::super::{keys, rows};
use super::files::Files;
use super::sheet::{Columns, Line};
use crate::error::Result;
use crate::metadata::model::Values;
use crate::metadata::values;
use crate::settings::{self, Register};
use crate::work::Work;

/// How many documents are looked up at a time.
const PART: usize = 500;

/// What rows are checked against.
pub struct Ground<'a> {
    /// The standing of whoever imports.
    pub facts: &'a ProjectFacts,
    /// The columns.
    pub columns: &'a Columns,
    /// The numbering.
    pub numberer: Numberer,
    /// The fields and their choices.
    pub choices: Choices,
    /// The settings of the register.
    pub register: Register,
    /// The documents that have a number of the sheet, by its key.
    pub known: HashMap<String, Numbered>,
    /// Numbers by what the eye takes them for.
    pub alike: HashMap<String, Vec<String>>,
    /// Those of the documents that are within reach.
    pub visible: HashMap<DocumentId, Visible>,
    /// The documents that rows name by their ids.
    pub by_id: HashMap<String, DocumentId>,
    /// What they have in own fields.
    pub values: HashMap<DocumentId, Values>,
    /// The revisions that they have.
    pub codes: HashSet<(DocumentId, String)>,
    /// The files given.
    pub files: Files,
    /// The rows that named a number or a document before.
    pub said: HashMap<String, usize>,
}

row! {
    struct CodeRow { document_id: DocumentId, code_key: String }
}
row! {
    struct IdRow { id: DocumentId, public_id: String }
}

impl<'a> Ground<'a> {
    /// Looks up everything that the rows name.
    pub async fn load(
        work: &mut Work,
        facts: &'a ProjectFacts,
        columns: &'a Columns,
        numberer: Numberer,
        (lines, uploads): (&[Line], &[String]),
    ) -> Result<Self> {
        let ids: Vec<&str> = uploads.iter().map(String::as_str).collect();
        let staged = if ids.is_empty() { HashMap::new() } else { rows::staged(work, facts, &ids).await? };
        let files = Files::new(&numberer, uploads, staged);
        let mut ground = Self {
            facts,
            columns,
            choices: Choices(numberer.catalogue.clone()),
            register: settings::read(
                &mut work.tx,
                work.organisation.id,
                Some(facts.project),
                settings::REGISTER,
            )
            .await?,
            numberer,
            known: HashMap::new(),
            alike: HashMap::new(),
            visible: HashMap::new(),
            by_id: HashMap::new(),
            values: HashMap::new(),
            codes: HashSet::new(),
            files,
            said: HashMap::new(),
        };
        ground.load_known(work, lines).await?;
        ground.load_alike(work, lines).await?;
        Ok(ground)
    }

    /// The documents that rows name, by number or by id.
    async fn load_known(&mut self, work: &mut Work, lines: &[Line]) -> Result<()> {
        for part in lines.chunks(PART) {
            let of = |field: &'static str| {
                part.iter().map(move |line| line.get(field)).filter(|text| !text.is_empty())
            };
            let numbers: Vec<&str> = of("number").collect();
            if !numbers.is_empty() {
                for row in lookup::numbered(&mut work.tx, self.facts.project, &numbers, false).await? {
                    self.known.insert(row.number_key.clone(), row);
                }
            }
            let ids: Vec<&str> = of("id").collect();
            if !ids.is_empty() {
                let mut text =
                    sql("select id, public_id from document where organisation_id = $1 and project_id = $2 and public_id in ")
                        .bind(work.organisation.id)
                        .bind(self.facts.project);
                text.text_list(&ids);
                let rows: Vec<IdRow> = work.tx.all(text).await?;
                self.by_id.extend(rows.into_iter().map(|row| (row.public_id, row.id)));
            }
        }
        let mut wanted: Vec<DocumentId> =
            self.known.values().map(|row| row.id).chain(self.by_id.values().copied()).collect();
        wanted.sort_unstable();
        wanted.dedup();
        for part in wanted.chunks(PART) {
            for visible in documents::among(&mut work.tx, &self.facts.scope(), part).await? {
                self.visible.insert(visible.document.id, visible);
            }
            self.values.extend(values::of_many(&mut work.tx, part).await?);
            let ids: Vec<i64> = part.iter().map(|id| id.get()).collect();
            let mut text = sql("select document_id, code_key from revision where document_id in ");
            text.id_list(&ids);
            let rows: Vec<CodeRow> = work.tx.all(text).await?;
            self.codes.extend(rows.into_iter().map(|row| (row.document_id, row.code_key)));
        }
        Ok(())
    }

    /// The numbers that new ones could be mistaken for, as far as their documents are within reach.
    async fn load_alike(&mut self, work: &mut Work, lines: &[Line]) -> Result<()> {
        let fresh: Vec<&str> = lines
            .iter()
            .map(|line| line.get("number"))
            .filter(|number| !number.is_empty() && !self.known.contains_key(&keys::sort_key(number)))
            .collect();
        for part in fresh.chunks(PART) {
            let found = lookup::numbered(&mut work.tx, self.facts.project, part, true).await?;
            let ids: Vec<DocumentId> = found.iter().map(|row| row.id).collect();
            let mut seen = HashSet::new();
            for some in ids.chunks(PART) {
                let visible = documents::among(&mut work.tx, &self.facts.scope(), some).await?;
                seen.extend(visible.into_iter().map(|visible| visible.document.id));
            }
            for row in found.into_iter().filter(|row| seen.contains(&row.id)) {
                self.alike.entry(row.number_look).or_default().push(row.number);
            }
        }
        Ok(())
    }
}
