//! Who is told of what in a workflow.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use wayleave_base::SubjectId;

use super::super::plan::CompletionNotice;
use super::apply::Outcome;
use super::held::{Held, code};
use super::tables::{Action, Effect, StepAt};
use crate::error::Result;
use crate::notices::{self, Notice};
use crate::people;
use crate::work::Work;

/// Tells those whom an act concerns, and not whoever did it.
pub async fn of(work: &mut Work, held: &Held, outcome: &Outcome<'_>) -> Result<()> {
    let mut asked: BTreeMap<StepAt, Vec<SubjectId>> = BTreeMap::new();
    for effect in outcome.effects {
        if let Effect::Asks(at, person) = effect {
            asked.entry(*at).or_default().push(SubjectId(*person));
        }
    }
    for (at, people) in asked {
        let step = held.step_at(at)?.public_id.clone();
        notify(work, held, "workflow.assigned", &people, json!({"step": step})).await?;
    }
    let initiator = [held.row.initiator_id];
    if let Action::Respond(at, answer) = outcome.action {
        let step = held.step_at(at)?.public_id.clone();
        let told = json!({"step": step, "answer": code(answer)});
        notify(work, held, "workflow.answered", &initiator, told).await?;
    }
    // The step that an act ended it by is where to look.
    let step =
        outcome.action.step().map(|at| held.step_at(at)).transpose()?.map(|step| step.public_id.clone());
    for effect in outcome.effects {
        match effect {
            Effect::Completes(verdict) => {
                let people = at_the_end(work, held).await?;
                let told = json!({"outcome": verdict.map(code), "step": step});
                notify(work, held, "workflow.completed", &people, told).await?;
            }
            Effect::Cancels(cause) => {
                notify(
                    work,
                    held,
                    "workflow.cancelled",
                    &initiator,
                    json!({"cause": code(cause), "step": step}),
                )
                .await?;
            }
            Effect::Returns => {
                notify(work, held, "workflow.returned", &initiator, json!({"step": step})).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whom the template wants to be told of the end.
async fn at_the_end(work: &mut Work, held: &Held) -> Result<Vec<SubjectId>> {
    let (organisation, project, now) = (work.organisation.id, held.project.id, work.now());
    let mut people = BTreeSet::new();
    for wish in &held.plan.settings.tell_on_completion {
        match wish {
            CompletionNotice::Initiator => {
                people.insert(held.row.initiator_id);
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

/// Tells people something of a workflow; not whoever does it.
pub async fn notify(
    work: &mut Work,
    held: &Held,
    kind: &str,
    people: &[SubjectId],
    told: Value,
) -> Result<()> {
    let me = work.me.subject;
    let people: Vec<SubjectId> = people.iter().copied().filter(|person| *person != me).collect();
    let mut payload =
        json!({"by": work.me.public_id, "workflow": held.row.public_id, "number": held.row.number});
    if let (Value::Object(payload), Value::Object(told)) = (&mut payload, told) {
        payload.extend(told);
    }
    let notice = Notice { kind, project: Some(held.project.id), document: None, payload };
    let (ids, organisation, now) = (work.cx.ids().clone(), work.organisation.id, work.now());
    // None of these kinds has a letter of its own.
    notices::notify(&mut work.tx, &ids, organisation, now, &people, &notice).await?;
    Ok(())
}
