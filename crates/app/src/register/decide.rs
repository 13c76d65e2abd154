//! Submissions and their decision: the queue of what waits, acceptance into the register, rejection with a reason. Of two
//! decisions at once exactly one holds.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use wayleave_access::audit::{Event, Stamp};
use wayleave_access::documents::{self, RevisionRow, Visible};
use wayleave_access::search::{self, Place};
use wayleave_access::{Permit, ProjectFacts, Status, Target, act, ledger};
use wayleave_base::{DocumentId, ErrorCode, ProjectId};
use wayleave_db::{DbResult, Tx, sql};

use super::details::{AcceptAs, Acceptance, Details, OwnValues, Rejection, Sent};
use super::letters::{self, Verdict};
use super::store::{self, Fields};
use super::{checks, edit, keys, lookup, news, numbering, viewer};
use crate::cx::Cx;
use crate::error::{Error, FieldError, OnTaken, Result};
use crate::metadata::values;
use crate::work::{ProjectRow, Work};

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

impl Case {
    fn sent(&self) -> Sent<'_> {
        (&self.visible.document, &self.revision)
    }
}

/// A project and the standing in it of whoever decides.
pub type Decider = (ProjectRow, ProjectFacts);

async fn open(
    work: &mut Work,
    (project, facts): &Decider,
    (document, revision): (&str, &str),
) -> Result<Case> {
    let visible = match work.document(facts, document).await {
        Ok(visible) => visible,
        Err(error) => return Err(gone(work, facts, (document, revision), error).await?),
    };
    let revision = visible.revision(revision).cloned().ok_or_else(Error::not_found)?;
    let permit = work.permit_in::<act::RevisionAccept>(facts, Target::document(&visible))?;
    if revision.acceptance != "pending" {
        return Err(letters::already_decided());
    }
    Ok(Case { project: project.clone(), facts: facts.clone(), visible, revision, permit })
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

/// Accepts a submission.
pub async fn accept(
    cx: &Cx,
    organisation: &str,
    (project, document, revision): (&str, &str, &str),
    body: &Acceptance,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let decider = work.project(project).await?;
    let visible = accept_one(&mut work, &decider, (document, revision), body).await?;
    let fresh: Vec<news::Fresh> = news::fresh(&visible, revision).into_iter().collect();
    news::revisions(&mut work, &decider.1, &fresh).await?;
    let shown = viewer::document(&mut work, &decider.1, &visible).await?;
    work.finish(StatusCode::OK, &shown).await
}

/// Accepts one submission and tells its sender; hands out the document that it belongs to now. The caller tells those to
/// whom it was given.
pub async fn accept_one(
    work: &mut Work,
    decider: &Decider,
    key: (&str, &str),
    body: &Acceptance,
) -> Result<Visible> {
    let case = open(work, decider, key).await?;
    let details = Details::read(work, case.sent(), body).await?;
    let corrected = details.differ(case.sent());
    let result = match (case.visible.document.admitted, body.how) {
        (false, AcceptAs::New) => accept_new(work, &case, details).await?,
        (false, AcceptAs::Revision) => {
            let target = body.document_id.as_deref();
            accept_into(work, &case, target, details, body).await?
        }
        (true, AcceptAs::Revision) => accept_here(work, &case, details, body).await?,
        (true, AcceptAs::New) => {
            let text = format!("This is a revision of {}; accept it as one.", case.visible.document.number);
            return Err(Error::field("as", "not_a_new_document", text));
        }
    };
    let scope = case.facts.scope();
    let visible = documents::find_by_id(&mut work.tx, &scope, result).await?.ok_or_else(Error::not_found)?;
    let accepted = visible.revision(&case.revision.public_id).cloned().ok_or_else(Error::not_found)?;
    letters::decided(work, &case.project, &visible, &accepted, &Verdict::Accepted(corrected)).await?;
    Ok(visible)
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
                   status = $6, document_id = $7, seq = $8, revision_date = $9, change_description = $10, received_from = $11
                 where id = $1 and acceptance = 'pending'")
                .bind(case.revision.id)
                .bind(work.me.subject)
                .bind(now)
                .bind(&details.code)
                .bind(keys::sort_key(&details.code))
                .bind(details.status.code())
                .bind(document)
                .bind(seq)
                .bind(details.date.as_deref())
                .bind(&details.change)
                .bind(details.received_from),
        )
        .await
        .on_taken("revision_document_id_code_key_key", || Error::code(ErrorCode::RevisionTaken))?;
    if changed != 1 {
        return Err(letters::already_decided());
    }
    let before = (case.visible.document.id, case.revision.seq);
    let place = Place { organisation: work.organisation.id, project: case.project.id, document };
    search::move_file(&mut work.tx, before, (document, seq)).await?;
    search::put_file(&mut work.tx, place, seq, &case.revision.filename, &details.code).await?;
    Ok(())
}

async fn record(work: &mut Work, case: &Case, details: &Details, target: Option<&Visible>) -> Result<Stamp> {
    let shown = target.unwrap_or(&case.visible);
    let number = target.map_or(details.number.as_str(), |target| target.document.number.as_str());
    let label = lookup::label(number, &details.title);
    let before = &case.visible.document;
    let mut told = (
        json!({
            "document_id": before.public_id,
            "number": before.number,
            "title": before.title,
            "document_type": before.document_type,
            "discipline": before.discipline,
            "revision": case.revision.code,
            "status": case.revision.status,
            "acceptance": "pending",
        }),
        json!({
            "document_id": shown.document.public_id,
            "number": number,
            "title": details.title,
            "document_type": details.fields.document_type,
            "discipline": details.fields.discipline,
            "revision": details.code,
            "revision_id": case.revision.public_id,
            "status": details.status.code(),
            "acceptance": "accepted",
        }),
    );
    // What else was corrected, of the document that the submission belongs to from now on.
    let fields = Fields::of(&shown.document);
    let corrected = edit::difference((&shown.document.title, &fields), (&details.title, &details.fields));
    let corrected = edit::with_values(corrected, (&details.own.before, &details.own.after));
    for (whole, part) in [(&mut told.0, corrected.0), (&mut told.1, corrected.1)] {
        if let (Some(whole), Some(part)) = (whole.as_object_mut(), part.as_object()) {
            for (field, value) in part {
                whole.entry(field).or_insert_with(|| value.clone());
            }
        }
    }
    let event =
        Event::new("document", "submission.accepted", ("document", &shown.document.public_id, &label))
            .project(case.project.id)
            .confidential(shown.document.restricted)
            .before(told.0)
            .after(told.1);
    work.record(&case.permit, event).await
}

/// The submission becomes a document of its own.
async fn accept_new(work: &mut Work, case: &Case, mut details: Details) -> Result<DocumentId> {
    let (organisation, project, now) = (work.organisation.id, case.project.id, work.now());
    let numberer = numbering::of(&mut work.tx, organisation, project).await?;
    let codes = numbering::codes(&details.fields, &details.own.after);
    if details.number.is_empty() && numbering::is_automatic(&numberer) {
        details.number = numbering::allocate(&mut work.tx, organisation, &numberer, &codes, now).await?;
    } else {
        number_is_free(work, case, &details.number).await?;
        numbering::notice(&mut work.tx, organisation, &numberer, &details.number, &codes).await?;
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
    let place = Place { organisation, project, document };
    write_own(work, document, &details.own).await?;
    store::update_fields(&mut work.tx, place, names, &details.fields, now).await?;
    let stamp = record(work, case, &details, None).await?;
    ledger::revision_changed(&mut work.tx, &stamp, case.revision.id).await?;
    store::settle(&mut work.tx, &stamp, document).await?;
    Ok(document)
}

/// Writes what is corrected of the project's own fields, before the document's texts are read for searches.
async fn write_own(work: &mut Work, document: DocumentId, own: &OwnValues) -> Result<()> {
    let OwnValues { choices, before, after } = own;
    let organisation = work.organisation.id;
    Ok(values::write(&mut work.tx, organisation, document, &choices.0, (before, after)).await?)
}

async fn number_is_free(work: &mut Work, case: &Case, number: &str) -> Result<()> {
    let mut errors = Vec::new();
    if number.is_empty() {
        errors.push(FieldError::new("number", "required", "A number is required."));
    } else {
        checks::check_number(&mut errors, number);
    }
    Error::check(errors)?;
    let taken = lookup::numbered(&mut work.tx, case.project.id, &[number], false).await?;
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
    let before = Fields::of(document);
    let mut fields = body.corrections().apply(&before);
    let mut errors = Vec::new();
    let choices = details.own.choices;
    details.own = OwnValues::read(work, choices, &mut errors, document, &body.fields).await?;
    let OwnValues { choices, before: old, after: new } = &details.own;
    choices.settle(&mut fields);
    choices.check_all(&mut errors, (&fields, new), (&before, old));
    Error::check(errors)?;
    if body.title.is_none() {
        details.title.clone_from(&document.title);
    }
    details.number.clone_from(&document.number);
    let names = (document.number.as_str(), details.title.as_str());
    let (organisation, project) = (work.organisation.id, document.project_id);
    let place = Place { organisation, project, document: document.id };
    write_own(work, document.id, &details.own).await?;
    store::update_fields(&mut work.tx, place, names, &fields, now).await?;
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
    if !unchanged && lookup::has_code(&mut work.tx, target.document.id, code).await? {
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
    let mut work = Work::write(cx, organisation).await?;
    let decider = work.project(project).await?;
    // Whether there is anything to decide comes before how it is decided.
    open(&mut work, &decider, (document, revision)).await?;
    let reason = rejection(body)?;
    let visible = reject_one(&mut work, &decider, (document, revision), &reason).await?;
    let shown = viewer::document(&mut work, &decider.1, &visible).await?;
    work.finish(StatusCode::OK, &shown).await
}

/// Reads the reason of a rejection.
pub fn rejection(body: &Rejection) -> Result<String> {
    let reason = checks::tidy(Some(&body.reason));
    let mut errors = Vec::new();
    if reason.is_empty() {
        errors.push(FieldError::new("reason", "required", "Say why; the sender reads it."));
    }
    checks::at_most(&mut errors, "reason", &reason, 2000);
    Error::check(errors)?;
    Ok(reason)
}

/// Rejects one submission and tells its sender.
pub async fn reject_one(
    work: &mut Work,
    decider: &Decider,
    key: (&str, &str),
    reason: &str,
) -> Result<Visible> {
    let case = open(work, decider, key).await?;
    let now = work.now();
    let changed = work
        .tx
        .execute(
            sql("update revision set acceptance = 'rejected', acceptance_reason = $2, decided_by = $3, decided_at = $4
                 where id = $1 and acceptance = 'pending'")
                .bind(case.revision.id)
                .bind(reason)
                .bind(work.me.subject)
                .bind(now),
        )
        .await?;
    if changed != 1 {
        return Err(letters::already_decided());
    }
    let label = lookup::label_of(&case.visible);
    let event =
        Event::new("document", "submission.rejected", ("document", &case.visible.document.public_id, &label))
            .project(case.project.id)
            .confidential(case.visible.document.restricted)
            .before(json!({"acceptance": "pending"}))
            .after(json!({"acceptance": "rejected", "submission": lookup::told(&case.revision)}))
            .reason(reason);
    let stamp = work.record(&case.permit, event).await?;
    store::touch(&mut work.tx, case.visible.document.id, now).await?;
    ledger::revision_changed(&mut work.tx, &stamp, case.revision.id).await?;
    let visible = work.document(&case.facts, key.0).await?;
    letters::decided(work, &case.project, &visible, &case.revision, &Verdict::Rejected(reason)).await?;
    Ok(visible)
}
