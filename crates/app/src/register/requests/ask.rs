//! Asking for edits, and taking the request back.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};
use wayleave_access::audit::Event;
use wayleave_access::{Decision, Target, act};
use wayleave_base::{EditRequestId, ErrorCode};

use super::store::{self, Change, Decided, NewRequest};
use super::view::NewEditRequest;
use super::{letters, values};
use crate::cx::Cx;
use crate::error::{Error, OnTaken, Result};
use crate::register::checks::{self, Choices};
use crate::register::edit::hold;
use crate::register::lookup;
use crate::work::Work;

/// The values before and after, by field, as the audit log tells them.
pub fn told<'c>(changes: impl Iterator<Item = (&'c str, &'c str, &'c str)>) -> (Value, Value) {
    let mut told = (Map::new(), Map::new());
    for (field, before, after) in changes {
        told.0.insert(field.to_owned(), json!(before));
        told.1.insert(field.to_owned(), json!(after));
    }
    (Value::Object(told.0), Value::Object(told.1))
}

fn asked(changes: &[Change]) -> (Value, Value) {
    told(changes.iter().map(|change| (change.field.as_str(), change.before.as_str(), change.wished.as_str())))
}

/// Asks for edits of a document.
pub async fn ask(
    cx: &Cx,
    organisation: &str,
    place: (&str, &str),
    body: &NewEditRequest,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let held = hold(&mut work, place).await?;
    let conditional = match work.decide_in::<act::DocumentEdit>(&held.facts, held.target())? {
        Decision::AllowWith(conditional) => conditional,
        Decision::Allow(_) => {
            return Err(Error::because(ErrorCode::Conflict, "You may edit the document yourself."));
        }
        Decision::Deny(denial) => return Err(denial.into()),
    };
    let revision = held.visible.shown().clone();
    if revision.acceptance != "accepted" {
        let text = "It waits for acceptance; edits can be asked for once it is in the register.";
        return Err(Error::because(ErrorCode::Conflict, text));
    }
    let comment = checks::tidy(body.comment.as_ref());
    let mut errors = Vec::new();
    checks::at_most(&mut errors, "comment", &comment, 2000);
    Error::check(errors)?;
    let choices = Choices::load(&mut work, held.project.id).await?;
    let changes = values::wanted(&body.changes, &held.visible, &revision, &choices)?;
    let (organisation, now, me) = (work.organisation.id, work.now(), work.me.subject);
    if store::own_open(&mut work.tx, organisation, held.id(), me).await?.is_some() {
        return Err(Error::code(ErrorCode::EditRequestOpen));
    }
    let _ = held.record(&mut work, &conditional, "edit_request.made", asked(&changes), &comment).await?;
    let public_id = work.cx.ids().public(EditRequestId::PREFIX);
    let new = NewRequest {
        public_id: &public_id,
        project: held.project.id,
        document: held.id(),
        revision: revision.id,
        by: me,
        comment: &comment,
        changes: &changes,
    };
    store::insert(&mut work.tx, organisation, now, &new)
        .await
        .on_taken("edit_request_document_id_requested_by_key", || Error::code(ErrorCode::EditRequestOpen))?;
    letters::asked(&mut work, &held, (&public_id, &comment), &changes).await?;
    let row = store::find(&mut work.tx, organisation, held.project.id, &public_id).await?;
    let shown = super::view(&mut work, &held.facts, &row.ok_or_else(Error::not_found)?).await?;
    work.finish(StatusCode::CREATED, &shown).await
}

/// Takes an own request back.
pub async fn withdraw(cx: &Cx, organisation: &str, (project, request): (&str, &str)) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let permit = work.permit_in::<act::EditRequestWithdraw>(&facts, Target::default())?;
    let (row, visible) = super::open(&mut work, &facts, request).await?;
    if row.requested_by != work.me.subject {
        return Err(Error::not_found());
    }
    if !row.is_open() {
        return Err(Error::code(ErrorCode::AlreadyDecided));
    }
    let changes = row.changes();
    let (before, after) = asked(&changes);
    let label = lookup::label_of(&visible);
    let event =
        Event::new("document", "edit_request.withdrawn", ("document", &visible.document.public_id, &label))
            .project(project.id)
            .confidential(visible.document.restricted)
            .before(before)
            .after(after);
    let _ = work.record(&permit, event).await?;
    let by = (work.me.subject, work.now());
    let decided = Decided { state: "withdrawn", by, reason: "", changes: &changes };
    if !store::end(&mut work.tx, row.id, &decided).await? {
        return Err(Error::code(ErrorCode::AlreadyDecided));
    }
    let row = store::find(&mut work.tx, work.organisation.id, facts.project, request).await?;
    let shown = super::view(&mut work, &facts, &row.ok_or_else(Error::not_found)?).await?;
    work.finish(StatusCode::OK, &shown).await
}
