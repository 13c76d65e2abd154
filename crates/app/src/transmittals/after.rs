//! What is done with a transmittal that was issued: those who are silent are reminded, what it gave is taken back, and another
//! takes its place.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use wayleave_access::audit::Event;
use wayleave_access::{Cause, Permit, Target, act, ledger};
use wayleave_base::{ErrorCode, TransmittalId};

use super::letters::{self, Issued, Letter};
use super::received::{self, RecipientRow};
use super::store::{self, Draft};
use super::tables::{Deed, Part, State};
use super::view_received::RecallTransmittal;
use super::{drafts, reading};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::guests;
use crate::wire;
use crate::work::Work;

/// Reminds those who are to acknowledge receipt and did not.
pub async fn remind(cx: &Cx, organisation: &str, project: &str, id: &str) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let permit: Permit<act::TransmittalIssue> = work.permit_in(&facts, Target::default())?;
    let row = reading::open_to(&mut work, (&project, &facts), id, (Part::Sender, Deed::Remind)).await?;
    let mut silent = received::all(&mut work.tx, row.id, None).await?;
    silent.retain(RecipientRow::is_silent);
    if silent.is_empty() {
        return Err(Error::because(ErrorCode::Conflict, "Nobody is left to be reminded."));
    }
    let reached = received::reached(&mut work.tx, row.id, work.cx.now()).await?;
    silent.retain(|one| reached.contains(&one.subject_id));
    if silent.is_empty() {
        let detail = "Those who are silent cannot open it any more. Extend their access, or record the acknowledgement.";
        return Err(Error::because(ErrorCode::Conflict, detail));
    }
    let label = row.label();
    let names: Vec<_> = silent.iter().map(|one| &one.name).collect();
    let event = Event::new("transmittal", "transmittal.reminded", ("transmittal", &row.public_id, &label))
        .project(project.id)
        .after(json!({"with": names}));
    let stamp = work.record(&permit, event).await?;
    let ids: Vec<i64> = silent.iter().map(|one| one.id).collect();
    received::note_reminded(&mut work.tx, &ids, stamp.at()).await?;
    let (shared, whole) = (work.cx.shared().clone(), work.organisation.clone());
    let about = Issued::load(&mut work.tx, whole.id, row.id).await?.ok_or_else(Error::not_found)?;
    letters::tell(&mut work.tx, &shared, &whole, &about, Letter::Reminder, &silent).await?;
    let view = reading::shown(&mut work, &project, &facts, id).await?;
    work.finish(StatusCode::OK, &view).await
}

/// Recalls a transmittal: what it gave is closed, its links are dead, and the record stays.
pub async fn recall(
    cx: &Cx,
    organisation: &str,
    project: &str,
    id: &str,
    asked: RecallTransmittal,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let permit: Permit<act::TransmittalIssue> = work.permit_in(&facts, Target::default())?;
    let mut errors = Vec::new();
    let reason = wire::text(&mut errors, "reason", &asked.reason, 500, true);
    Error::check(errors)?;
    let row = reading::open_to(&mut work, (&project, &facts), id, (Part::Sender, Deed::Recall)).await?;
    let label = row.label();
    let event = Event::new("transmittal", "transmittal.recalled", ("transmittal", &row.public_id, &label))
        .project(project.id)
        .reason(&reason);
    let stamp = work.record(&permit, event).await?;
    let cause = Cause::Transmittal(row.id.get());
    ledger::close_cause(&mut work.tx, &stamp, cause).await?;
    ledger::close_admitted(&mut work.tx, &stamp, cause).await?;
    guests::end_sent(&mut work.tx, &stamp, row.id).await?;
    store::recall(&mut work.tx, row.id, &reason, (stamp.by(), stamp.at())).await?;
    if row.life(stamp.at()) == State::Out {
        letters::recalled(&mut work.tx, stamp.organisation(), row.id, stamp.at()).await?;
    }
    let view = reading::shown(&mut work, &project, &facts, id).await?;
    work.finish(StatusCode::OK, &view).await
}

/// Begins the transmittal that takes the place of one: a draft with the same content, numbered after it.
pub async fn reissue(cx: &Cx, organisation: &str, project: &str, id: &str) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let permit: Permit<act::TransmittalManage> = work.permit_in(&facts, Target::default())?;
    let place = (work.organisation.id, project.id);
    let row = reading::open_to(&mut work, (&project, &facts), id, (Part::Sender, Deed::Reissue)).await?;
    let root = row.number.rsplit_once("-R").map_or(row.number.as_str(), |(root, _)| root);
    let count = store::count_reissue(&mut work.tx, place, root).await?.unwrap_or(1);
    let number = format!("{root}-R{count}");
    let dated_on = wire::day_of(work.now(), &project.timezone).to_string();
    let purposes = super::purposes::all(&mut work.tx, place.0).await?;
    let purpose = purposes.iter().find(|purpose| purpose.id == row.purpose);
    let acknowledge_by = drafts::usual(&mut work, &dated_on, purpose).await?;
    let draft = Draft {
        subject: row.subject.clone(),
        purpose: row.purpose.clone(),
        remarks: row.remarks.clone(),
        acknowledge_by,
        access_ends_on: None,
        dated_on,
        addressed: row.addressed.clone(),
        // Whoever holds the one whose place it takes is to get this one.
        skip_sent: false,
    };
    let public_id = work.cx.ids().public(TransmittalId::PREFIX);
    let label = format!("{number} {}", draft.subject);
    let event = Event::new("transmittal", "transmittal.created", ("transmittal", &public_id, &label))
        .project(project.id)
        .after(json!({"subject": draft.subject, "purpose": draft.purpose, "reissue_of": row.number,
            "documents": row.documents}));
    let stamp = work.record(&permit, event).await?;
    let when = (stamp.by(), stamp.at());
    let made = store::insert(&mut work.tx, place, (&public_id, &number), &draft, when).await?;
    store::copy_documents(&mut work.tx, row.id, made).await?;
    let view = reading::shown(&mut work, &project, &facts, &public_id).await?;
    work.finish(StatusCode::CREATED, &view).await
}
