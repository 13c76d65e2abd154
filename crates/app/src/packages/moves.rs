//! Moving work packages through their life: who may is decided, whether it can be done now is asked of the table, and what
//! stands against it is said.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use wayleave_access::audit::Event;
use wayleave_access::{Warrant, act};
use wayleave_base::ErrorCode;

use super::contents::Held;
use super::read::{self, Unfinished};
use super::tables::{Move, State};
use super::view::WorkPackageStep;
use super::{clock, store, tell};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::settings::{self, RunningWorkflows, WORK_PACKAGES, WorkPackages};
use crate::wire;
use crate::work::Work;

/// Does something to a package.
pub async fn go(
    cx: &Cx,
    organisation: &str,
    (project, id): (&str, &str),
    wanted: Move,
    body: &WorkPackageStep,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let held = Held::find(&mut work, project, id).await?;
    match wanted {
        Move::Start | Move::Submit | Move::Resume => {
            let permit = held.permit::<act::WorkPackageWork>(&work)?;
            carry_out(work, held, &permit, wanted, body).await
        }
        Move::Return | Move::Approve => {
            let permit = held.permit::<act::WorkPackageReview>(&work)?;
            carry_out(work, held, &permit, wanted, body).await
        }
        Move::Close => {
            let permit = held.permit::<act::WorkPackageClose>(&work)?;
            carry_out(work, held, &permit, wanted, body).await
        }
    }
}

async fn carry_out<W: Warrant>(
    mut work: Work,
    held: Held,
    permit: &W,
    wanted: Move,
    body: &WorkPackageStep,
) -> Result<Response> {
    let mut errors = Vec::new();
    let note = wire::text(&mut errors, "note", &body.note, 4_000, wanted == Move::Return);
    Error::check(errors)?;
    if held.row.row_version != body.version {
        return Err(Error::code(ErrorCode::Stale));
    }
    let parts = held.parts(work.me.subject);
    let after = held.state.after(&parts, wanted).ok_or_else(|| {
        let code = if held.state == State::Closed { ErrorCode::AlreadyEnded } else { ErrorCode::Conflict };
        Error::because(code, wanted.refusal(held.state))
    })?;
    if let Some(why) = obstacle(&mut work, &held, wanted).await? {
        return Err(Error::because(ErrorCode::Conflict, why));
    }
    let label = held.row.label();
    let event = Event::new("work_package", wanted.event(), ("work_package", &held.row.public_id, &label))
        .project(held.project.id)
        .before(json!({"state": held.state.code()}))
        .after(json!({"state": after.code()}))
        .reason(&note);
    let stamp = work.record(permit, event).await?;
    store::shift(&mut work.tx, &stamp, held.row.id, after.code(), wanted == Move::Start).await?;
    let public_id = work.cx.ids().public("wpn");
    let place = (work.organisation.id, held.row.id);
    store::insert_note(&mut work.tx, &stamp, place, &public_id, (Some(wanted.code()), &note)).await?;
    let id = held.row.public_id.clone();
    let held = Held::load(&mut work, (held.project, held.facts), &id).await?;
    if wanted == Move::Start {
        let now = work.now();
        clock::wind(&mut work.tx, place.0, &held, now).await?;
    }
    tell::of(&mut work, &held, wanted, &note).await?;
    let view = read::view(&mut work, &held).await?;
    work.finish(StatusCode::OK, &view).await
}

/// What stands against a move that the state allows.
async fn obstacle(work: &mut Work, held: &Held, wanted: Move) -> Result<Option<String>> {
    if matches!(wanted, Move::Submit | Move::Approve) {
        let unfinished = Unfinished::load(work, held).await?;
        let (organisation, project) = (work.organisation.id, Some(held.project.id));
        let option: WorkPackages = settings::read(&mut work.tx, organisation, project, WORK_PACKAGES).await?;
        return Ok(unfinished.against(wanted, option.submit_with_active_workflows));
    }
    if wanted == Move::Close {
        let evidence = store::count_of(&mut work.tx, "work_package_evidence", held.row.id).await?;
        return Ok((evidence == 0).then(|| NO_EVIDENCE.to_owned()));
    }
    Ok(None)
}

/// Why a package is not closed yet.
pub const NO_EVIDENCE: &str = "Attach the closeout evidence first.";

impl Unfinished {
    /// What of it stands against a move: all of it against the approval; workflows that run against the submission, where
    /// the project wants it so.
    #[must_use]
    pub fn against(&self, wanted: Move, option: RunningWorkflows) -> Option<String> {
        match wanted {
            Move::Submit if option == RunningWorkflows::Refuse => self.active.first().cloned(),
            Move::Approve => self.sentences().next(),
            _ => None,
        }
    }
}
