//! The decision on a request: approved as wished or altered, rejected with a reason, or removed. Whatever is approved is
//! decided again at that moment, with what the requester and whoever approves may do then.

use axum::http::StatusCode;
use axum::response::Response;
use wayleave_access::audit::Stamp;
use wayleave_access::documents::{self, RevisionRow};
use wayleave_access::search::{self, Place};
use wayleave_access::{Action, OrganisationRole, Permit, Principal, ProjectFacts, Status, Target, act};
use wayleave_base::{ErrorCode, SubjectId};
use wayleave_db::sql;

use super::ask::told;
use super::letters::{self, Verdict};
use super::store::{self, Change, Decided, RequestRow};
use super::values;
use super::view::{Approval, Refusal};
use crate::cx::Cx;
use crate::error::{Error, FieldError, OnTaken, Result};
use crate::metadata;
use crate::register::checks::{self, Choices};
use crate::register::edit::{self, Held};
use crate::register::store::{self as documents_store, Fields};
use crate::register::{keys, lookup, numbering, statuses};
use crate::settings::{self, Register};
use crate::work::Work;

/// A request about to be decided.
struct Case {
    held: Held,
    row: RequestRow,
    permit: Permit<act::EditRequestDecide>,
}

async fn take(work: &mut Work, (project, request): (&str, &str)) -> Result<Case> {
    let (project, facts) = work.project(project).await?;
    let permit = work.permit_in::<act::EditRequestDecide>(&facts, Target::default())?;
    let (row, visible) = super::open(work, &facts, request).await?;
    if !row.is_open() {
        return Err(Error::code(ErrorCode::AlreadyDecided));
    }
    if row.requested_by == work.me.subject {
        return Err(Error::because(ErrorCode::Conflict, "Somebody else decides on your own request."));
    }
    Ok(Case { held: Held { project, facts, visible }, row, permit })
}

impl Case {
    fn is_version(&self, version: i64) -> Result<()> {
        if self.row.row_version == version { Ok(()) } else { Err(Error::code(ErrorCode::Stale)) }
    }

    async fn answer(self, mut work: Work) -> Result<Response> {
        let (organisation, project) = (work.organisation.id, self.held.project.id);
        let row = store::find(&mut work.tx, organisation, project, &self.row.public_id).await?;
        let row = row.ok_or_else(Error::not_found)?;
        let shown = super::view(&mut work, &self.held.facts, &row).await?;
        work.finish(StatusCode::OK, &shown).await
    }
}

/// The standing of the requester in the project now, if they have one.
async fn standing(
    work: &mut Work,
    facts: &ProjectFacts,
    requester: SubjectId,
) -> Result<Option<ProjectFacts>> {
    let text =
        sql("select r.role from organisation_role r where r.subject_id = $1 and r.organisation_id = $2
        and r.closed_at is null and r.valid_from <= $3 and r.ends_at > $3")
        .bind(requester)
        .bind(work.organisation.id)
        .bind(facts.at);
    let role = work.tx.row(text).await?.map(|row| row.get::<String>("role")).transpose()?;
    let Some(role) = role.as_deref().and_then(OrganisationRole::parse) else { return Ok(None) };
    let principal = Principal::Person { subject: requester, role };
    let (organisation, project) = (work.organisation.id, facts.project);
    Ok(ProjectFacts::load(&mut work.tx, organisation, project, &principal, facts.at).await?)
}

/// Why a request cannot be approved now, if so: its requester must still see what they asked about, and might still ask.
pub async fn blocked(work: &mut Work, facts: &ProjectFacts, row: &RequestRow) -> Result<Option<String>> {
    const GONE: &str = "Whoever asked for it does not see the document any more.";
    if row.requested_by == work.me.subject {
        return Ok(Some("Somebody else decides on your own request.".to_owned()));
    }
    let Some(theirs) = standing(work, facts, row.requested_by).await? else {
        return Ok(Some(GONE.to_owned()));
    };
    let visible = documents::find_by_id(&mut work.tx, &theirs.scope(), row.document_id).await?;
    let Some(visible) = visible else { return Ok(Some(GONE.to_owned())) };
    if !visible.revisions.iter().any(|revision| revision.id == row.revision_id) {
        return Ok(Some("Whoever asked for it does not see that revision any more.".to_owned()));
    }
    let may = theirs.outcome(Action::DocumentEdit, Target::document(&visible)).is_allowed();
    Ok((!may).then(|| "Whoever asked for it may not ask for edits any more.".to_owned()))
}

/// Approves a request and writes the values.
pub async fn approve(cx: &Cx, organisation: &str, place: (&str, &str), body: &Approval) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let case = take(&mut work, place).await?;
    let held = &case.held;
    work.permit_in::<act::DocumentEdit>(&held.facts, held.target())?;
    case.is_version(body.version)?;
    held.is_version(body.document_version)?;
    if let Some(sentence) = blocked(&mut work, &held.facts, &case.row).await? {
        return Err(Error::because(ErrorCode::Conflict, sentence));
    }
    let revision =
        held.visible.revisions.iter().find(|revision| revision.id == case.row.revision_id).cloned();
    let revision = revision.ok_or_else(|| {
        Error::because(ErrorCode::Conflict, "You do not see the revision that it is about.")
    })?;
    let wishes = body.changes.clone().unwrap_or_else(|| wished(&case.row));
    let choices = Choices::load(&mut work, held.project.id).await?;
    let changes = values::wanted(&wishes, &held.visible, &revision, &choices)?;
    let reason = edit::reason(body.reason.as_ref(), false)?;
    check(&mut work, &case, &revision, &changes, &reason).await?;
    let before_after = told(
        changes.iter().map(|change| (change.field.as_str(), change.before.as_str(), change.wished.as_str())),
    );
    let why = if reason.is_empty() { &case.row.comment } else { &reason };
    let stamp = held.record(&mut work, &case.permit, "edit_request.approved", before_after, why).await?;
    write(&mut work, &stamp, held, &revision, &changes).await?;
    let settled = applied(case.row.changes(), &changes);
    end(&mut work, &case, "approved", &reason, &settled).await?;
    let altered = settled.iter().any(|change| change.applied.as_ref() != Some(&change.wished));
    letters::decided(&mut work, held, &case.row, &Verdict::Approved { changes: &changes, altered }).await?;
    letters::edited(&mut work, held, (&case.row, &revision), &changes).await?;
    case.answer(work).await
}

/// The wishes as they were made.
fn wished(row: &RequestRow) -> super::view::Wishes {
    let mut wishes = super::view::Wishes::default();
    for change in row.changes() {
        let place = match change.field.as_str() {
            "number" => &mut wishes.number,
            "revision" => &mut wishes.revision,
            "title" => &mut wishes.title,
            "description" => &mut wishes.description,
            "discipline" => &mut wishes.discipline,
            "document_type" => &mut wishes.document_type,
            _ => &mut wishes.status,
        };
        *place = Some(change.wished);
    }
    wishes
}

/// The changes of the request with what was written, and those that were added when it was approved.
fn applied(mut asked: Vec<Change>, written: &[Change]) -> Vec<Change> {
    for change in written {
        match asked.iter_mut().find(|known| known.field == change.field) {
            Some(known) => known.applied = Some(change.wished.clone()),
            None => asked.push(Change { applied: Some(change.wished.clone()), ..change.clone() }),
        }
    }
    asked
}

/// Checks what only those inside the register can know: numbers and codes that are taken, and statuses that can follow.
async fn check(
    work: &mut Work,
    case: &Case,
    revision: &RevisionRow,
    changes: &[Change],
    reason: &str,
) -> Result<()> {
    let (held, mut errors) = (&case.held, Vec::new());
    let (organisation, project) = (work.organisation.id, held.project.id);
    let register: Register =
        settings::read(&mut work.tx, organisation, Some(project), settings::REGISTER).await?;
    if let Some(change) = changes.iter().find(|change| change.field == "revision") {
        let mut found = Vec::new();
        checks::check_pattern(&mut found, register.revision_codes, &change.wished);
        errors.extend(
            found
                .into_iter()
                .map(|error: FieldError| FieldError { field: format!("changes.{}", error.field), ..error }),
        );
    }
    for change in changes {
        match change.field.as_str() {
            "number"
                if lookup::is_taken(&mut work.tx, held.project.id, &change.wished, held.id()).await? =>
            {
                let text = format!("Another document of this project has the number {}.", change.wished);
                errors.push(FieldError::new("changes.number", "document_number_taken", text));
            }
            "revision"
                if keys::sort_key(&revision.code) != keys::sort_key(&change.wished)
                    && lookup::has_code(&mut work.tx, held.id(), &change.wished).await? =>
            {
                let text =
                    format!("{} already has a revision {}.", held.visible.document.number, change.wished);
                errors.push(FieldError::new("changes.revision", "revision_code_taken", text));
            }
            "status" => {
                work.permit_in::<act::DocumentStatus>(&held.facts, held.target())?;
                let from = held.visible.document.state().status;
                let wanted = Status::parse(&change.wished).unwrap_or(from);
                if !statuses::after(from).contains(&wanted) {
                    let text = edit::cannot_become(from, wanted);
                    errors.push(FieldError::new("changes.status", "status_not_allowed", text));
                } else if statuses::needs_reason(wanted) && reason.is_empty() && case.row.comment.is_empty() {
                    let text = "Say why; it is kept in the history.";
                    errors.push(FieldError::new("reason", "required", text));
                }
            }
            _ => {}
        }
    }
    Error::check(errors)
}

/// Writes the values.
async fn write(
    work: &mut Work,
    stamp: &Stamp,
    held: &Held,
    revision: &RevisionRow,
    changes: &[Change],
) -> Result<()> {
    let value = |field: &str| {
        changes.iter().find(|change| change.field == field).map(|change| change.wished.as_str())
    };
    let document = &held.visible.document;
    let place = Place { organisation: work.organisation.id, project: held.project.id, document: held.id() };
    let now = work.now();
    if let Some(number) = value("number") {
        renumber(work, held, number).await?;
    }
    if let Some(code) = value("revision") {
        let text = sql("update revision set code = $2, code_key = $3 where id = $1")
            .bind(revision.id)
            .bind(code)
            .bind(keys::sort_key(code));
        work.tx
            .execute(text)
            .await
            .on_taken("revision_document_id_code_key_key", || Error::code(ErrorCode::RevisionTaken))?;
        search::put_file(&mut work.tx, place, revision.seq, &revision.filename, code).await?;
    }
    let mut fields = Fields::of(document);
    let set = |field: &str, into: &mut String| {
        if let Some(value) = value(field) {
            value.clone_into(into);
        }
    };
    set("description", &mut fields.description);
    set("discipline", &mut fields.discipline);
    set("document_type", &mut fields.document_type);
    let names = (value("number").unwrap_or(&document.number), value("title").unwrap_or(&document.title));
    documents_store::update_fields(&mut work.tx, place, names, &fields, now).await?;
    if let Some(status) = value("status") {
        documents_store::set_revision_status(&mut work.tx, stamp, revision.id, status).await?;
        documents_store::settle(&mut work.tx, stamp, held.id()).await?;
    }
    Ok(())
}

/// Gives the document another number. The one it had stays its own: nobody else gets it.
async fn renumber(work: &mut Work, held: &Held, number: &str) -> Result<()> {
    let (organisation, project, now) = (work.organisation.id, held.project.id, work.now());
    let document = &held.visible.document;
    if keys::sort_key(number) != document.number_key {
        documents_store::keep_number(&mut work.tx, organisation, (project, held.id()), &document.number, now)
            .await?;
    }
    let text = sql("update document set number = $2, number_key = $3, number_look = $4 where id = $1")
        .bind(held.id())
        .bind(number)
        .bind(keys::sort_key(number))
        .bind(keys::look_key(number));
    work.tx
        .execute(text)
        .await
        .on_taken("document_project_id_number_key_key", || Error::code(ErrorCode::NumberTaken))?;
    let numberer = numbering::of(&mut work.tx, organisation, project).await?;
    let values = metadata::values::of(&mut work.tx, held.id()).await?;
    let codes = numbering::codes(&Fields::of(document), &values);
    Ok(numbering::notice(&mut work.tx, organisation, &numberer, number, &codes).await?)
}

async fn end(work: &mut Work, case: &Case, state: &str, reason: &str, changes: &[Change]) -> Result<()> {
    let decided = Decided { state, by: (work.me.subject, work.now()), reason, changes };
    if store::end(&mut work.tx, case.row.id, &decided).await? {
        return Ok(());
    }
    Err(Error::code(ErrorCode::AlreadyDecided))
}

/// Rejects a request; its requester reads the reason.
pub async fn reject(cx: &Cx, organisation: &str, place: (&str, &str), body: &Refusal) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let case = take(&mut work, place).await?;
    let reason = checks::tidy(Some(&body.reason));
    let mut errors = Vec::new();
    if reason.is_empty() {
        errors.push(FieldError::new("reason", "required", "Say why; the requester reads it."));
    }
    checks::at_most(&mut errors, "reason", &reason, 2000);
    Error::check(errors)?;
    case.is_version(body.version)?;
    let changes = case.row.changes();
    let kept = told(
        changes.iter().map(|change| (change.field.as_str(), change.before.as_str(), change.wished.as_str())),
    );
    let _ = case.held.record(&mut work, &case.permit, "edit_request.rejected", kept, &reason).await?;
    end(&mut work, &case, "rejected", &reason, &changes).await?;
    letters::decided(&mut work, &case.held, &case.row, &Verdict::Rejected(&reason)).await?;
    case.answer(work).await
}

/// Removes a request; its requester is told.
pub async fn remove(cx: &Cx, organisation: &str, place: (&str, &str)) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let case = take(&mut work, place).await?;
    let changes = case.row.changes();
    let kept = told(
        changes.iter().map(|change| (change.field.as_str(), change.before.as_str(), change.wished.as_str())),
    );
    let _ = case.held.record(&mut work, &case.permit, "edit_request.deleted", kept, "").await?;
    end(&mut work, &case, "deleted", "", &changes).await?;
    letters::decided(&mut work, &case.held, &case.row, &Verdict::Deleted).await?;
    work.finish_empty().await
}
