//! Kept reports: a question under a name. Everybody who may run reports keeps their own and may share one with all who
//! work in the project (K-8.2). A report opens nothing: who runs it counts within their own scope.

use serde_json::json;
use wayleave_access::audit::Event;
use wayleave_access::{Action, Permit, ProjectFacts, Target, act};
use wayleave_base::ErrorCode;

use super::formal::{self, source::Dimension};
use super::model::{Group, METRICS, Metric, READY};
use super::question;
use super::view::{
    Named, NewReport, ReadyReport, ReportEdit, ReportFilter, ReportList, ReportMetric, ReportQuestion,
    SavedReport,
};
use crate::abilities::{abilities, ability};
use crate::cx::Cx;
use crate::error::{Error, OnTaken, Result};
use crate::kept::{self, KeptRow, Shelf};
use crate::metadata::model::Catalogue;
use crate::metadata::store as metadata;
use crate::people;
use crate::wire;
use crate::work::{ProjectRow, Work};

/// The table.
const REPORTS: Shelf = Shelf("saved_report");
/// What refuses a second report of the same name.
const NAME_TAKEN: &str = "saved_report_project_id_subject_id_name_key_key";
/// The most reports that somebody keeps in a project.
const MOST: i64 = 100;

/// What can be counted, the reports of every project, the reader's own and the shared ones.
pub async fn list(cx: &Cx, organisation: &str, project: &str) -> Result<ReportList> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::ReportView>(&facts, Target::default())?;
    let catalogue = metadata::load(&mut work.tx, work.organisation.id, Some(project.id)).await?;
    let rows = REPORTS.all(&mut work.tx, (project.id, work.me.subject), facts.is_team()).await?;
    let items = views(&mut work, &facts, rows).await?;
    let acts = [Action::ReportKeep, Action::ReportShare];
    // What one may not look at is not offered.
    let open = |metric: &Metric| formal::count::permit(&work, &facts, metric.of).is_ok();
    let ready_for = |key: &str| Metric::find(key).is_some_and(open);
    Ok(ReportList {
        metrics: METRICS.iter().filter(|one| open(one)).map(|metric| offered(metric, &catalogue)).collect(),
        ready: READY.into_iter().filter(|(_, _, key, _)| ready_for(key)).map(ready).collect(),
        items,
        abilities: abilities(&acts, |act| facts.outcome(act, Target::default())),
    })
}

fn offered(metric: &'static Metric, catalogue: &Catalogue) -> ReportMetric {
    let groups = Group::offered(metric, catalogue).into_iter();
    let others = groups.filter(|(key, _)| metric.first != Some(key.as_str()));
    let filter = |one: &'static Dimension| ReportFilter {
        key: one.key,
        label: one.label,
        told_by: one.told_by,
        by: one.told_as(),
    };
    ReportMetric {
        key: metric.key,
        label: metric.label,
        first: metric.first,
        dimensions: others.map(|(key, label)| Named { key, label }).collect(),
        register: metric.of_register(),
        filters: metric.filters().iter().filter(|one| one.narrows()).map(filter).collect(),
        days: metric.days(),
    }
}

fn ready((key, name, metric, groups): (&'static str, &'static str, &str, &[&str])) -> ReadyReport {
    let group_by = groups.iter().map(|group| (*group).to_owned()).collect();
    let question = ReportQuestion { metric: metric.to_owned(), group_by, ..ReportQuestion::default() };
    ReadyReport { key, name, question }
}

/// One report.
pub async fn get(cx: &Cx, organisation: &str, project: &str, id: &str) -> Result<SavedReport> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::ReportView>(&facts, Target::default())?;
    view(&mut work, &project, &facts, id).await
}

/// Keeps a report.
pub async fn create(
    cx: &Cx,
    organisation: &str,
    project: &str,
    new: NewReport,
) -> Result<(Work, SavedReport)> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let keep: Permit<act::ReportKeep> = work.permit_in(&facts, Target::default())?;
    if new.shared {
        work.permit_in::<act::ReportShare>(&facts, Target::default())?;
    }
    let name = named(&mut work, (&project, &facts), &new.name, Some(&new.question)).await?;
    if REPORTS.kept(&mut work.tx, project.id, work.me.subject).await? >= MOST {
        let detail = format!("You keep {MOST} reports here already; delete one first.");
        return Err(Error::because(ErrorCode::Conflict, detail));
    }
    let id = work.cx.ids().public("rpt");
    let event = Event::new("project", "report.created", ("report", &id, &name))
        .project(project.id)
        .after(json!({"name": name, "shared": new.shared, "question": new.question}));
    work.record(&keep, event).await?;
    let query = json(&new.question)?;
    let kept = kept::New { public_id: &id, name: &name, shared: new.shared, query: &query };
    let owner = (work.organisation.id, project.id, work.me.subject);
    REPORTS.insert(&mut work.tx, owner, &kept, facts.at).await.on_taken(NAME_TAKEN, taken)?;
    let view = view(&mut work, &project, &facts, &id).await?;
    Ok((work, view))
}

/// Changes a report of one's own, or one that is shared.
pub async fn change(
    cx: &Cx,
    organisation: &str,
    project: &str,
    id: &str,
    edit: ReportEdit,
) -> Result<(Work, SavedReport)> {
    let (mut work, project, facts, row) = hold(cx, organisation, project, id).await?;
    let permit: Permit<act::ReportChange> = work.permit_in(&facts, Target::made_by(row.subject_id))?;
    let shared = edit.shared.unwrap_or(row.shared);
    if shared && !row.shared {
        work.permit_in::<act::ReportShare>(&facts, Target::default())?;
    }
    // A question that is not changed is not asked whether it still makes sense: fields come and go.
    let name = edit.name.as_deref().unwrap_or(&row.name);
    let name = named(&mut work, (&project, &facts), name, edit.question.as_ref()).await?;
    let before = read(&row)?;
    let question = edit.question.unwrap_or_else(|| before.clone());
    if row.row_version != edit.version {
        return Err(Error::code(ErrorCode::Stale));
    }
    let event = Event::new("project", "report.changed", ("report", &row.public_id, &name))
        .project(project.id)
        .before(json!({"name": row.name, "shared": row.shared, "question": before}))
        .after(json!({"name": name, "shared": shared, "question": question}));
    work.record(&permit, event).await?;
    let query = json(&question)?;
    let kept = kept::New { public_id: &row.public_id, name: &name, shared, query: &query };
    REPORTS.update(&mut work.tx, row.id, &kept, facts.at).await.on_taken(NAME_TAKEN, taken)?;
    let view = view(&mut work, &project, &facts, id).await?;
    Ok((work, view))
}

/// Deletes a report of one's own, or one that is shared.
pub async fn delete(cx: &Cx, organisation: &str, project: &str, id: &str) -> Result<Work> {
    let (mut work, project, facts, row) = hold(cx, organisation, project, id).await?;
    let permit: Permit<act::ReportChange> = work.permit_in(&facts, Target::made_by(row.subject_id))?;
    let event = Event::new("project", "report.deleted", ("report", &row.public_id, &row.name))
        .project(project.id)
        .before(json!({"name": row.name, "shared": row.shared, "question": read(&row)?}));
    work.record(&permit, event).await?;
    REPORTS.remove(&mut work.tx, row.id).await?;
    Ok(work)
}

/// The name, once name and question are found to be in order.
async fn named(
    work: &mut Work,
    (project, facts): (&ProjectRow, &ProjectFacts),
    name: &str,
    question: Option<&ReportQuestion>,
) -> Result<String> {
    let mut errors = Vec::new();
    let name = wire::name(&mut errors, "name", name, 80);
    if let Some(question) = question {
        match question::prepare(work, project, facts, question).await {
            Err(Error::Fields(found)) => {
                let Error::Fields(found) = Error::Fields(found).below("question") else { return Ok(name) };
                errors.extend(found);
            }
            other => drop(other?),
        }
    }
    Error::check(errors)?;
    Ok(name)
}

/// The report, if it is there for the reader: others' own reports are not.
async fn hold(
    cx: &Cx,
    organisation: &str,
    project: &str,
    id: &str,
) -> Result<(Work, ProjectRow, ProjectFacts, KeptRow)> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::ReportView>(&facts, Target::default())?;
    let reader = (project.id, work.me.subject);
    let row = REPORTS.find(&mut work.tx, reader, facts.is_team(), id).await?.ok_or_else(Error::not_found)?;
    Ok((work, project, facts, row))
}

fn taken() -> Error {
    Error::field("name", "taken", "You have a report of this name already.")
}

fn read(row: &KeptRow) -> Result<ReportQuestion> {
    Ok(serde_json::from_str(&row.query).map_err(anyhow::Error::from)?)
}

fn json(question: &ReportQuestion) -> Result<String> {
    Ok(serde_json::to_string(question).map_err(anyhow::Error::from)?)
}

async fn view(work: &mut Work, project: &ProjectRow, facts: &ProjectFacts, id: &str) -> Result<SavedReport> {
    let reader = (project.id, work.me.subject);
    let row = REPORTS.find(&mut work.tx, reader, facts.is_team(), id).await?.ok_or_else(Error::not_found)?;
    views(work, facts, vec![row]).await?.pop().ok_or_else(Error::not_found)
}

async fn views(work: &mut Work, facts: &ProjectFacts, rows: Vec<KeptRow>) -> Result<Vec<SavedReport>> {
    let owners: Vec<_> = rows.iter().map(|row| row.subject_id).collect();
    let people = people::by_subject(&mut work.tx, work.organisation.id, &owners).await?;
    let me = work.me.subject;
    rows.into_iter()
        .map(|row| {
            let may = facts.outcome(Action::ReportChange, Target::made_by(row.subject_id));
            Ok(SavedReport {
                question: read(&row)?,
                owner: people.get(&row.subject_id).cloned(),
                mine: row.subject_id == me,
                id: row.public_id,
                name: row.name,
                shared: row.shared,
                version: row.row_version,
                abilities: [(Action::ReportChange.code(), ability(&may))].into(),
            })
        })
        .collect()
}
