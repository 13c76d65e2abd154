//! The closeout as it stands, and the final inspection.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use wayleave_access::audit::Event;
use wayleave_access::{Action, ProjectFacts, Target, act};

use super::checklist;
use super::view::{Closeout, FinalInspection};
use crate::abilities::abilities;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::wire;
use crate::work::{ProjectRow, Work};

/// What the screen asks about.
const ASKED: &[Action] = &[
    Action::ProjectCloseout,
    Action::ProjectArchive,
    Action::ProjectLock,
    Action::ProjectLockEarly,
    Action::ProjectUnlock,
];

/// How the closeout stands.
pub async fn get(cx: &Cx, organisation: &str, project: &str) -> Result<Closeout> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::ProjectSettingsView>(&facts, Target::default())?;
    view(&mut work, &project, &facts).await
}

async fn view(work: &mut Work, project: &ProjectRow, facts: &ProjectFacts) -> Result<Closeout> {
    let items = checklist::items(work, project).await?;
    Ok(Closeout {
        done: items.iter().all(|item| item.met),
        items,
        locked: facts.locked,
        abilities: abilities(ASKED, |act| facts.outcome(act, Target::default())),
    })
}

/// Records the final inspection, or without one takes it back.
pub async fn inspect(
    cx: &Cx,
    organisation: &str,
    project: &str,
    inspection: Option<&FinalInspection>,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let permit = work.permit_in::<act::ProjectCloseout>(&facts, Target::default())?;
    let mut errors = Vec::new();
    let note =
        inspection.map(|said| wire::text(&mut errors, "note", &said.note, 1000, false)).unwrap_or_default();
    Error::check(errors)?;
    let action = if inspection.is_some() { "project.inspected" } else { "project.inspection_withdrawn" };
    let event = Event::new("project", action, ("project", &project.public_id, &project.name))
        .project(project.id)
        .after(json!({"note": note}));
    work.record(&permit, event).await?;
    let said = inspection.map(|_| (work.now(), work.me.subject));
    checklist::write_inspection(&mut work.tx, &project, said, &note).await?;
    let shown = view(&mut work, &project, &facts).await?;
    work.finish(StatusCode::OK, &shown).await
}
