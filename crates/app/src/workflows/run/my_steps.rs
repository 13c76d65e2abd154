//! One's own steps across the projects of an organisation: what is asked now, what one answered or started in workflows
//! that run, and what is done. Each page is read from its place in an index, so it does not depend on how much there was
//! before.

use std::collections::HashMap;

use wayleave_access::{ProjectFacts, Target, act};
use wayleave_base::{ProjectId, Timestamp};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use super::acts_view::{MyStep, MySteps, MyStepsQuery, ProjectName};
use super::held::parse;
use super::view_listing::WaitsFor;
use super::{listing, presence};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::wire;
use crate::work::Work;

row! {
    /// One's part in a step, with what is told of it.
    pub struct MyRow {
        pub id: i64,
        pub workflow_id: i64,
        pub sort_at: i64,
        pub answer: Option<String>,
        pub step: String,
        pub name: String,
        pub kind: String,
        pub due_at: Option<i64>,
        pub workflow: String,
        pub number: String,
        pub title: String,
        pub priority: String,
        pub status: String,
        pub outcome: Option<String>,
        pub project_id: ProjectId,
        pub project: String,
        pub project_name: String,
        pub outdated: bool,
    }
}

/// The states of parts by what they are asked for as, and whether the last comes first.
const STATES: [(&str, &str, bool); 3] =
    [("mine", "mine", false), ("waiting", WAITING, true), ("done", "done", true)];

/// The state of parts that were answered in workflows that run.
const WAITING: &str = "answered";

/// The most that are counted.
const COUNTED: i64 = 100;

/// A page of somebody's parts in one state, from the index over them; of what waits for others, with what they started.
#[must_use]
pub fn statement(
    subject: i64,
    state: &str,
    newest: bool,
    after: Option<(Timestamp, i64)>,
    limit: usize,
) -> Sql {
    let mut text = sql("select a.id, a.workflow_id, a.sort_at, a.answer, s.public_id as step, s.name, s.kind, s.due_at,
          w.public_id as workflow, w.number, w.title, w.priority, w.status, w.outcome, a.project_id,
          p.public_id as project, p.name as project_name,
          cast(case when w.status = 'active' and exists (select 1 from access_grant g
            join document d on d.id = g.object_id join revision r on r.document_id = d.id and r.seq < d.current_seq
            join workflow_document x on x.revision_id = r.id and x.workflow_id = w.id and x.round = w.round
            where g.cause_kind = 10 and g.cause_id = a.id and g.object_kind = 1 and g.closed_at is null)
            then 1 else 0 end as bigint) as outdated
        from (select * from (select id, sort_at, answer, step_id, workflow_id, project_id from workflow_assignee where subject_id = ");
    text.arg(subject).push(" and state = ").arg(state);
    let (sign, way) = if newest { ("<", " desc") } else { (">", "") };
    let bound = |text: &mut Sql, place: &str| {
        if let Some((at, id)) = after {
            text.push(&format!(" and ({place}) {sign} (")).arg(at).push(", ").arg(id).push(")");
        }
    };
    bound(&mut text, "sort_at, id");
    text.push(&format!(" order by sort_at{way}, id{way} limit ")).arg(limit as i64).push(") own");
    if state == WAITING {
        // What they started stands below zero, where no part has its number.
        text.push(" union all select * from (select -i.id as id, i.started_at as sort_at, cast(null as text) as answer,
              (select min(o.id) from workflow_step o where o.workflow_id = i.id and o.status = 'active') as step_id,
              i.id as workflow_id, i.project_id
            from workflow i where i.status = 'active' and not exists (select 1 from workflow_assignee b
              where b.workflow_id = i.id and b.subject_id = i.initiator_id and b.state in ('mine', 'answered'))
              and i.initiator_id = ");
        text.arg(subject);
        bound(&mut text, "i.started_at, -i.id");
        text.push(" order by i.started_at desc, -i.id desc limit ").arg(limit as i64).push(") started");
    }
    text.push(
        ") a join workflow_step s on s.id = a.step_id join workflow w on w.id = a.workflow_id
        join project p on p.id = a.project_id ",
    );
    text.push(&format!("order by a.sort_at{way}, a.id{way} limit ")).arg(limit as i64);
    text
}

row! {
    struct Asked { project_id: ProjectId, n: i64 }
}

/// How many steps somebody is asked to answer, by project.
async fn asked(tx: &mut Tx, subject: i64) -> DbResult<Vec<Asked>> {
    let text = sql("select project_id, count(*) as n from (select project_id from workflow_assignee
          where subject_id = $1 and state = 'mine' limit $2) x group by project_id");
    tx.all(text.bind(subject).bind(COUNTED)).await
}

/// A page of the reader's steps.
pub async fn list(cx: &Cx, organisation: &str, query: &MyStepsQuery) -> Result<MySteps> {
    let mut work = Work::read(cx, organisation).await?;
    work.permit::<act::MyStepsView>(Target::default())?;
    let limit = wire::page_size(query.limit)?;
    let wanted = query.state.as_deref().unwrap_or("mine");
    let found = STATES.iter().find(|(name, ..)| *name == wanted);
    let unknown = || Error::field("state", "unknown", "Choose mine, waiting or done.");
    let (_, state, newest) = *found.ok_or_else(unknown)?;
    let key = format!("my-steps/{}/{}/{state}", work.organisation.public_id, work.me.public_id);
    let after = wire::position(cx, &key, query.cursor.as_deref())?;
    let me = work.me.subject.get();
    let mut rows: Vec<MyRow> = work.tx.all(statement(me, state, newest, after, limit + 1)).await?;
    let next = wire::cut(cx, &key, &mut rows, limit, |row| (row.sort_at, row.id));
    let asked = asked(&mut work.tx, me).await?;
    // Whoever is in a project no more does not hear of its workflows.
    let mut projects: Vec<ProjectId> = rows.iter().map(|row| row.project_id).collect();
    projects.extend(asked.iter().map(|row| row.project_id));
    projects.sort_unstable();
    projects.dedup();
    let (principal, now, place) = (work.principal(), work.now(), work.organisation.id);
    let facts = ProjectFacts::load_many(&mut work.tx, place, &projects, &principal, now).await?;
    let within = |project: ProjectId| facts.iter().any(|facts| facts.project == project);
    rows.retain(|row| within(row.project_id));
    let waiting_for_me = asked.iter().filter(|row| within(row.project_id)).map(|row| row.n).sum();
    // Whom it waits for is of the project's people.
    let told = |project: ProjectId| facts.iter().any(|facts| facts.project == project && facts.is_team());
    rows.retain(|row| row.id > 0 || told(row.project_id));
    let waiting = state == WAITING;
    let ids: Vec<i64> =
        rows.iter().filter(|row| waiting && told(row.project_id)).map(|row| row.workflow_id).collect();
    let waits = if waiting { listing::waiting(&mut work, &ids).await? } else { HashMap::new() };
    let named: Vec<_> = waits.values().flat_map(|wait| wait.first().iter().copied()).collect();
    let people = presence::shown(&mut work.tx, place, &named).await?;
    let items = rows
        .into_iter()
        .map(|row| {
            let waits_for = waits.get(&row.workflow_id).map(|wait| wait.shown(&people));
            shown(row, waits_for, state == "mine", now)
        })
        .collect::<Result<_>>()?;
    Ok(MySteps { items, next, waiting_for_me })
}

fn shown(row: MyRow, waits_for: Option<WaitsFor>, is_asked: bool, now: Timestamp) -> Result<MyStep> {
    let started = row.id < 0;
    Ok(MyStep {
        started,
        waits_for,
        kind: parse(&row.kind)?,
        project: ProjectName { id: row.project, name: row.project_name },
        status: parse(&row.status)?,
        outcome: row.outcome.as_deref().map(parse).transpose()?,
        overdue: is_asked && row.due_at.is_some_and(|due| due <= now),
        due_at: row.due_at.map(wire::time),
        answer: row.answer.as_deref().map(parse).transpose()?,
        answered_at: (!is_asked && !started).then(|| wire::time(row.sort_at)),
        outdated: row.outdated,
        id: row.step,
        name: row.name,
        workflow_id: row.workflow,
        number: row.number,
        title: row.title,
        priority: row.priority,
    })
}
