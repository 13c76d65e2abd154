//! The rows of an upload: what a client says about each file, and what of it can be accepted. Checking stores nothing and
//! is the same for a trial and for the real thing.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wayleave_access::documents::{self, Visible};
use wayleave_access::{Action, Outcome, ProjectFacts, Status, Target};
use wayleave_base::Timestamp;
use wayleave_db::{row, sql};

use super::checks::{
    Choices, at_most, check_code, check_number, check_pattern, check_title, line, tags, tidy,
};
use super::lookup::{self, Numbered};
use super::numbering::Numberer;
use super::store::{Fields, Staged};
use super::{keys, numbering};
use crate::error::{FieldError, Result};
use crate::metadata::model::Values;
use crate::settings::{self, Register};
use crate::wire;
use crate::work::Work;

/// One file on its way into the register.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NewRow {
    /// The upload.
    pub upload_id: String,
    /// The document that this is a new revision of; a new document when absent.
    pub document_id: Option<String>,
    /// The number; may be left out where the project gives numbers.
    pub number: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// The revision's code.
    pub revision: Option<String>,
    /// The date on the sheet.
    pub revision_date: Option<String>,
    /// The status; the first that one may give when absent.
    pub status: Option<String>,
    /// The code of the document type.
    pub document_type: Option<String>,
    /// The code of the discipline.
    pub discipline: Option<String>,
    /// The code of the zone.
    pub zone: Option<String>,
    /// The code of the stage.
    pub stage: Option<String>,
    /// The code of the level.
    pub level: Option<String>,
    /// The package or contract.
    pub package: Option<String>,
    /// The producing company.
    pub originator: Option<String>,
    /// The programme.
    pub programme: Option<String>,
    /// The sub-programme.
    pub sub_programme: Option<String>,
    /// The code in the work breakdown structure.
    pub wbs: Option<String>,
    /// The area.
    pub area: Option<String>,
    /// The building.
    pub building: Option<String>,
    /// The floor.
    pub floor: Option<String>,
    /// The asset's tag.
    pub asset_tag: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// What changed since the revision before.
    pub change_description: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// The values of the project's own fields, by key.
    #[schema(example = json!({"phase": "P1"}))]
    pub fields: BTreeMap<String, Option<String>>,
}

/// A row that was read and found good, apart from errors told beside it.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The file.
    pub file: Option<Staged>,
    /// The document that gets the revision, if it exists already.
    pub document: Option<Visible>,
    /// The number; empty when the project gives one.
    pub number: String,
    /// The title.
    pub title: String,
    /// The revision's code.
    pub code: String,
    /// The date on the sheet.
    pub date: Option<String>,
    /// The status asked for, if it is one.
    pub status: Option<Status>,
    /// The fields.
    pub fields: Fields,
    /// The values of the project's own fields.
    pub values: Values,
    /// What changed.
    pub change: String,
    /// A visible document of the same number.
    pub matched: Option<Match>,
    /// What is wrong, by field of the row.
    pub errors: Vec<FieldError>,
    /// What is odd but allowed.
    pub warnings: Vec<FieldError>,
}

/// A document that has the number already.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Match {
    /// The document.
    pub document_id: String,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
}

impl NewRow {
    fn fields(&self) -> Fields {
        Fields {
            document_type: line(self.document_type.as_ref()),
            discipline: line(self.discipline.as_ref()),
            zone: line(self.zone.as_ref()),
            stage: line(self.stage.as_ref()),
            level: line(self.level.as_ref()),
            programme: line(self.programme.as_ref()),
            sub_programme: line(self.sub_programme.as_ref()),
            package: line(self.package.as_ref()),
            wbs: line(self.wbs.as_ref()),
            originator: line(self.originator.as_ref()),
            area: line(self.area.as_ref()),
            building: line(self.building.as_ref()),
            floor: line(self.floor.as_ref()),
            asset_tag: line(self.asset_tag.as_ref()),
            description: tidy(self.description.as_ref()),
            tags: tags(&self.tags),
        }
    }

    /// What the row says by itself, with what is wrong in its texts.
    pub fn read(&self) -> Draft {
        let mut errors = Vec::new();
        let code = line(self.revision.as_ref());
        check_code(&mut errors, &code);
        let date = self.revision_date.as_ref().map(|day| day.trim().to_owned()).filter(|day| !day.is_empty());
        if let Some(Err(error)) = date.as_ref().map(|day| wire::parse_day("revision_date", day)) {
            errors.push(error);
        }
        let status = match self.status.as_deref().map(str::trim).filter(|status| !status.is_empty()) {
            None => None,
            Some(status) => match Status::parse(status) {
                Some(status) => Some(status),
                None => {
                    errors.push(FieldError::new("status", "unknown_choice", "There is no such status."));
                    None
                }
            },
        };
        let change = tidy(self.change_description.as_ref());
        at_most(&mut errors, "change_description", &change, 2000);
        Draft {
            file: None,
            document: None,
            number: line(self.number.as_ref()),
            title: line(self.title.as_ref()),
            code,
            date,
            status,
            fields: self.fields(),
            values: Values::new(),
            change,
            matched: None,
            errors,
            warnings: Vec::new(),
        }
    }
}

row! {
    struct StagedRow {
        id: i64, public_id: String, blob_hash: String, filename: String, size: i64, media_type: String, pages: i64,
        page_sizes: String,
    }
}

/// The person's own uploads among these that may still be used, locked against a second use.
pub async fn staged(work: &mut Work, facts: &ProjectFacts, ids: &[&str]) -> Result<HashMap<String, Staged>> {
    let now: Timestamp = work.now();
    let mut text = sql("select id, public_id, blob_hash, filename, size, media_type, pages, page_sizes from upload
        where organisation_id = $1 and project_id = $2 and subject_id = $3 and used_at is null and expires_at > $4 and public_id in ")
        .bind(work.organisation.id)
        .bind(facts.project)
        .bind(work.me.subject)
        .bind(now);
    text.text_list(ids);
    let rows: Vec<StagedRow> = work.tx.all(text).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let staged = Staged {
                id: row.id,
                blob_hash: row.blob_hash,
                filename: row.filename,
                size: row.size,
                media_type: row.media_type,
                pages: row.pages,
                page_sizes: row.page_sizes,
            };
            (row.public_id, staged)
        })
        .collect())
}

/// Reads and checks rows together.
pub async fn check(work: &mut Work, facts: &ProjectFacts, rows: &[NewRow]) -> Result<Vec<Draft>> {
    let numbering = numbering::of(&mut work.tx, work.organisation.id, facts.project).await?;
    let choices = Choices::load(work, facts.project).await?;
    let register: Register =
        settings::read(&mut work.tx, work.organisation.id, Some(facts.project), settings::REGISTER).await?;
    let ids: Vec<&str> = rows.iter().map(|row| row.upload_id.as_str()).collect();
    let mut files = staged(work, facts, &ids).await?;
    let numbers: Vec<String> =
        rows.iter().map(|row| line(row.number.as_ref())).filter(|number| !number.is_empty()).collect();
    let taken = taken(work, facts, &numbers).await?;
    let mut drafts = Vec::with_capacity(rows.len());
    let mut seen = HashSet::new();
    for row in rows {
        let mut draft = row.read();
        check_pattern(&mut draft.errors, register.revision_codes, &draft.code);
        draft.file = files.remove(&row.upload_id);
        if draft.file.is_none() {
            let text = "This upload is unknown, was used already, or has expired. Upload the file again.";
            draft.errors.push(FieldError::new("upload_id", "unknown_upload", text));
        }
        match row.document_id.as_deref() {
            Some(document) => revise(work, facts, &mut draft, document).await?,
            None => create(work, facts, (&mut draft, row), (&numbering, &choices, &taken)).await?,
        }
        repeated(&mut seen, &mut draft);
        default_status(facts, &mut draft);
        drafts.push(draft);
    }
    Ok(drafts)
}

/// Which numbers the register has, told only to those who work inside its numbers.
async fn taken(
    work: &mut Work,
    facts: &ProjectFacts,
    numbers: &[String],
) -> Result<HashMap<String, Numbered>> {
    if numbers.is_empty() || !facts.is_team() {
        return Ok(HashMap::new());
    }
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let found = lookup::numbered(&mut work.tx, facts.project, &numbers, false).await?;
    Ok(found.into_iter().map(|row| (row.number_key.clone(), row)).collect())
}

/// A row that adds a revision to a document.
async fn revise(work: &mut Work, facts: &ProjectFacts, draft: &mut Draft, document: &str) -> Result<()> {
    let visible = work.document(facts, document).await?;
    if !visible.document.admitted {
        let text =
            "This document waits for acceptance itself; a revision can follow once it is in the register.";
        draft.errors.push(FieldError::new("document_id", "not_in_register", text));
    }
    if matches!(visible.document.state().status, Status::Archived | Status::Withdrawn) {
        let text = "This document is archived or withdrawn and takes no further revisions.";
        draft.errors.push(FieldError::new("document_id", "closed", text));
    }
    if lookup::has_code(&mut work.tx, visible.document.id, &draft.code).await? && facts.is_team() {
        let text = format!("{} already has a revision {}.", visible.document.number, draft.code);
        draft.errors.push(FieldError::new("revision", "revision_code_taken", text));
    }
    draft.number.clone_from(&visible.document.number);
    draft.title.clone_from(&visible.document.title);
    draft.fields = Fields::of(&visible.document);
    draft.document = Some(visible);
    Ok(())
}

/// A row that makes a document.
pub async fn create(
    work: &mut Work,
    facts: &ProjectFacts,
    (draft, row): (&mut Draft, &NewRow),
    (numbering, choices, taken): (&Numberer, &Choices, &HashMap<String, Numbered>),
) -> Result<()> {
    check_title(&mut draft.errors, &draft.title);
    choices.settle(&mut draft.fields);
    draft.values = choices.0.read(&mut draft.errors, &row.fields, &Values::new());
    let (fields, nothing) = ((&draft.fields, &draft.values), (&Fields::default(), &Values::new()));
    choices.check_required(&mut draft.errors, fields, None);
    choices.check_all(&mut draft.errors, fields, nothing);
    if draft.number.is_empty() {
        if !numbering::is_automatic(numbering) {
            draft.errors.push(FieldError::new("number", "required", "A number is required."));
        } else if facts.is_team() {
            // What comes from outside gets its number when it is accepted, and its codes then.
            numbering.check(&mut draft.errors, &numbering::codes(&draft.fields, &draft.values));
        }
        return Ok(());
    }
    check_number(&mut draft.errors, &draft.number);
    if let Some(other) = taken.get(&keys::sort_key(&draft.number)) {
        if documents::find_by_id(&mut work.tx, &facts.scope(), other.id).await?.is_some() {
            draft.matched = Some(Match {
                document_id: other.public_id.clone(),
                number: other.number.clone(),
                title: other.title.clone(),
            });
        }
        let text = format!("Another document of this project has the number {}.", draft.number);
        draft.errors.push(FieldError::new("number", "document_number_taken", text));
    }
    if !facts.is_team() {
        let me = work.me.subject;
        if lookup::sent_before(&mut work.tx, facts.project, me, &draft.number, &draft.code).await? {
            let text = format!("You have already sent revision {} of {}.", draft.code, draft.number);
            draft.errors.push(FieldError::new("revision", "revision_code_taken", text));
        }
    }
    Ok(())
}

/// Notes a row that says the same as one before it.
fn repeated(seen: &mut HashSet<(String, String)>, draft: &mut Draft) {
    let of = draft.document.as_ref().map_or_else(
        || (format!("n {}", keys::sort_key(&draft.number)), String::new()),
        |visible| (visible.document.public_id.clone(), keys::sort_key(&draft.code)),
    );
    let comparable = draft.document.is_some() || !draft.number.is_empty();
    if comparable && !seen.insert(of) {
        draft.errors.push(FieldError::new("number", "repeated", "An earlier row says the same number."));
    }
}

/// Gives the row the first status that one may give, and warns of what will become of it.
fn default_status(facts: &ProjectFacts, draft: &mut Draft) {
    if draft.status.is_none() && !draft.errors.iter().any(|error| error.field == "status") {
        draft.status = allowed_statuses(facts).first().copied();
    }
}

/// What deciding about the row would give.
#[must_use]
pub fn outcome(facts: &ProjectFacts, draft: &Draft) -> Outcome {
    let target = Target { document: draft.document.as_ref(), status: draft.status, ..Target::default() };
    let action = if draft.document.is_some() { Action::RevisionUpload } else { Action::DocumentCreate };
    facts.outcome(action, target)
}

/// The statuses that this person may give to an upload, in the order of the list.
#[must_use]
pub fn allowed_statuses(facts: &ProjectFacts) -> Vec<Status> {
    Status::ALL
        .iter()
        .copied()
        .filter(|status| facts.outcome(Action::DocumentCreate, Target::status(*status)).is_allowed())
        .collect()
}
