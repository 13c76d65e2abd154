//! What is said about a work package by those who have a part in it. Nothing that was said is changed or taken back.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use wayleave_access::act;
use wayleave_access::audit::Event;
use wayleave_base::ErrorCode;

use super::contents::{CLOSED, Held};
use super::tables::State;
use super::view::NewWorkPackageNote;
use super::{read, store, tell};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::wire;
use crate::work::Work;

/// The most notes of a package, moves included.
const MOST: i64 = 500;

/// Adds a note.
pub async fn add(
    cx: &Cx,
    organisation: &str,
    (project, id): (&str, &str),
    body: &NewWorkPackageNote,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let held = Held::find(&mut work, project, id).await?;
    let permit = held.permit::<act::WorkPackageContribute>(&work)?;
    let mut errors = Vec::new();
    let text = wire::text(&mut errors, "text", &body.text, 4_000, true);
    Error::check(errors)?;
    if held.state == State::Closed {
        return Err(Error::because(ErrorCode::AlreadyEnded, CLOSED));
    }
    if store::count_of(&mut work.tx, "work_package_note", held.row.id).await? >= MOST {
        return Err(Error::because(ErrorCode::Conflict, "A work package takes 500 notes."));
    }
    let label = held.row.label();
    let event =
        Event::new("work_package", "work_package.noted", ("work_package", &held.row.public_id, &label))
            .project(held.project.id)
            .after(json!({"state": held.state.code()}))
            .reason(&text);
    let stamp = work.record(&permit, event).await?;
    let public_id = work.cx.ids().public("wpn");
    let place = (work.organisation.id, held.row.id);
    store::insert_note(&mut work.tx, &stamp, place, &public_id, (None, &text)).await?;
    let others: Vec<_> = held.row.assignee_id.into_iter().chain(held.reviewers.iter().copied()).collect();
    tell::people(&mut work, &held, "work_package.noted", &others, None).await?;
    let view = read::view(&mut work, &held).await?;
    work.finish(StatusCode::CREATED, &view).await
}
