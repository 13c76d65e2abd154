//! Saved views of the register: a search, filters, an order and columns under a name. Everybody keeps their own; whoever
//! works in the project may share one with all who do (K-5.6). A view opens nothing: what it shows is the reader's scope.

mod checks;
mod store;
mod view;

use serde_json::json;
use wayleave_access::audit::Event;
use wayleave_access::{Action, Permit, ProjectFacts, Target, act};
use wayleave_base::ErrorCode;

pub use self::view::{NewSavedView, SavedViewEdit, SavedViewList, SavedViewView};

use self::store::VIEWS;
use crate::abilities::{abilities, ability};
use crate::cx::Cx;
use crate::error::{Error, OnTaken, Result};
use crate::kept::{self, KeptRow};
use crate::people;
use crate::wire;
use crate::work::{ProjectRow, Work};

/// The most views that somebody keeps in a project.
const MOST: i64 = 100;

/// The reader's own views and, for those who work in the project, the shared ones, by name.
pub async fn list(cx: &Cx, organisation: &str, project: &str) -> Result<SavedViewList> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::ProjectView>(&facts, Target::default())?;
    let rows = VIEWS.all(&mut work.tx, (project.id, work.me.subject), facts.is_team()).await?;
    let items = views(&mut work, &facts, rows).await?;
    let acts = [Action::SavedViewKeep, Action::SavedViewShare];
    Ok(SavedViewList { items, abilities: abilities(&acts, |act| facts.outcome(act, Target::default())) })
}

/// Keeps a view.
pub async fn create(
    cx: &Cx,
    organisation: &str,
    project: &str,
    new: NewSavedView,
) -> Result<(Work, SavedViewView)> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let keep: Permit<act::SavedViewKeep> = work.permit_in(&facts, Target::default())?;
    if new.shared {
        work.permit_in::<act::SavedViewShare>(&facts, Target::default())?;
    }
    let mut errors = Vec::new();
    let name = wire::text(&mut errors, "name", &new.name, 80, true);
    checks::query(&mut errors, &new.query);
    Error::check(errors)?;
    if VIEWS.kept(&mut work.tx, project.id, work.me.subject).await? >= MOST {
        let detail = format!("You keep {MOST} views here already; delete one first.");
        return Err(Error::because(ErrorCode::Conflict, detail));
    }
    let id = work.cx.ids().public("viw");
    let event = Event::new("project", "saved_view.created", ("saved_view", &id, &name))
        .project(project.id)
        .after(json!({"name": name, "shared": new.shared, "query": new.query}));
    work.record(&keep, event).await?;
    let query = store::json(&new.query)?;
    let kept = kept::New { public_id: &id, name: &name, shared: new.shared, query: &query };
    let owner = (work.organisation.id, project.id, work.me.subject);
    VIEWS.insert(&mut work.tx, owner, &kept, facts.at).await.on_taken(store::NAME_TAKEN, taken)?;
    answer(work, &project, &facts, &id).await
}

/// Changes a view of one's own, or one that is shared.
pub async fn change(
    cx: &Cx,
    organisation: &str,
    project: &str,
    id: &str,
    edit: SavedViewEdit,
) -> Result<(Work, SavedViewView)> {
    let (mut work, project, facts, row) = hold(cx, organisation, project, id).await?;
    let permit: Permit<act::SavedViewChange> = work.permit_in(&facts, Target::made_by(row.subject_id))?;
    let shared = edit.shared.unwrap_or(row.shared);
    if shared && !row.shared {
        work.permit_in::<act::SavedViewShare>(&facts, Target::default())?;
    }
    let mut errors = Vec::new();
    let name =
        edit.name.as_ref().map_or(row.name.clone(), |name| wire::text(&mut errors, "name", name, 80, true));
    let before = store::query(&row)?;
    let query = edit.query.unwrap_or_else(|| before.clone());
    checks::query(&mut errors, &query);
    Error::check(errors)?;
    if row.row_version != edit.version {
        return Err(Error::code(ErrorCode::Stale));
    }
    let event = Event::new("project", "saved_view.changed", ("saved_view", &row.public_id, &name))
        .project(project.id)
        .before(json!({"name": row.name, "shared": row.shared, "query": before}))
        .after(json!({"name": name, "shared": shared, "query": query}));
    work.record(&permit, event).await?;
    let query = store::json(&query)?;
    let kept = kept::New { public_id: &row.public_id, name: &name, shared, query: &query };
    VIEWS.update(&mut work.tx, row.id, &kept, facts.at).await.on_taken(store::NAME_TAKEN, taken)?;
    answer(work, &project, &facts, id).await
}

/// Deletes a view of one's own, or one that is shared.
pub async fn delete(cx: &Cx, organisation: &str, project: &str, id: &str) -> Result<Work> {
    let (mut work, project, facts, row) = hold(cx, organisation, project, id).await?;
    let permit: Permit<act::SavedViewChange> = work.permit_in(&facts, Target::made_by(row.subject_id))?;
    let event = Event::new("project", "saved_view.deleted", ("saved_view", &row.public_id, &row.name))
        .project(project.id)
        .before(json!({"name": row.name, "shared": row.shared, "query": store::query(&row)?}));
    work.record(&permit, event).await?;
    VIEWS.remove(&mut work.tx, row.id).await?;
    Ok(work)
}

/// The view, if it is there for the reader: others' own views are not.
async fn hold(
    cx: &Cx,
    organisation: &str,
    project: &str,
    id: &str,
) -> Result<(Work, ProjectRow, ProjectFacts, KeptRow)> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::ProjectView>(&facts, Target::default())?;
    let reader = (project.id, work.me.subject);
    let row = VIEWS.find(&mut work.tx, reader, facts.is_team(), id).await?.ok_or_else(Error::not_found)?;
    Ok((work, project, facts, row))
}

fn taken() -> Error {
    Error::field("name", "taken", "You have a view of this name already.")
}

async fn answer(
    mut work: Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    id: &str,
) -> Result<(Work, SavedViewView)> {
    let reader = (project.id, work.me.subject);
    let row = VIEWS.find(&mut work.tx, reader, facts.is_team(), id).await?.ok_or_else(Error::not_found)?;
    let view = views(&mut work, facts, vec![row]).await?.pop().ok_or_else(Error::not_found)?;
    Ok((work, view))
}

async fn views(work: &mut Work, facts: &ProjectFacts, rows: Vec<KeptRow>) -> Result<Vec<SavedViewView>> {
    let owners: Vec<_> = rows.iter().map(|row| row.subject_id).collect();
    let people = people::by_subject(&mut work.tx, work.organisation.id, &owners).await?;
    let me = work.me.subject;
    rows.into_iter()
        .map(|row| {
            let may = facts.outcome(Action::SavedViewChange, Target::made_by(row.subject_id));
            Ok(SavedViewView {
                query: store::query(&row)?,
                owner: people.get(&row.subject_id).cloned(),
                mine: row.subject_id == me,
                id: row.public_id,
                name: row.name,
                shared: row.shared,
                version: row.row_version,
                abilities: [(Action::SavedViewChange.code(), ability(&may))].into(),
            })
        })
        .collect()
}
