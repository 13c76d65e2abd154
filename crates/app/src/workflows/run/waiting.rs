//! Steps that wait for somebody whose standing changes: who comes finds the documents open to them and is told; who goes
//! has them closed, and whoever started the workflow hears that the step waits for nobody.

use std::collections::{BTreeSet, HashMap};

use serde_json::json;
use wayleave_access::audit::Stamp;
use wayleave_access::{Cause, ledger};
use wayleave_base::{DocumentId, NEVER, OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx, row, sql};
use wayleave_mail::InvitedStep;

use super::super::plan::{Plan, StepKind};
use super::presence::{Presence, Standing};
use super::tell::{self, Asking};
use super::{apply, held, store};
use crate::error::Result;
use crate::notices::{self, Notice};
use crate::people;
use crate::shared::Shared;
use crate::wire::Dates;
use crate::work::OrganisationRow;

/// How somebody's standing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// They came into a project, or back into the organisation.
    Came,
    /// They went, or got another role: what waits for them may be theirs or nobody's now.
    Changed,
}

row! {
    /// A part in a step that asks somebody now.
    struct PartRow {
        part: i64, project_id: ProjectId, project: String, project_name: String, timezone: String,
        workflow_id: i64, workflow: String, number: String, title: String, priority: String, round: i64, plan: String,
        initiator_id: SubjectId, step: String, name: String, stage: i64, place: i64, due_at: Option<i64>, open: bool,
    }
}

/// The parts in which somebody is asked now, in all projects or in one.
async fn parts(
    tx: &mut Tx,
    organisation: OrganisationId,
    person: SubjectId,
    within: Option<ProjectId>,
) -> DbResult<Vec<PartRow>> {
    let kind = Cause::Step(0).raw().0;
    let mut text = sql("select a.id as part, a.project_id, p.public_id as project, p.name as project_name, p.timezone,
          w.id as workflow_id, w.public_id as workflow, w.number, w.title, w.priority, w.round, w.plan, w.initiator_id,
          s.public_id as step, s.name, s.stage, s.place, s.due_at,
          cast(case when exists (select 1 from access_grant g where g.cause_kind = ");
    text.arg(kind).push(" and g.cause_id = a.id and g.closed_at is null) then 1 else 0 end as bigint) as open
        from workflow_assignee a join workflow_step s on s.id = a.step_id join workflow w on w.id = a.workflow_id
          join project p on p.id = a.project_id
        where a.state = 'mine' and a.organisation_id = ");
    text.arg(organisation).push(" and a.subject_id = ").arg(person);
    if let Some(project) = within {
        text.push(" and a.project_id = ").arg(project);
    }
    text.push(" order by a.id");
    tx.all(text).await
}

/// How somebody stands to the projects of these parts.
async fn standings(
    tx: &mut Tx,
    organisation: OrganisationId,
    person: SubjectId,
    parts: &[PartRow],
    now: Timestamp,
) -> DbResult<HashMap<ProjectId, Presence>> {
    let projects: BTreeSet<ProjectId> = parts.iter().map(|part| part.project_id).collect();
    let mut found = HashMap::new();
    for project in projects {
        found.insert(project, Presence::load(tx, (organisation, project), &[person], now).await?);
    }
    Ok(found)
}

/// Brings what waits for somebody in line with their standing, after an act that changed it.
pub async fn settle(
    tx: &mut Tx,
    shared: &Shared,
    whole: &OrganisationRow,
    (stamp, turn): (&Stamp, Turn),
    (person, within): (SubjectId, Option<ProjectId>),
) -> Result<()> {
    let parts = parts(tx, whole.id, person, within).await?;
    let standings = standings(tx, whole.id, person, &parts, stamp.at()).await?;
    for part in &parts {
        let Some(presence) = standings.get(&part.project_id) else { continue };
        if presence.is_here(person) {
            // What was never closed goes on as it was.
            if !part.open {
                take_up(tx, shared, whole, stamp, (part, person)).await?;
            }
        } else if turn == Turn::Changed {
            ledger::close_cause(tx, stamp, Cause::Step(part.part)).await?;
            vacant(tx, shared, (whole.id, stamp.at()), part, (person, presence)).await?;
        }
    }
    Ok(())
}

/// Tells of what waits for somebody who cannot answer, where no act of the ledger goes with it.
pub async fn left_waiting(
    tx: &mut Tx,
    shared: &Shared,
    organisation: OrganisationId,
    person: SubjectId,
    within: Option<ProjectId>,
) -> Result<()> {
    let now = shared.clock.now();
    let parts = parts(tx, organisation, person, within).await?;
    let standings = standings(tx, organisation, person, &parts, now).await?;
    for part in &parts {
        let Some(presence) = standings.get(&part.project_id) else { continue };
        if !matches!(presence.of(person), Standing::Here | Standing::Invited) {
            vacant(tx, shared, (organisation, now), part, (person, presence)).await?;
        }
    }
    Ok(())
}

/// Opens to somebody what a step asks them about, and tells them.
async fn take_up(
    tx: &mut Tx,
    shared: &Shared,
    whole: &OrganisationRow,
    stamp: &Stamp,
    (part, person): (&PartRow, SubjectId),
) -> Result<()> {
    let routed = store::documents(tx, part.workflow_id, Some(part.round)).await?;
    let on: Vec<(DocumentId, i64)> = routed.iter().map(|one| (one.document_id, one.seq)).collect();
    let door = (person, NEVER, Cause::Step(part.part));
    apply::open_door(tx, stamp, (part.project_id, apply::ASKED), door, &on).await?;
    let payload = json!({"workflow": part.workflow, "number": part.number, "step": part.step});
    let notice =
        Notice { kind: "workflow.assigned", project: Some(part.project_id), document: None, payload };
    let told = notices::notify(tx, &shared.ids, whole.id, stamp.at(), &[person], &notice).await?;
    let plan: Plan = serde_json::from_str(&part.plan).map_err(anyhow::Error::from)?;
    let at = |n: i64| usize::try_from(n).unwrap_or_default();
    let planned = plan.stages.get(at(part.stage)).and_then(|stage| stage.steps.get(at(part.place)));
    let planned = planned.ok_or_else(|| anyhow::anyhow!("a step that the plan does not have"))?;
    let asking = Asking {
        project: (&part.project, &part.project_name, &part.timezone),
        workflow: (&part.workflow, &part.number, &part.title),
        priority: &part.priority,
        initiator: part.initiator_id,
        step: (&part.step, planned),
        documents: routed.len(),
        due_at: part.due_at,
    };
    tell::letters(tx, shared, whole, &asking, &told).await
}

/// A step that waits for somebody who cannot answer, as others are told of it.
pub struct Vacancy<'a> {
    /// The project.
    pub project: ProjectId,
    /// The workflow: public id and number.
    pub workflow: (&'a str, &'a str),
    /// Who started it.
    pub initiator: SubjectId,
    /// The step: public id and name.
    pub step: (&'a str, &'a str),
}

async fn vacant(
    tx: &mut Tx,
    shared: &Shared,
    place: (OrganisationId, Timestamp),
    part: &PartRow,
    whom: (SubjectId, &Presence),
) -> Result<()> {
    let vacancy = Vacancy {
        project: part.project_id,
        workflow: (&part.workflow, &part.number),
        initiator: part.initiator_id,
        step: (&part.step, &part.name),
    };
    tell_vacant(tx, shared, place, &vacancy, whom).await
}

/// Tells whoever started a workflow, or the Project Admins where they are gone themselves, for whom a step waits in vain.
pub async fn tell_vacant(
    tx: &mut Tx,
    shared: &Shared,
    (organisation, now): (OrganisationId, Timestamp),
    vacancy: &Vacancy<'_>,
    (person, presence): (SubjectId, &Presence),
) -> Result<()> {
    let place = (organisation, vacancy.project);
    // Whoever waits for themselves is not there either.
    let initiator = Some(vacancy.initiator).filter(|initiator| *initiator != person);
    let to = people::answering_for(tx, place, initiator, now).await?;
    let to: Vec<SubjectId> = to.into_iter().filter(|one| *one != person).collect();
    let member = people::public_id(tx, organisation, person).await?;
    // Who has never come is called as their invitation calls them.
    let who = presence.invitation(person).filter(|_| member.is_none()).map(|row| row.called().to_owned());
    let payload = json!({"workflow": vacancy.workflow.0, "number": vacancy.workflow.1, "step": vacancy.step.0,
        "name": vacancy.step.1, "member": member, "who": who, "why": held::code(presence.of(person))});
    let notice = Notice { kind: "step.vacant", project: Some(vacancy.project), document: None, payload };
    notices::notify(tx, &shared.ids, organisation, now, &to, &notice).await?;
    Ok(())
}

/// The most steps that an invitation tells of.
const MOST: i64 = 5;

row! {
    /// A step that waits for somebody who is invited.
    #[derive(Clone, Debug)]
    struct WaitingRow {
        project: String, timezone: String, number: String, title: String, step: String, kind: String, state: String,
        due_at: Option<i64>,
    }
}

/// A step that waits for somebody who is invited, in the words of their invitation.
#[derive(Clone, Debug)]
pub struct Waiting {
    row: WaitingRow,
    asked: &'static str,
    due: Option<String>,
}

impl Waiting {
    /// As the mail tells it.
    #[must_use]
    pub fn told(&self) -> InvitedStep<'_> {
        InvitedStep {
            project: &self.row.project,
            number: &self.row.number,
            title: &self.row.title,
            step: &self.row.step,
            asked: self.asked,
            now: self.row.state == "mine",
            due: self.due.as_deref(),
        }
    }
}

/// The first steps that wait for somebody, those that ask now before those of later stages.
pub async fn waiting_for(
    tx: &mut Tx,
    organisation: OrganisationId,
    person: SubjectId,
    dates: Dates,
) -> Result<Vec<Waiting>> {
    let text = sql("select p.name as project, p.timezone, w.number, w.title, s.name as step, s.kind, a.state, s.due_at
        from workflow_assignee a join workflow_step s on s.id = a.step_id join workflow w on w.id = a.workflow_id
          join project p on p.id = a.project_id
        where a.organisation_id = $1 and a.subject_id = $2 and a.state in ('mine', 'pending') and w.status = 'active'
        order by case a.state when 'mine' then 0 else 1 end, a.id limit $3");
    let rows: Vec<WaitingRow> = tx.all(text.bind(organisation).bind(person).bind(MOST)).await?;
    rows.into_iter()
        .map(|row| {
            let kind: StepKind = held::parse(&row.kind)?;
            let due = row.due_at.filter(|_| row.state == "mine").map(|at| dates.moment(at, &row.timezone));
            Ok(Waiting { asked: kind.verb(), due, row })
        })
        .collect()
}
