//! Documents and revisions coming into being: by the team in the register, from outside as submissions.

use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use wayleave_access::audit::{Event, Stamp};
use wayleave_access::documents;
use wayleave_access::{Conditional, Decision, Outcome, Permit, ProjectFacts, Target, Warrant, act, ledger};
use wayleave_base::{CompanyId, DocumentId, ErrorCode, RevisionId};
use wayleave_db::sql;

use super::contents::{self, ReadText};
use super::numbering::Numberer;
use super::pages::DrawThumbnail;
use super::rows::{self, Draft, Match, NewRow};
use super::store::{self, NewDocument, NewRevision, Staged};
use super::view::RowView;
use super::viewer::{self, Viewer};
use super::{letters, lookup, news, numbering};
use crate::abilities::ability;
use crate::cx::Cx;
use crate::error::{Error, FieldError, OnTaken, Result};
use crate::settings::{self, Register};
use crate::work::{ProjectRow, Work};

/// The most rows of one request.
const MOST_ROWS: usize = 200;

/// What entitles to an upload, whichever of the acts it is.
pub enum Entitled {
    /// A new document.
    Create(Permit<act::DocumentCreate>),
    /// A submission from outside.
    Send(Conditional<act::DocumentCreate>),
    /// A new revision.
    Revise(Permit<act::RevisionUpload>),
}

impl Entitled {
    fn warrant(&self) -> &dyn Warrant {
        match self {
            Self::Create(permit) => permit,
            Self::Send(conditional) => conditional,
            Self::Revise(permit) => permit,
        }
    }
}

impl Warrant for Entitled {
    fn rule(&self) -> &'static str {
        self.warrant().rule()
    }
    fn grounds(&self) -> &[i64] {
        self.warrant().grounds()
    }
}

/// Rows to be checked or stored.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRows {
    /// The rows, 200 at most.
    pub rows: Vec<NewRow>,
}

/// What checking a row found.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckedRow {
    /// Would it be stored?
    pub ok: bool,
    /// What is wrong, by field of the row.
    pub errors: Vec<FieldError>,
    /// What is odd, or will become of it.
    pub warnings: Vec<FieldError>,
    /// A document that has the number, where the reader may know of it.
    #[serde(rename = "match")]
    pub matched: Option<Match>,
}

/// What checking rows found.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckedRows {
    /// One for each row.
    pub rows: Vec<CheckedRow>,
}

/// The documents that were created.
#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedRows {
    /// One for each row.
    pub items: Vec<RowView>,
}

fn counted(rows: &[NewRow]) -> Result<()> {
    if (1..=MOST_ROWS).contains(&rows.len()) {
        return Ok(());
    }
    Err(Error::field("rows", "out_of_range", format!("Send 1 to {MOST_ROWS} rows.")))
}

/// Checks rows without storing anything.
pub async fn validate(cx: &Cx, organisation: &str, project: &str, body: NewRows) -> Result<CheckedRows> {
    counted(&body.rows)?;
    let mut work = Work::read(cx, organisation).await?;
    let (_, facts) = work.project(project).await?;
    let may = facts.outcome(wayleave_access::Action::DocumentCreate, Target::default());
    if let Outcome::Deny(denial) = may {
        return Err(denial.into());
    }
    let drafts = rows::check(&mut work, &facts, &body.rows).await?;
    let rows = drafts.into_iter().map(|draft| checked(&facts, draft)).collect();
    Ok(CheckedRows { rows })
}

fn checked(facts: &ProjectFacts, mut draft: Draft) -> CheckedRow {
    let outcome = rows::outcome(facts, &draft);
    let shown = ability(&outcome);
    if let Outcome::Deny(_) = outcome {
        let (field, code) =
            if draft.status.is_some_and(|status| !rows::allowed_statuses(facts).contains(&status)) {
                ("status", "status_not_allowed")
            } else {
                ("document_id", "not_allowed")
            };
        let text = shown.reason.unwrap_or_else(|| "This is not allowed.".to_owned());
        draft.errors.push(FieldError::new(field, code, text));
    } else if let Some(condition) = shown.condition {
        draft.warnings.push(FieldError::new("", "needs_acceptance", format!("This {condition}.")));
    }
    CheckedRow {
        ok: draft.errors.is_empty(),
        errors: draft.errors,
        warnings: draft.warnings,
        matched: draft.matched,
    }
}

/// What every row of a request has in common.
pub struct Batch<'a> {
    project: &'a ProjectRow,
    numbering: Numberer,
    company: Option<CompanyId>,
    /// Does everything that comes in wait for acceptance?
    pub all_need_acceptance: bool,
    /// Are those who decide told of each row?
    told: bool,
}

impl<'a> Batch<'a> {
    /// What rows of this person in this project have in common.
    pub async fn load(work: &mut Work, project: &'a ProjectRow, facts: &ProjectFacts) -> Result<Self> {
        let organisation = work.organisation.id;
        let register: Register =
            settings::read(&mut work.tx, organisation, Some(facts.project), settings::REGISTER).await?;
        Ok(Self {
            numbering: numbering::of(&mut work.tx, organisation, facts.project).await?,
            company: lookup::company_of(&mut work.tx, organisation, work.me.subject).await?,
            all_need_acceptance: register.all_uploads_need_acceptance,
            project,
            told: true,
        })
    }

    /// The same without telling those who decide of each row: the caller tells them once.
    #[must_use]
    pub fn quiet(self) -> Self {
        Self { told: false, ..self }
    }
}

/// Stores rows, all or none.
pub async fn create(cx: &Cx, organisation: &str, project: &str, body: NewRows) -> Result<Response> {
    counted(&body.rows)?;
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let path = |at: usize, field: &str| format!("rows[{at}].{field}");
    let created = store_rows(&mut work, &project, &facts, &body.rows, path).await?;
    let mut found = Vec::new();
    for document in created {
        let visible = documents::find_by_id(&mut work.tx, &facts.scope(), document).await?;
        found.push(visible.ok_or_else(|| anyhow::anyhow!("the uploader does not see the upload"))?);
    }
    let fresh: Vec<news::Fresh> = body
        .rows
        .iter()
        .zip(&found)
        .filter(|(row, _)| row.document_id.is_some())
        .filter_map(|(_, visible)| news::newest(visible))
        .collect();
    news::revisions(&mut work, &facts, &fresh).await?;
    let shown = Viewer::new(&mut work, &facts, &found).await?;
    let items = found.iter().map(|visible| shown.row(visible, viewer::ROW_ACTIONS)).collect();
    work.finish(StatusCode::CREATED, &CreatedRows { items }).await
}

/// A new revision of one document.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRevisionBody {
    /// The upload.
    pub upload_id: String,
    /// The revision's code.
    pub revision: String,
    /// The date on the sheet.
    pub revision_date: Option<String>,
    /// The status; the first that one may give when absent.
    pub status: Option<String>,
    /// What changed.
    pub change_description: Option<String>,
}

/// Adds a revision to a document.
pub async fn revise(
    cx: &Cx,
    organisation: &str,
    (project, document): (&str, &str),
    body: NewRevisionBody,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let row = NewRow {
        upload_id: body.upload_id,
        document_id: Some(document.to_owned()),
        revision: Some(body.revision),
        revision_date: body.revision_date,
        status: body.status,
        change_description: body.change_description,
        ..NewRow::default()
    };
    store_rows(&mut work, &project, &facts, &[row], |_, field| field.to_owned()).await?;
    let visible = work.document(&facts, document).await?;
    let fresh: Vec<news::Fresh> = news::newest(&visible).into_iter().collect();
    news::revisions(&mut work, &facts, &fresh).await?;
    let shown = viewer::document(&mut work, &facts, &visible).await?;
    work.finish(StatusCode::CREATED, &shown).await
}

/// Checks, decides and stores rows in the transaction of `work`; `path` names a row's field in the request.
async fn store_rows(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    new: &[NewRow],
    path: impl Fn(usize, &str) -> String,
) -> Result<Vec<DocumentId>> {
    let drafts = rows::check(work, facts, new).await?;
    let warrants = drafts.iter().map(|draft| entitle(work, facts, draft)).collect::<Result<Vec<_>>>()?;
    let mut errors = Vec::new();
    for (at, draft) in drafts.iter().enumerate() {
        for error in &draft.errors {
            errors.push(FieldError { field: path(at, &error.field), ..error.clone() });
        }
    }
    Error::check(errors)?;
    let batch = Batch::load(work, project, facts).await?;
    let mut created = Vec::new();
    for (draft, warrant) in drafts.into_iter().zip(&warrants) {
        created.push(store_row(work, facts, &batch, draft, warrant).await?);
    }
    Ok(created)
}

/// Decides about a row.
pub fn entitle(work: &Work, facts: &ProjectFacts, draft: &Draft) -> Result<Entitled> {
    let target = Target { document: draft.document.as_ref(), status: draft.status, ..Target::default() };
    if draft.document.is_some() {
        return Ok(Entitled::Revise(work.permit_in::<act::RevisionUpload>(facts, target)?));
    }
    match work.decide_in::<act::DocumentCreate>(facts, target)? {
        Decision::Allow(permit) => Ok(Entitled::Create(permit)),
        Decision::AllowWith(conditional) => Ok(Entitled::Send(conditional)),
        Decision::Deny(denial) => Err(denial.into()),
    }
}

/// Stores one row and says which document it belongs to.
pub async fn store_row(
    work: &mut Work,
    facts: &ProjectFacts,
    batch: &Batch<'_>,
    draft: Draft,
    warrant: &Entitled,
) -> Result<DocumentId> {
    let file = draft.file.clone().ok_or_else(|| anyhow::anyhow!("a checked row has a file"))?;
    take(work, &file).await?;
    let accepted = !batch.all_need_acceptance && !matches!(warrant, Entitled::Send(_));
    let status = draft.status.map_or("draft", wayleave_access::Status::code);
    let (document, public_id, seq, number) = match &draft.document {
        Some(visible) => {
            let seq = next_seq(work, visible.document.id, accepted).await?;
            (visible.document.id, visible.document.public_id.clone(), seq, draft.number.clone())
        }
        None => insert_document(work, batch, &draft, status, accepted).await?,
    };
    let revision_id = work.cx.ids().public(RevisionId::PREFIX);
    let new = NewRevision {
        public_id: &revision_id,
        project: facts.project,
        document,
        seq,
        code: &draft.code,
        date: draft.date.as_deref(),
        file: &file,
        change: &draft.change,
        status,
        accepted,
        by: work.me.subject,
        company: batch.company,
    };
    let (organisation, now) = (work.organisation.id, work.now());
    let revision = store::insert_revision(&mut work.tx, organisation, now, &new)
        .await
        .on_taken("revision_document_id_code_key_key", || Error::code(ErrorCode::RevisionTaken))?;
    let told = Told { public_id: &public_id, number: &number, revision_id: &revision_id, status, accepted };
    let stamp = record(work, batch, &draft, &file, warrant, &told).await?;
    ledger::revision_changed(&mut work.tx, &stamp, revision).await?;
    store::grant_upload(&mut work.tx, &stamp, facts.project, (document, revision, seq), work.me.subject)
        .await?;
    if draft.document.is_some() {
        store::touch(&mut work.tx, document, now).await?;
    }
    if accepted {
        store::settle(&mut work.tx, &stamp, document).await?;
    } else {
        ledger::document_changed(&mut work.tx, &stamp, document).await?;
        if batch.told {
            letters::received(work, batch.project, &public_id, &revision_id, &draft, &number).await?;
        }
    }
    let size = u64::try_from(file.size).unwrap_or_default();
    if contents::has_text(work.cx.shared(), &file.media_type) {
        work.enqueue(&ReadText { organisation: organisation.get(), revision: revision.get() }).await?;
    }
    work.enqueue(&DrawThumbnail { hash: file.blob_hash, size, media_type: file.media_type }).await?;
    Ok(document)
}

/// Uses the upload, once.
async fn take(work: &mut Work, file: &Staged) -> Result<()> {
    let used = sql("update upload set used_at = $2 where id = $1 and used_at is null")
        .bind(file.id)
        .bind(work.now());
    if work.tx.execute(used).await? == 1 {
        return Ok(());
    }
    Err(Error::because(ErrorCode::Conflict, "One of these uploads was used meanwhile."))
}

/// The next place in a document; an accepted revision becomes the current one.
async fn next_seq(work: &mut Work, document: DocumentId, accepted: bool) -> Result<i64> {
    let text = if accepted {
        "update document set latest_seq = latest_seq + 1, current_seq = latest_seq + 1 where id = $1 returning latest_seq as n"
    } else {
        "update document set latest_seq = latest_seq + 1 where id = $1 returning latest_seq as n"
    };
    Ok(work.tx.int(sql(text).bind(document)).await?)
}

async fn insert_document(
    work: &mut Work,
    batch: &Batch<'_>,
    draft: &Draft,
    status: &str,
    accepted: bool,
) -> Result<(DocumentId, String, i64, String)> {
    let (organisation, project, now) = (work.organisation.id, batch.project.id, work.now());
    let codes = numbering::codes(&draft.fields, &draft.values);
    let number = match (draft.number.is_empty(), accepted) {
        (true, true) => {
            numbering::allocate(&mut work.tx, organisation, &batch.numbering, &codes, now).await?
        }
        _ => draft.number.clone(),
    };
    if accepted && !draft.number.is_empty() {
        numbering::notice(&mut work.tx, organisation, &batch.numbering, &number, &codes).await?;
    }
    let public_id = work.cx.ids().public(DocumentId::PREFIX);
    let new = NewDocument {
        public_id: &public_id,
        project,
        number: &number,
        title: &draft.title,
        fields: &draft.fields,
        values: &draft.values,
        catalogue: &batch.numbering.catalogue,
        status,
        admitted: accepted,
        by: work.me.subject,
    };
    let document = store::insert_document(&mut work.tx, organisation, now, &new)
        .await
        .on_taken("document_project_id_number_key_key", || Error::code(ErrorCode::NumberTaken))?;
    Ok((document, public_id, 1, number))
}

/// What the event tells besides the draft.
struct Told<'a> {
    public_id: &'a str,
    number: &'a str,
    revision_id: &'a str,
    status: &'a str,
    accepted: bool,
}

async fn record(
    work: &mut Work,
    batch: &Batch<'_>,
    draft: &Draft,
    file: &Staged,
    warrant: &Entitled,
    told: &Told<'_>,
) -> Result<Stamp> {
    let action = match (draft.document.is_some(), told.accepted) {
        (true, true) => "revision.uploaded",
        (false, true) => "document.created",
        (_, false) => "submission.received",
    };
    let label = lookup::label(told.number, &draft.title);
    let restricted = draft.document.as_ref().is_some_and(|visible| visible.document.restricted);
    let event = Event::new("document", action, ("document", told.public_id, &label))
        .project(batch.project.id)
        .confidential(restricted)
        .after(json!({
            "number": told.number,
            "title": draft.title,
            "revision": draft.code,
            "revision_id": told.revision_id,
            "status": told.status,
            "acceptance": if told.accepted { "accepted" } else { "pending" },
            "filename": file.filename,
            "size": file.size,
            "sha256": file.blob_hash,
        }));
    work.record(warrant, event).await
}
