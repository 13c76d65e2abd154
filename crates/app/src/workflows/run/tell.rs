//! Who is told of what in a workflow.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use wayleave_base::{SubjectId, Timestamp};
use wayleave_db::Tx;
use wayleave_mail::WorkflowAssigned;

use super::super::plan::{CompletionNotice, Step};
use super::apply::{self, Outcome};
use super::clock;
use super::held::{Held, code};
use super::presence::{Presence, Standing};
use super::tables::{Action, Effect, StepAt};
use super::waiting::{self, Vacancy};
use super::withdrawn;
use crate::error::Result;
use crate::mailing::{self, Sender};
use crate::notices::{self, Notice, Recipient};
use crate::organisations::invitations::expected;
use crate::people;
use crate::shared::Shared;
use crate::work::{OrganisationRow, Work};

/// Tells those whom an act concerns, and not whoever did it.
pub async fn of(work: &mut Work, held: &Held, outcome: &Outcome<'_>, documents: usize) -> Result<()> {
    let mut asked: BTreeMap<StepAt, Vec<SubjectId>> = BTreeMap::new();
    for effect in outcome.effects {
        if let Effect::Asks(at, person) = effect {
            asked.entry(*at).or_default().push(SubjectId(*person));
        }
    }
    let everybody: Vec<SubjectId> = apply::asked(outcome).collect();
    let (place, now) = ((work.organisation.id, held.project.id), work.now());
    let presence = Presence::load(&mut work.tx, place, &everybody, now).await?;
    for (at, people) in &asked {
        away(work, held, *at, people, &presence).await?;
    }
    call(work, &everybody, &presence).await?;
    for (at, people) in asked {
        let people: Vec<SubjectId> = people.into_iter().filter(|person| presence.is_here(*person)).collect();
        let step = held.step_at(at)?;
        let told = notify(work, held, "workflow.assigned", &people, json!({"step": step.public_id})).await?;
        let due_at = due(held, outcome, at, work.now())?;
        let asking = Asking {
            project: (&held.project.public_id, &held.project.name, &held.project.timezone),
            workflow: (&held.row.public_id, &held.row.number, &held.row.title),
            priority: &held.row.priority,
            initiator: held.row.initiator_id,
            step: (&step.public_id, held.planned(step)),
            documents,
            due_at,
        };
        let (shared, whole) = (work.cx.shared().clone(), work.organisation.clone());
        letters(&mut work.tx, &shared, &whole, &asking, &told).await?;
    }
    withdrawn::of(work, held, outcome).await?;
    let initiator = people::answering_for(&mut work.tx, place, Some(held.row.initiator_id), now).await?;
    // The step that an act ended it by is where to look.
    let step = outcome.action.step().map(|at| held.step_at(at)).transpose()?;
    let (step, name) = step.map(|step| (&step.public_id, &held.planned(step).name)).unzip();
    let reason = shortened(outcome.comment);
    if let Action::Respond(_, answer) = outcome.action {
        let told = json!({"step": step, "name": name, "answer": code(answer), "reason": reason});
        notify(work, held, "workflow.answered", &initiator, told).await?;
    }
    for effect in outcome.effects {
        match effect {
            Effect::Completes(verdict) => {
                let people = at_the_end(work, held).await?;
                let told = json!({"outcome": verdict.map(code), "step": step});
                notify(work, held, "workflow.completed", &people, told).await?;
            }
            Effect::Cancels(cause) => {
                let told = json!({"cause": code(cause), "step": step, "reason": reason});
                notify(work, held, "workflow.cancelled", &initiator, told).await?;
            }
            Effect::Returns => {
                // To those who stand in for somebody it is not theirs, but theirs to see to.
                let left = !initiator.contains(&held.row.initiator_id);
                let told = json!({"step": step, "reason": reason, "left": left});
                notify(work, held, "workflow.returned", &initiator, told).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// The first of what somebody wrote; a notice is no place for all of it.
pub fn shortened(text: &str) -> String {
    const MOST: usize = 300;
    let mut short: String = text.chars().take(MOST).collect();
    if text.chars().count() > MOST {
        short.push('\u{2026}');
    }
    short
}

/// Whom the template wants to be told of the end.
async fn at_the_end(work: &mut Work, held: &Held) -> Result<Vec<SubjectId>> {
    let (organisation, project, now) = (work.organisation.id, held.project.id, work.now());
    let mut people = BTreeSet::new();
    for wish in &held.plan.settings.tell_on_completion {
        match wish {
            CompletionNotice::Initiator => {
                let initiator = Some(held.row.initiator_id);
                let place = (organisation, project);
                people.extend(people::answering_for(&mut work.tx, place, initiator, now).await?);
            }
            // Whoever was never asked, or is asked no more, does not know of it.
            CompletionNotice::Assignees => {
                let asked = held.assignees.iter().filter(|one| one.answer.is_some() || one.state == "mine");
                people.extend(asked.map(|one| one.subject_id));
            }
            CompletionNotice::ProjectAdmins => {
                people.extend(people::project_admins(&mut work.tx, organisation, project, now).await?);
            }
            CompletionNotice::DocumentControl => {
                people.extend(people::document_controllers(&mut work.tx, project, now).await?);
            }
        }
    }
    Ok(people.into_iter().collect())
}

/// Tells whoever started the workflow of those whom a step asks in vain.
async fn away(
    work: &mut Work,
    held: &Held,
    at: StepAt,
    people: &[SubjectId],
    presence: &Presence,
) -> Result<()> {
    let step = held.step_at(at)?;
    let vacancy = Vacancy {
        project: held.project.id,
        workflow: (&held.row.public_id, &held.row.number),
        initiator: held.row.initiator_id,
        step: (&step.public_id, &held.planned(step).name),
    };
    let (shared, place) = (work.cx.shared().clone(), (work.organisation.id, work.now()));
    for person in people {
        if !matches!(presence.of(*person), Standing::Here | Standing::Invited) {
            waiting::tell_vacant(&mut work.tx, &shared, place, &vacancy, (*person, presence)).await?;
        }
    }
    Ok(())
}

/// Sends those who are invited their invitation, which says what waits for them; one mail each.
async fn call(work: &mut Work, people: &[SubjectId], presence: &Presence) -> Result<()> {
    let people: BTreeSet<SubjectId> = people.iter().copied().collect();
    for person in people.into_iter().filter(|person| presence.of(*person) == Standing::Invited) {
        if let Some(row) = presence.invitation(person) {
            expected::post(work, row).await?;
        }
    }
    Ok(())
}

/// Tells people something of a workflow; not whoever does it.
pub async fn notify(
    work: &mut Work,
    held: &Held,
    kind: &str,
    people: &[SubjectId],
    told: Value,
) -> Result<Vec<Recipient>> {
    let me = work.me.subject;
    let people: Vec<SubjectId> = people.iter().copied().filter(|person| *person != me).collect();
    let mut payload = json!({"by": work.me.public_id, "workflow": held.row.public_id, "number": held.row.number, "title": held.row.title});
    if let (Value::Object(payload), Value::Object(told)) = (&mut payload, told) {
        payload.extend(told);
    }
    let notice = Notice { kind, project: Some(held.project.id), document: None, payload };
    let (ids, organisation, now) = (work.cx.ids().clone(), work.organisation.id, work.now());
    Ok(notices::notify(&mut work.tx, &ids, organisation, now, &people, &notice).await?)
}

/// A step that asks people, as the letter to them tells of it.
pub struct Asking<'a> {
    /// The project: public id, name and time zone.
    pub project: (&'a str, &'a str, &'a str),
    /// The workflow: public id, number and title.
    pub workflow: (&'a str, &'a str, &'a str),
    /// How urgent it is.
    pub priority: &'a str,
    /// Who started it.
    pub initiator: SubjectId,
    /// The step: public id, and what the plan says of it.
    pub step: (&'a str, &'a Step),
    /// How many documents it is about.
    pub documents: usize,
    /// Until when an answer is expected.
    pub due_at: Option<Timestamp>,
}

/// When a step is due: from now on where it opens by the act, else as it was.
fn due(held: &Held, outcome: &Outcome<'_>, at: StepAt, now: Timestamp) -> Result<Option<Timestamp>> {
    let step = held.step_at(at)?;
    if apply::opened(outcome).contains(&at) {
        return Ok(clock::due(held.planned(step), now));
    }
    Ok(step.due_at)
}

/// Writes the letters to those whom a step asks.
pub async fn letters(
    tx: &mut Tx,
    shared: &Shared,
    whole: &OrganisationRow,
    asking: &Asking<'_>,
    to: &[Recipient],
) -> Result<()> {
    let Some(first) = to.first() else { return Ok(()) };
    let now = shared.clock.now();
    let head = Sender::load(tx, shared, whole, first.project, "").await?;
    let people = people::by_subject(tx, whole.id, &[asking.initiator]).await?;
    let initiator = people.get(&asking.initiator).map_or(whole.name.as_str(), |person| person.name.as_str());
    let due = asking.due_at.map(|at| head.dates().moment(at, asking.project.2));
    let mut priority = asking.priority.to_owned();
    if let Some(first) = priority.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let (id, planned) = asking.step;
    let link = format!("{}/o/{}/p/{}/steps/{id}", shared.config.public_url, whole.slug, asking.project.0);
    for recipient in to {
        let own = head.for_recipient(recipient);
        let letter = WorkflowAssigned {
            head: own.head(),
            initiator,
            project: asking.project.1,
            number: asking.workflow.1,
            title: asking.workflow.2,
            step: &planned.name,
            asked: planned.kind.verb(),
            documents: u64::try_from(asking.documents).unwrap_or_default(),
            priority: &priority,
            due: due.as_deref(),
            instructions: (!planned.instructions.is_empty()).then_some(planned.instructions.as_str()),
            link: &link,
        };
        mailing::post_notice(tx, shared, whole.id, now, recipient, &letter).await?;
    }
    Ok(())
}
