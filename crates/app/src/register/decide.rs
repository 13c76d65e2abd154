//! Submissions and their decision: the queue of what waits, acceptance into the register, rejection with a reason. Of two
//! decisions at once exactly one holds.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use wayleave_access::audit::{Event, Stamp};
use wayleave_access::documents::{self, RevisionRow, Visible};
use wayleave_access::{Permit, ProjectFacts, Status, Target, act, ledger};
use wayleave_base::{DocumentId, ErrorCode, ProjectId};
use wayleave_db::{DbResult, Tx, sql};

use super::letters::{self, Verdict};
use super::rows::{self, Choices};
use super::store::{self, Fields};
use super::{keys, numbering, view};
use crate::cx::Cx;
use crate::error::{Error, FieldError, OnTaken, Result};
use crate::work::{ProjectRow, Work};

/// How a submission is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AcceptAs {
    /// As a new document.
    New,
    /// As a revision of a document that exists.
    Revision,
}

/// The acceptance of a submission, with what the Document Controller corrects in it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// As what.
    #[serde(rename = "as")]
    pub how: AcceptAs,
    /// The document it is a revision of.
    pub document_id: Option<String>,
    /// The number, where it differs from the one proposed.
    pub number: Option<String>,
    /// The title, where it differs.
    pub title: Option<String>,
    /// The status; a `pending` one becomes `for_review` unless told otherwise.
    pub status: Option<String>,
    /// The document type, where it differs.
    pub document_type: Option<String>,
    /// The discipline, where it differs.
    pub discipline: Option<String>,
    /// The revision's code, where it differs.
    pub revision: Option<String>,
}

/// The rejection of a submission.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rejection {
    /// Why; the sender reads it.
    pub reason: String,
}

/// The statuses that a submission can have once it is accepted.
const ACCEPTED_STATUSES: &[Status] = &[
    Status::Draft,
    Status::ForReview,
    Status::UnderReview,
    Status::Approved,
    Status::ApprovedWithComments,
    Status::Rejected,
    Status::Returned,
    Status::Superseded,
    Status::ForInformation,
];

/// The internal id of a document.
pub async fn document_id(tx: &mut Tx, project: ProjectId, public_id: &str) -> DbResult<Option<DocumentId>> {
    let find = sql("select id as n from document where project_id = $1 and public_id = $2")
        .bind(project)
        .bind(public_id);
    Ok(tx.maybe_int(find).await?.map(DocumentId))
}

/// A submission that is about to be decided.
struct Case {
    project: ProjectRow,
    facts: ProjectFacts,
    visible: Visible,
    revision: RevisionRow,
    permit: Permit<act::RevisionAccept>,
}

async fn open(
    work: &mut Work,
    (project, document, revision): (&str, &str, &str),
    other: Option<&str>,
) -> Result<Case> {
    let (project, facts) = work.project(project).await?;
    let mut locked: Vec<&str> = other.into_iter().chain([document]).collect();
    locked.sort_unstable();
    for id in locked {
        store::lock(&mut work.tx, project.id, id).await?;
    }
    let visible = match work.document(&facts, document).await {
        Ok(visible) => visible,
        Err(error) => return Err(gone(work, &facts, (document, revision), error).await?),
    };
    let revision = visible.revision(revision).cloned().ok_or_else(Error::not_found)?;
    let permit = work.permit_in::<act::RevisionAccept>(&facts, Target::document(&visible))?;
    if revision.acceptance != "pending" {
        return Err(letters::already_decided());
    }
    Ok(Case { project, facts, visible, revision, permit })
}

/// A submission that was made a revision of another document exists no more under its own id; whoever sees what became
/// of it is told that it was decided.
async fn gone(
    work: &mut Work,
    facts: &ProjectFacts,
    (document, revision): (&str, &str),
    error: Error,
) -> Result<Error> {
    let merged = sql("select d.merged_into as n from document d where d.project_id = $1 and d.public_id = $2 and d.merged_into is not null")
        .bind(facts.project)
        .bind(document);
    let Some(target) = work.tx.maybe_int(merged).await? else { return Ok(error) };
    let seen = documents::find_by_id(&mut work.tx, &facts.scope(), DocumentId(target)).await?;
    Ok(match seen.and_then(|visible| visible.revision(revision).map(|_| ())) {
        Some(()) => letters::already_decided(),
        None => error,
    })
}

/// What becomes of the submission's details.
struct Details {
    number: String,
    title: String,
    code: String,
    status: Status,
    fields: Fields,
}

impl Details {
    /// The sender's details with the corrections, checked.
    async fn read(work: &mut Work, case: &Case, body: &Acceptance) -> Result<Self> {
        let (document, revision) = (&case.visible.document, &case.revision);
        let given = |value: &Option<String>, before: &str| {
            value.as_ref().map_or_else(|| before.to_owned(), |value| rows::line(Some(value)))
        };
        let before = Fields::of(document);
        let mut fields = before.clone();
        fields.document_type = given(&body.document_type, &fields.document_type);
        fields.discipline = given(&body.discipline, &fields.discipline);
        let details = Self {
            number: given(&body.number, &document.number),
            title: given(&body.title, &document.title),
            code: given(&body.revision, &revision.code),
            status: status(body.status.as_deref(), &revision.status)?,
            fields,
        };
        let mut errors = Vec::new();
        rows::check_code(&mut errors, &details.code);
        rows::check_title(&mut errors, &details.title);
        if details.fields.document_type.is_empty() {
            errors.push(FieldError::new("document_type", "required", "A document type is required."));
        }
        let choices = Choices::load(work).await?;
        choices.check(&mut errors, "document_type", &details.fields.document_type, &before.document_type);
        choices.check(&mut errors, "discipline", &details.fields.discipline, &before.discipline);
        Error::check(errors)?;
        Ok(details)
    }

    /// Does anything differ from what the sender gave?
    fn differ(&self, case: &Case) -> bool {
        let (document, revision) = (&case.visible.document, &case.revision);
        self.number != document.number
            || self.title != document.title
            || self.code != revision.code
            || self.fields != Fields::of(document)
            || (revision.status != "pending" && self.status.code() != revision.status)
    }
}

fn status(asked: Option<&str>, before: &str) -> Result<Status> {
    let code = asked.unwrap_or(if before == "pending" { "for_review" } else { before });
    Status::parse(code).filter(|status| ACCEPTED_STATUSES.contains(status)).ok_or_else(|| {
        Error::field("status", "status_not_allowed", "An accepted document cannot have this status.")
    })
}

/// Accepts a submission.
pub async fn accept(
    cx: &Cx,
    organisation: &str,
    (project, document, revision): (&str, &str, &str),
    body: &Acceptance,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let case = open(&mut work, (project, document, revision), body.document_id.as_deref()).await?;
    let details = Details::read(&mut work, &case, body).await?;
    let corrected = details.differ(&case);
    let result = match (case.visible.document.admitted, body.how) {
        (false, AcceptAs::New) => accept_new(&mut work, &case, details).await?,
        (false, AcceptAs::Revision) => {
            let target = body.document_id.as_deref();
            accept_into(&mut work, &case, target, details, body).await?
        }
        (true, AcceptAs::Revision) => accept_here(&mut work, &case, details, body).await?,
        (true, AcceptAs::New) => {
            let text = format!("This is a revision of {}; accept it as one.", case.visible.document.number);
            return Err(Error::field("as", "not_a_new_document", text));
        }
    };
    let scope = case.facts.scope();
    let visible = documents::find_by_id(&mut work.tx, &scope, result).await?.ok_or_else(Error::not_found)?;
    let accepted = visible.revision(revision).cloned().ok_or_else(Error::not_found)?;
    letters::decided(&mut work, &case.project, &visible, &accepted, &Verdict::Accepted(corrected)).await?;
    let shown = view::document(&mut work, &case.facts, &visible).await?;
    work.finish(StatusCode::OK, &shown).await
}

/// Writes the decision on the revision; `false` rows mean that somebody was faster.
async fn write_decision(
    work: &mut Work,
    case: &Case,
    details: &Details,
    (document, seq): (DocumentId, i64),
) -> Result<()> {
    let now = work.now();
    let changed = work
        .tx
        .execute(
            sql("update revision set acceptance = 'accepted', decided_by = $2, decided_at = $3, code = $4, code_key = $5,
                   status = $6, document_id = $7, seq = $8 where id = $1 and acceptance = 'pending'")
                .bind(case.revision.id)
                .bind(work.me.subject)
                .bind(now)
                .bind(&details.code)
                .bind(keys::sort_key(&details.code))
                .bind(details.status.code())
                .bind(document)
                .bind(seq),
        )
        .await
        .on_taken("revision_document_id_code_key_key", || Error::code(ErrorCode::RevisionTaken))?;
    if changed == 1 { Ok(()) } else { Err(letters::already_decided()) }
}

async fn record(work: &mut Work, case: &Case, details: &Details, target: Option<&Visible>) -> Result<Stamp> {
    let shown = target.unwrap_or(&case.visible);
    let number = target.map_or(details.number.as_str(), |target| target.document.number.as_str());
    let label = store::label(number, &details.title);
    let before = &case.visible.document;
    let event =
        Event::new("document", "submission.accepted", ("document", &shown.document.public_id, &label))
            .project(case.project.id)
            .confidential(shown.document.restricted)
            .before(json!({
                "document_id": before.public_id,
                "number": before.number,
                "title": before.title,
                "document_type": before.document_type,
                "discipline": before.discipline,
                "revision": case.revision.code,
                "status": case.revision.status,
                "acceptance": "pending",
            }))
            .after(json!({
                "document_id": shown.document.public_id,
                "number": number,
                "title": details.title,
                "document_type": details.fields.document_type,
                "discipline": details.fields.discipline,
                "revision": details.code,
                "revision_id": case.revision.public_id,
                "status": details.status.code(),
                "acceptance": "accepted",
            }));
    work.record(&case.permit, event).await
}

/// The submission becomes a document of its own.
async fn accept_new(work: &mut Work, case: &Case, mut details: Details) -> Result<DocumentId> {
    let (organisation, project, now) = (work.organisation.id, case.project.id, work.now());
    let scheme = numbering::of(&mut work.tx, organisation, project).await?;
    if details.number.is_empty() && numbering::is_automatic(&scheme) {
        details.number = numbering::allocate(&mut work.tx, organisation, project, &scheme).await?;
    } else {
        number_is_free(work, case, &details.number).await?;
        numbering::notice(&mut work.tx, organisation, project, &scheme, &details.number).await?;
    }
    let (document, seq) = (case.visible.document.id, case.revision.seq);
    let admit = sql("update document set admitted = 1, number = $2, number_key = $3, number_look = $4, current_seq = $5 where id = $1")
        .bind(document)
        .bind(&details.number)
        .bind(keys::sort_key(&details.number))
        .bind(keys::look_key(&details.number))
        .bind(seq);
    work.tx
        .execute(admit)
        .await
        .on_taken("document_project_id_number_key_key", || Error::code(ErrorCode::NumberTaken))?;
    write_decision(work, case, &details, (document, seq)).await?;
    let names = (details.number.as_str(), details.title.as_str());
    store::update_fields(&mut work.tx, document, names, &details.fields, now).await?;
    let stamp = record(work, case, &details, None).await?;
    ledger::revision_changed(&mut work.tx, &stamp, case.revision.id).await?;
    store::settle(&mut work.tx, &stamp, document).await?;
    Ok(document)
}

async fn number_is_free(work: &mut Work, case: &Case, number: &str) -> Result<()> {
    let mut errors = Vec::new();
    if number.is_empty() {
        errors.push(FieldError::new("number", "required", "A number is required."));
    } else {
        rows::check_number(&mut errors, number);
    }
    Error::check(errors)?;
    let taken = store::numbered(&mut work.tx, case.project.id, &[number], false).await?;
    if taken.iter().any(|other| other.id != case.visible.document.id) {
        let text = format!("Another document of this project has the number {number}.");
        return Err(Error::field("number", "document_number_taken", text));
    }
    Ok(())
}

/// The submission becomes a revision of another document; what its sender may see follows it there.
async fn accept_into(
    work: &mut Work,
    case: &Case,
    target: Option<&str>,
    details: Details,
    body: &Acceptance,
) -> Result<DocumentId> {
    let Some(target) = target else {
        return Err(Error::field("document_id", "required", "Say which document it is a revision of."));
    };
    let target = work.document(&case.facts, target).await?;
    takes_revisions(&target)?;
    code_is_free(work, &target, &details.code, None).await?;
    let (id, now, source) = (target.document.id, work.now(), case.visible.document.id);
    let archival = details.status == Status::Superseded && target.document.current_seq > 0;
    let text = if archival {
        "update document set latest_seq = latest_seq + 1 where id = $1 returning latest_seq as n"
    } else {
        "update document set latest_seq = latest_seq + 1, current_seq = latest_seq + 1 where id = $1 returning latest_seq as n"
    };
    let seq = work.tx.int(sql(text).bind(id)).await?;
    write_decision(work, case, &details, (id, seq)).await?;
    let leave = sql("update document set deleted_at = $2, merged_into = $3, updated_at = $2, row_version = row_version + 1 where id = $1")
        .bind(source)
        .bind(now)
        .bind(id);
    work.tx.execute(leave).await?;
    let details = correct(work, &target, details, body).await?;
    let stamp = record(work, case, &details, Some(&target)).await?;
    let cause = wayleave_access::Cause::Upload(case.revision.id.get());
    ledger::close_cause(&mut work.tx, &stamp, cause).await?;
    let place = (id, case.revision.id, seq);
    store::grant_upload(&mut work.tx, &stamp, case.project.id, place, case.revision.uploaded_by).await?;
    ledger::document_changed(&mut work.tx, &stamp, source).await?;
    ledger::revision_changed(&mut work.tx, &stamp, case.revision.id).await?;
    store::settle(&mut work.tx, &stamp, id).await?;
    Ok(id)
}

/// A revision that waited inside its document enters the register. It becomes current unless it is archival or a later
/// one was accepted meanwhile.
async fn accept_here(
    work: &mut Work,
    case: &Case,
    details: Details,
    body: &Acceptance,
) -> Result<DocumentId> {
    let visible = &case.visible;
    if body.document_id.as_deref().is_some_and(|other| other != visible.document.public_id) {
        return Err(Error::field(
            "document_id",
            "other_document",
            "It is a revision of another document already.",
        ));
    }
    takes_revisions(visible)?;
    code_is_free(work, visible, &details.code, Some(&case.revision)).await?;
    let (id, seq) = (visible.document.id, case.revision.seq);
    write_decision(work, case, &details, (id, seq)).await?;
    if details.status != Status::Superseded || visible.document.current_seq == 0 {
        let newest =
            sql("update document set current_seq = $2 where id = $1 and current_seq < $2").bind(id).bind(seq);
        work.tx.execute(newest).await?;
    }
    let details = correct(work, visible, details, body).await?;
    let stamp = record(work, case, &details, None).await?;
    ledger::revision_changed(&mut work.tx, &stamp, case.revision.id).await?;
    store::settle(&mut work.tx, &stamp, id).await?;
    Ok(id)
}

/// Applies explicit corrections to the document that gets the revision; the sender's own words do not rename it.
async fn correct(
    work: &mut Work,
    target: &Visible,
    mut details: Details,
    body: &Acceptance,
) -> Result<Details> {
    let (document, now) = (&target.document, work.now());
    let mut fields = Fields::of(document);
    if body.title.is_none() {
        details.title.clone_from(&document.title);
    }
    if body.document_type.is_some() {
        fields.document_type.clone_from(&details.fields.document_type);
    }
    if body.discipline.is_some() {
        fields.discipline.clone_from(&details.fields.discipline);
    }
    details.number.clone_from(&document.number);
    let names = (document.number.as_str(), details.title.as_str());
    store::update_fields(&mut work.tx, document.id, names, &fields, now).await?;
    details.fields = fields;
    Ok(details)
}

fn takes_revisions(target: &Visible) -> Result<()> {
    if target.document.locked_at.is_some() {
        return Err(Error::code(ErrorCode::DocumentLocked));
    }
    if !target.document.admitted {
        let text = "That document waits for acceptance itself.";
        return Err(Error::field("document_id", "not_in_register", text));
    }
    if matches!(target.document.state().status, Status::Archived | Status::Withdrawn) {
        return Err(Error::because(ErrorCode::Conflict, "That document is archived or withdrawn."));
    }
    Ok(())
}

async fn code_is_free(
    work: &mut Work,
    target: &Visible,
    code: &str,
    own: Option<&RevisionRow>,
) -> Result<()> {
    let unchanged = own.is_some_and(|own| keys::sort_key(&own.code) == keys::sort_key(code));
    if !unchanged && store::has_code(&mut work.tx, target.document.id, code).await? {
        let text = format!("{} already has a revision {code}.", target.document.number);
        return Err(Error::field("revision", "revision_code_taken", text));
    }
    Ok(())
}

/// Rejects a submission; its sender keeps seeing it, with the reason.
pub async fn reject(
    cx: &Cx,
    organisation: &str,
    (project, document, revision): (&str, &str, &str),
    body: &Rejection,
) -> Result<Response> {
    let reason = rows::tidy(Some(&body.reason));
    let mut errors = Vec::new();
    if reason.is_empty() {
        errors.push(FieldError::new("reason", "required", "Say why; the sender reads it."));
    }
    rows::at_most(&mut errors, "reason", &reason, 2000);
    let mut work = Work::write(cx, organisation).await?;
    let case = open(&mut work, (project, document, revision), None).await?;
    Error::check(errors)?;
    let now = work.now();
    let changed = work
        .tx
        .execute(
            sql("update revision set acceptance = 'rejected', acceptance_reason = $2, decided_by = $3, decided_at = $4
                 where id = $1 and acceptance = 'pending'")
                .bind(case.revision.id)
                .bind(&reason)
                .bind(work.me.subject)
                .bind(now),
        )
        .await?;
    if changed != 1 {
        return Err(letters::already_decided());
    }
    let label = store::label_of(&case.visible);
    let event =
        Event::new("document", "submission.rejected", ("document", &case.visible.document.public_id, &label))
            .project(case.project.id)
            .confidential(case.visible.document.restricted)
            .before(json!({"acceptance": "pending"}))
            .after(json!({"acceptance": "rejected", "submission": store::told(&case.revision)}))
            .reason(&reason);
    let stamp = work.record(&case.permit, event).await?;
    store::touch(&mut work.tx, case.visible.document.id, now).await?;
    ledger::revision_changed(&mut work.tx, &stamp, case.revision.id).await?;
    let visible = work.document(&case.facts, document).await?;
    letters::decided(&mut work, &case.project, &visible, &case.revision, &Verdict::Rejected(&reason)).await?;
    let shown = view::document(&mut work, &case.facts, &visible).await?;
    work.finish(StatusCode::OK, &shown).await
}
