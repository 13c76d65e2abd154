//! A late step passes to those whom its plan names (K-6.6): each part that waits for an answer goes to one of them, in the order
//! in which they came into the project, as far as there are any who have no part in the step yet. Its time goes on.

use serde_json::json;
use wayleave_access::audit::{self, Actor, Event, Stamp};
use wayleave_access::{Cause, SystemAct, ledger};
use wayleave_base::{DocumentId, NEVER, OrganisationId, ProjectId, SubjectId};
use wayleave_db::{Tx, row, sql};

use super::super::plan::Plan;
use super::life::transition;
use super::store::{self, StepRow, WorkflowRow};
use super::tables::{self, Action, Workflow};
use super::tell::{self, Asking};
use super::withdrawn::{self, Withdrawn};
use super::{apply, held, marks};
use crate::error::Result;
use crate::notices::{self, Notice};
use crate::people;
use crate::shared::Shared;
use crate::work::OrganisationRow;

row! {
    struct Project { name: String, public_id: String, timezone: String }
}

/// A step that is late.
pub struct Late<'a> {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The project.
    pub project: ProjectId,
    /// The workflow's public id.
    pub workflow: &'a str,
    /// The step.
    pub step: i64,
}

/// Gives what is left of a step to these people; nothing happens where none of them may take it.
pub async fn pass_on(tx: &mut Tx, shared: &Shared, late: &Late<'_>, people: &[SubjectId]) -> Result<()> {
    let text = sql("select name, public_id, timezone from project where id = $1 and organisation_id = $2");
    let project: Option<Project> = tx.optional(text.bind(late.project).bind(late.organisation)).await?;
    let Some(project) = project else { return Ok(()) };
    let Some(row) = store::find(tx, late.project, late.workflow).await? else { return Ok(()) };
    let plan: Plan = serde_json::from_str(&row.plan).map_err(anyhow::Error::from)?;
    let steps = store::steps(tx, row.id).await?;
    let assignees = store::assignees(tx, row.id).await?;
    let mut state = held::state(&row, &plan, &steps, &assignees)?;
    let Some(step) = steps.iter().find(|step| step.id == late.step) else { return Ok(()) };
    let routed = store::documents(tx, row.id, Some(row.round)).await?;
    let on: Vec<(DocumentId, i64)> = routed.iter().map(|one| (one.document_id, one.seq)).collect();
    let parts: Vec<_> = assignees.iter().filter(|one| one.step_id == step.id).collect();
    let mut takers = people.iter().filter(|to| parts.iter().all(|one| one.subject_id != **to));
    let (mut new, mut gone) = (Vec::new(), Vec::new());
    for part in parts.iter().filter(|one| one.state == "mine") {
        let Some(to) = takers.next() else { break };
        let Some(after) = handed(&state, step, (part.subject_id, *to)) else { continue };
        state = after;
        let stamp = note(tx, shared, late, (&row, step, &plan), (part.subject_id, *to)).await?;
        let place = (late.organisation, late.project, row.id);
        let taken = apply::replace(tx, place, (Some(part.id), (step.id, *to, *to)), stamp.at()).await?;
        let Some(taken) = taken else { continue };
        marks::ask(tx, &[taken]).await?;
        ledger::close_cause(tx, &stamp, Cause::Step(part.id)).await?;
        let door = (*to, NEVER, Cause::Step(taken));
        apply::open_door(tx, &stamp, (late.project, apply::ASKED), door, &on).await?;
        new.push(*to);
        gone.push(part.subject_id);
    }
    let payload = json!({"workflow": row.public_id, "number": row.number, "step": step.public_id});
    let notice = Notice { kind: "workflow.assigned", project: Some(late.project), document: None, payload };
    let now = shared.clock.now();
    let told = notices::notify(tx, &shared.ids, late.organisation, now, &new, &notice).await?;
    let (stage, place) = step.at();
    let withdrawn = Withdrawn {
        project: late.project,
        workflow: (&row.public_id, &row.number, &row.title),
        step: &plan.stages[stage].steps[place].name,
        why: "late",
        reason: "",
    };
    let here = people::reachable(tx, (late.organisation, late.project), &gone, now).await?;
    gone.retain(|person| here.contains(person));
    withdrawn::tell(tx, shared, (late.organisation, now), &withdrawn, &gone).await?;
    let asking = Asking {
        project: (&project.public_id, &project.name, &project.timezone),
        workflow: (&row.public_id, &row.number, &row.title),
        priority: &row.priority,
        initiator: row.initiator_id,
        step: (&step.public_id, &plan.stages[stage].steps[place]),
        documents: routed.len(),
        due_at: step.due_at,
    };
    let whole = OrganisationRow::load(tx, late.organisation).await?;
    tell::letters(tx, shared, &whole, &asking, &told).await
}

/// The workflow with a part in other hands, if the tables of its life allow it.
fn handed(state: &Workflow, step: &StepRow, (from, to): (SubjectId, SubjectId)) -> Option<Workflow> {
    let plan = tables::Actor { person: 0, is_admin: true };
    transition(state, plan, Action::Reassign(step.at(), from.get(), to.get())).ok().map(|(after, _)| after)
}

/// Writes into the log that a part changes hands.
async fn note(
    tx: &mut Tx,
    shared: &Shared,
    late: &Late<'_>,
    (row, step, plan): (&WorkflowRow, &StepRow, &Plan),
    (from, to): (SubjectId, SubjectId),
) -> Result<Stamp> {
    let people = people::by_subject(tx, late.organisation, &[from, to]).await?;
    let id = |subject: &SubjectId| people.get(subject).map(|person| person.id.clone());
    let name = |subject: &SubjectId| people.get(subject).map(|person| person.name.clone());
    let (stage, place) = step.at();
    let label = format!("{} {}", row.number, row.title);
    let event = Event::new("workflow", "workflow.reassigned", ("workflow", &row.public_id, &label))
        .project(late.project)
        .after(
            json!({"step": step.public_id, "name": plan.stages[stage].steps[place].name, "from": id(&from),
            "from_name": name(&from), "to": id(&to), "to_name": name(&to)}),
        )
        .reason("It was late, and its plan says so.");
    let (actor, now) = (Actor::system("workflows"), shared.clock.now());
    Ok(audit::record(tx, &shared.ids, late.organisation, now, &actor, &SystemAct::Escalation, event).await?)
}
