//! The workflows of a project as a list: at which stage each is, whom it waits for, and for how long it has been late.

use std::collections::HashMap;

use serde_json::json;
use wayleave_access::{Action, ProjectFacts, Target, act};
use wayleave_base::{ProjectId, SubjectId};
use wayleave_db::sql;

use super::super::plan::Plan;
use super::held::parse;
use super::presence;
use super::store::WorkflowRow;
use super::store_listing::{self as store, Asked, Order, Turn, WaitRow, Wanted};
use super::view_listing::{WaitsFor, WorkflowCounts, WorkflowItem, WorkflowList, WorkflowQuery};
use crate::abilities::abilities;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::listing::{About, After, words};
use crate::people::{self, PersonRef};
use crate::wire;
use crate::work::{ProjectRow, Work};

type Shown = HashMap<SubjectId, PersonRef>;

/// How many of those whom a workflow waits for are named.
const NAMED: usize = 3;

/// A page of the workflows of a project. They are counted with the first.
pub async fn list(cx: &Cx, organisation: &str, project: &str, query: &WorkflowQuery) -> Result<WorkflowList> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::WorkflowView>(&facts, Target::default())?;
    let limit = wire::page_size(query.limit)?;
    let order = order(query)?;
    let about = About::load(&mut work, &facts, query.document.as_deref()).await?;
    let wanted = wanted(&mut work, &project, (query, about.as_ref())).await?;
    let key = json!(["workflows", project.public_id, work.me.public_id, format!("{order:?} {wanted:?}")]);
    let key = key.to_string();
    let after: Option<After> = wire::position(cx, &key, query.cursor.as_deref())?;
    let (scope, now) = (facts.scope(), work.now());
    let asked = Asked { place: (work.organisation.id, project.id), scope: &scope, now, wanted: &wanted };
    let mut rows = store::page(&mut work.tx, &asked, (order, after.as_ref()), limit).await?;
    let next = wire::cut(cx, &key, &mut rows, limit, |row| order.after(row));
    let counts = match after {
        None => Some(counted(&mut work, &asked).await?),
        Some(_) => None,
    };
    let mut items = items(&mut work, &project, &facts, &rows).await?;
    if let Some(about) = &about {
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        for one in store::about(&mut work.tx, &ids, &about.ids()).await? {
            let item = rows.iter().position(|row| row.id == one.workflow_id).and_then(|at| items.get_mut(at));
            item.into_iter().for_each(|item| item.revisions.extend(about.code(one.revision_id)));
        }
    }
    Ok(WorkflowList {
        items,
        next,
        counts,
        abilities: abilities(&[Action::WorkflowStart], |act| facts.outcome(act, Target::default())),
    })
}

async fn counted(work: &mut Work, asked: &Asked<'_>) -> Result<WorkflowCounts> {
    let mut counts = WorkflowCounts::default();
    for row in store::count(&mut work.tx, asked).await? {
        match row.status.as_str() {
            "active" => counts.active = row.n,
            "returned" => counts.returned = row.n,
            "completed" => counts.completed = row.n,
            _ => counts.cancelled = row.n,
        }
    }
    Ok(counts)
}

fn order(query: &WorkflowQuery) -> Result<Order> {
    match query.sort.as_deref() {
        None | Some("newest") => Ok(Order::Newest),
        Some("due") => Ok(Order::Due),
        Some("number") => Ok(Order::Number),
        Some(_) => Err(Error::field("sort", "unknown", "Choose newest, due or number.")),
    }
}

async fn wanted(
    work: &mut Work,
    project: &ProjectRow,
    (query, about): (&WorkflowQuery, Option<&About>),
) -> Result<Wanted> {
    let status = match query.status.as_deref() {
        None => None,
        Some(asked) => {
            let found =
                ["active", "completed", "cancelled", "returned"].into_iter().find(|one| *one == asked);
            let detail = "Choose active, completed, cancelled or returned.";
            Some(found.ok_or_else(|| Error::field("status", "unknown", detail))?)
        }
    };
    let late = query.overdue == Some(true);
    Ok(Wanted {
        words: words(query.q.as_deref())?,
        status,
        template: query.template.clone(),
        late_on: late.then(|| wire::day_of(work.now(), &project.timezone).to_string()),
        turn: turn(work, query.turn.as_deref()).await?,
        started_by: (query.started_by_me == Some(true)).then_some(work.me.subject),
        revisions: about.map(About::ids),
    })
}

/// Whose turn is asked for. Whether there is such a person or company is not told.
async fn turn(work: &mut Work, asked: Option<&str>) -> Result<Option<Turn>> {
    let organisation = work.organisation.id;
    let found = match asked {
        None => return Ok(None),
        Some("mine") => Turn::Person(work.me.subject),
        Some("outside") => Turn::Outside,
        Some(id) if id.starts_with("mem_") => {
            let found = people::subject_of(&mut work.tx, organisation, id).await?;
            found.map_or(Turn::Nobody, Turn::Person)
        }
        Some(id) if id.starts_with("com_") => {
            let text = sql("select id as n from company where organisation_id = $1 and public_id = $2");
            let found = work.tx.maybe_int(text.bind(organisation).bind(id)).await?;
            found.map_or(Turn::Nobody, Turn::Company)
        }
        Some(_) => {
            let detail = "Choose mine, outside, or the id of a person or a company.";
            return Err(Error::field("turn", "unknown", detail));
        }
    };
    Ok(Some(found))
}

/// Rows as the reader is shown them: whom they wait for is told to the project's people.
pub(crate) async fn items(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    rows: &[WorkflowRow],
) -> Result<Vec<WorkflowItem>> {
    let team = facts.is_team();
    let ids: Vec<i64> = rows.iter().filter(|row| team && row.status == "active").map(|row| row.id).collect();
    let mut waits = waiting(work, &ids).await?;
    let mut named: Vec<SubjectId> = rows.iter().map(|row| row.initiator_id).collect();
    named.extend(waits.values().flat_map(|wait| wait.first.iter().copied()));
    let people = presence::shown(&mut work.tx, work.organisation.id, &named).await?;
    let (now, zone) = (work.now(), project.timezone.as_str());
    rows.iter()
        .map(|row| {
            let waits_for = waits.remove(&row.id).map(|wait| wait.shown(&people));
            let due = (row.due_on.as_deref(), row.next_due);
            let days_late = days_late(&row.status, due, (now, zone));
            item(row, &people, (team, waits_for, days_late))
        })
        .collect()
}

/// Those whom a workflow waits for.
#[derive(Debug, Default)]
pub(crate) struct Wait {
    first: Vec<SubjectId>,
    all: std::collections::HashSet<SubjectId>,
    since: Option<i64>,
}

impl Wait {
    /// The first of them.
    pub(crate) fn first(&self) -> &[SubjectId] {
        &self.first
    }

    /// As it is told.
    pub(crate) fn shown(&self, people: &Shown) -> WaitsFor {
        WaitsFor {
            people: self.first.iter().filter_map(|one| people.get(one).cloned()).collect(),
            more: self.all.len() - self.first.len(),
            since: self.since.map(wire::time),
        }
    }

    fn add(&mut self, row: WaitRow) {
        if self.all.insert(row.subject_id) && self.first.len() < NAMED {
            self.first.push(row.subject_id);
        }
        self.since = self.since.or(row.activated_at);
    }
}

/// Whom these workflows wait for, in one statement.
pub(crate) async fn waiting(work: &mut Work, workflows: &[i64]) -> Result<HashMap<i64, Wait>> {
    let mut found: HashMap<i64, Wait> = HashMap::new();
    for row in store::waits(&mut work.tx, workflows).await? {
        found.entry(row.workflow_id).or_default().add(row);
    }
    Ok(found)
}

/// For how many days a workflow in this state has been late, as its project counts days: past its own day, or with a step
/// past its moment.
pub(super) fn days_late(
    status: &str,
    (due_on, next_due): (Option<&str>, Option<i64>),
    (now, zone): (i64, &str),
) -> Option<i64> {
    let today = wire::day_of(now, zone);
    let since = |day| wire::days_since(day, today);
    let own = due_on.filter(|_| matches!(status, "active" | "returned"));
    let own = own.and_then(|day| day.parse().ok()).map(since).filter(|days| *days > 0);
    let step = next_due.filter(|due| status == "active" && *due <= now);
    let step = step.map(|due| since(wire::day_of(due, zone)));
    own.max(step)
}

fn item(
    row: &WorkflowRow,
    people: &Shown,
    (team, waits_for, days_late): (bool, Option<WaitsFor>, Option<i64>),
) -> Result<WorkflowItem> {
    let plan: Plan = serde_json::from_str(&row.plan).map_err(anyhow::Error::from)?;
    let stage = usize::try_from(row.stage).ok().and_then(|at| plan.stages.get(at));
    Ok(WorkflowItem {
        id: row.public_id.clone(),
        number: row.number.clone(),
        title: row.title.clone(),
        status: parse(&row.status)?,
        outcome: row.outcome.as_deref().map(parse).transpose()?,
        cancel_cause: row.cancel_cause.as_deref().map(parse).transpose()?,
        round: row.round,
        stage: row.stage,
        stage_name: stage.filter(|_| team).map(|stage| stage.name.clone()),
        stage_count: plan.stages.len(),
        waits_for,
        days_late,
        revisions: Vec::new(),
        priority: row.priority.clone(),
        due_on: row.due_on.clone(),
        template_name: row.template_name.clone(),
        initiator: people.get(&row.initiator_id).cloned(),
        started_at: wire::time(row.started_at),
        ended_at: row.ended_at.map(wire::time),
    })
}

/// How many workflows are late, by project, for those who look at workflows; in one statement.
pub(crate) async fn late<'a>(
    work: &mut Work,
    projects: impl Iterator<Item = (&'a ProjectRow, &'a ProjectFacts)>,
) -> Result<HashMap<ProjectId, i64>> {
    let now = work.now();
    let days: Vec<(ProjectId, String)> = projects
        .filter(|(_, facts)| facts.outcome(Action::WorkflowView, Target::default()).is_allowed())
        .map(|(project, _)| (project.id, wire::day_of(now, &project.timezone).to_string()))
        .collect();
    if days.is_empty() {
        return Ok(HashMap::new());
    }
    let mut found: HashMap<ProjectId, i64> = days.iter().map(|(project, _)| (*project, 0)).collect();
    found.extend(
        store::late_in(&mut work.tx, &days, now).await?.into_iter().map(|row| (row.project_id, row.n)),
    );
    Ok(found)
}
