//! The time of steps: whoever is asked is reminded before a step is due and told that it is late, again every day; whoever
//! the plan names hears of it later still, or gets it (K-6.6). One job follows a step from one of these moments to the next, and ends
//! when the step is answered or opened anew.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;
use wayleave_base::{OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{Tx, row, sql};
use wayleave_jobs::{Enqueue, Handlers, Job, JobError};

use super::super::plan::{Plan, Step};
use super::super::roll::Roll;
use super::pass_on;
use crate::error::Result;
use crate::notices::{self, Notice};
use crate::people;
use crate::shared::Shared;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// For how many days a late step is told of.
const DAYS: i64 = 30;

/// A moment in the time of a step.
#[derive(Serialize, Deserialize)]
struct Tick {
    organisation: i64,
    step: i64,
    /// How often the step was opened; a later opening has a clock of its own.
    version: i64,
    at: Timestamp,
}

impl Job for Tick {
    const NAME: &'static str = "step_clock";
    const PRIORITY: i64 = 5;
}

/// What is told at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tell {
    Reminder,
    Overdue,
    Escalation,
}

/// When a step is due that opens now.
#[must_use]
pub fn due(planned: &Step, now: Timestamp) -> Option<Timestamp> {
    planned.sla_hours.map(|hours| now + hours * HOUR)
}

/// The moments of a step that is due then, with what is told at each, in their order.
fn moments(planned: &Step, due: Timestamp) -> Vec<(Timestamp, Tell)> {
    let mut found: Vec<(Timestamp, Tell)> =
        (0..=DAYS).map(|days| (due + days * DAY, Tell::Overdue)).collect();
    found.extend(planned.reminder_hours.map(|hours| (due - hours * HOUR, Tell::Reminder)));
    found.extend(planned.escalation.as_ref().map(|to| (due + to.after_hours * HOUR, Tell::Escalation)));
    found.sort_by_key(|(at, _)| *at);
    found
}

/// Starts the time of steps that were opened now: internal id, how often opened, and what the plan says.
pub async fn wind(
    tx: &mut Tx,
    organisation: OrganisationId,
    opened: &[(i64, i64, &Step)],
    now: Timestamp,
) -> Result<()> {
    for (step, version, planned) in opened {
        let Some(due) = due(planned, now) else { continue };
        // Where the hours were shortened, the reminder's moment may be over.
        if let Some((at, _)) = moments(planned, due).iter().find(|(at, _)| *at > now) {
            set(tx, &Tick { organisation: organisation.get(), step: *step, version: *version, at: *at }, now)
                .await?;
        }
    }
    Ok(())
}

async fn set(tx: &mut Tx, tick: &Tick, now: Timestamp) -> Result<()> {
    let organisation = Some(OrganisationId(tick.organisation));
    let how = Enqueue { run_at: tick.at, dedupe: None, organisation };
    Ok(wayleave_jobs::enqueue(tx, now, tick, how).await?)
}

row! {
    struct Late {
        public_id: String, stage: i64, place: i64, due_at: Option<i64>, version: i64, status: String,
        told_at: Option<i64>, workflow_id: i64, workflow: String, number: String, plan: String, project_id: ProjectId,
        initiator_id: SubjectId, workflow_status: String,
    }
}

async fn run(shared: &Shared, tick: &Tick) -> Result<()> {
    let (organisation, now) = (OrganisationId(tick.organisation), shared.clock.now());
    let mut tx = shared.db.begin_in(organisation).await?;
    // Somebody may be answering it at this moment.
    wayleave_access::audit::hold(&mut tx, organisation).await?;
    let text = sql("select s.public_id, s.stage, s.place, s.due_at, s.version, s.status, s.told_at, s.workflow_id,
          w.public_id as workflow, w.number, w.plan, w.project_id, w.initiator_id, w.status as workflow_status
        from workflow_step s join workflow w on w.id = s.workflow_id where s.id = $1 and s.organisation_id = $2");
    let late: Option<Late> = tx.optional(text.bind(tick.step).bind(organisation)).await?;
    let open = late.filter(|late| {
        late.version == tick.version && late.status == "active" && late.workflow_status == "active"
    });
    // What was told at this moment already is not told again.
    let Some(late) = open.filter(|late| late.told_at.is_none_or(|told| told < tick.at)) else {
        return Ok(());
    };
    let plan: Plan = serde_json::from_str(&late.plan).map_err(anyhow::Error::from)?;
    let count = |n: i64| usize::try_from(n).unwrap_or_default();
    let planned = plan.stages.get(count(late.stage)).and_then(|stage| stage.steps.get(count(late.place)));
    let (Some(planned), Some(due)) = (planned, late.due_at) else { return Ok(()) };
    let all = moments(planned, due);
    // A server that stood still tells of what is the case now, not of every day that it missed; an escalation is told
    // once, so it is made up for.
    let missed = |at: Timestamp, what: Tell| what == Tell::Escalation && tick.at < at && at < now;
    for (_, what) in all.iter().filter(|(at, what)| *at == tick.at || missed(*at, *what)) {
        tell(&mut tx, shared, (organisation, now), &late, (planned, *what), tick.step).await?;
    }
    let told = sql("update workflow_step set told_at = $2 where id = $1").bind(tick.step).bind(tick.at);
    tx.execute(told).await?;
    if let Some((at, _)) = all.iter().find(|(at, _)| *at > tick.at && *at >= now) {
        set(&mut tx, &Tick { at: *at, ..*tick }, now).await?;
    }
    tx.commit().await?;
    shared.wake.notify_one();
    Ok(())
}

async fn tell(
    tx: &mut Tx,
    shared: &Shared,
    (organisation, now): (OrganisationId, Timestamp),
    late: &Late,
    (planned, what): (&Step, Tell),
    step: i64,
) -> Result<()> {
    let asked = sql(
        "select subject_id as n from workflow_assignee where workflow_id = $1 and step_id = $2 and state = 'mine'",
    );
    let asked = tx.ints(asked.bind(late.workflow_id).bind(step)).await?;
    let asked: Vec<SubjectId> = asked.into_iter().map(SubjectId).collect();
    // Who cannot answer is not reminded.
    let here = people::reachable(tx, (organisation, late.project_id), &asked, now).await?;
    let mut people: Vec<SubjectId> = asked.into_iter().filter(|person| here.contains(person)).collect();
    let kind = match what {
        Tell::Reminder => "step.reminder",
        Tell::Overdue => {
            let place = (organisation, late.project_id);
            people.extend(people::answering_for(tx, place, Some(late.initiator_id), now).await?);
            "step.overdue"
        }
        Tell::Escalation => {
            let Some(to) = planned.escalation.as_ref().map(|escalation| &escalation.to) else {
                return Ok(());
            };
            let place = (organisation, late.project_id);
            let roll = Roll::load(tx, place, std::iter::once(to), std::iter::empty(), now).await?;
            people = roll.behind(to).unwrap_or_default();
            if planned.escalation.as_ref().is_some_and(|escalation| escalation.reassign) {
                let late =
                    pass_on::Late { organisation, project: late.project_id, workflow: &late.workflow, step };
                pass_on::pass_on(tx, shared, &late, &people).await?;
            }
            "step.escalated"
        }
    };
    let payload = json!({"workflow": late.workflow, "number": late.number, "step": late.public_id});
    let notice = Notice { kind, project: Some(late.project_id), document: None, payload };
    notices::notify(tx, &shared.ids, organisation, now, &people, &notice).await?;
    Ok(())
}

async fn tick(shared: Arc<Shared>, tick: Tick) -> std::result::Result<(), JobError> {
    run(&shared, &tick).await.map_err(JobError::from)
}

/// The jobs of workflows that run.
pub fn jobs(handlers: Handlers<Shared>) -> Handlers<Shared> {
    handlers.with::<Tick, _, _>(tick)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_told_of_before_it_is_due_then_daily_and_to_others_when_the_plan_says() {
        let step = json!({"name": "Check", "type": "review", "sla_hours": 72, "reminder_hours": 24,
            "escalation": {"after_hours": 36, "to": {"kind": "role", "role": "project_admin"}}});
        let step: Step = serde_json::from_value(step).expect("a step");
        let due = 100 * DAY;
        let first: Vec<_> = moments(&step, due).into_iter().take(5).collect();
        let expected = [
            (due - DAY, Tell::Reminder),
            (due, Tell::Overdue),
            (due + DAY, Tell::Overdue),
            (due + 36 * HOUR, Tell::Escalation),
            (due + 2 * DAY, Tell::Overdue),
        ];
        assert_eq!(first, expected);
        let plain = Step { reminder_hours: None, escalation: None, ..step };
        assert!(moments(&plain, due).iter().all(|(_, what)| *what == Tell::Overdue));
    }
}
