//! Whoever was asked and is asked no more before they answered is told so, and why. By whom is left out: what others answered
//! is not for everybody who was asked.

use std::collections::BTreeMap;

use serde_json::json;
use wayleave_base::{OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::Tx;

use super::apply::Outcome;
use super::held::Held;
use super::presence::Presence;
use super::tables::{Action, CancelCause, Deed, Effect, StepAt};
use super::tell::shortened;
use crate::error::Result;
use crate::notices::{self, Notice};
use crate::shared::Shared;
use crate::work::Work;

/// A step that asks somebody no more, as they are told of it.
pub struct Withdrawn<'a> {
    /// The project.
    pub project: ProjectId,
    /// The workflow: public id, number and title.
    pub workflow: (&'a str, &'a str, &'a str),
    /// The name of the step.
    pub step: &'a str,
    /// Why, as a code.
    pub why: &'static str,
    /// Why, as somebody put it.
    pub reason: &'a str,
}

/// Tells people that a step asks them no more.
pub async fn tell(
    tx: &mut Tx,
    shared: &Shared,
    (organisation, now): (OrganisationId, Timestamp),
    withdrawn: &Withdrawn<'_>,
    to: &[SubjectId],
) -> Result<()> {
    let (workflow, number, title) = withdrawn.workflow;
    let payload = json!({"workflow": workflow, "number": number, "title": title, "name": withdrawn.step,
        "why": withdrawn.why, "reason": withdrawn.reason});
    let notice = Notice { kind: "step.withdrawn", project: Some(withdrawn.project), document: None, payload };
    notices::notify(tx, &shared.ids, organisation, now, to, &notice).await?;
    Ok(())
}

/// Tells those whom an act asks no more; not whoever did it, nobody who is asked again by it, and nobody who never came.
pub async fn of(work: &mut Work, held: &Held, outcome: &Outcome<'_>) -> Result<()> {
    let me = work.me.subject;
    let mut gone: BTreeMap<StepAt, Vec<SubjectId>> = BTreeMap::new();
    for effect in outcome.effects {
        let Effect::Drops(at, person) = effect else { continue };
        if SubjectId(*person) != me && !outcome.effects.contains(&Effect::Asks(*at, *person)) {
            gone.entry(*at).or_default().push(SubjectId(*person));
        }
    }
    let everybody: Vec<SubjectId> = gone.values().flatten().copied().collect();
    if everybody.is_empty() {
        return Ok(());
    }
    let (place, now) = ((work.organisation.id, held.project.id), work.now());
    let presence = Presence::load(&mut work.tx, place, &everybody, now).await?;
    let shared = work.cx.shared().clone();
    // The words of an answer are not for everybody; those of an act on the workflow are.
    let reason =
        if outcome.action.deed() == Deed::Respond { String::new() } else { shortened(outcome.comment) };
    for (at, mut people) in gone {
        people.retain(|person| presence.is_here(*person));
        let withdrawn = Withdrawn {
            project: held.project.id,
            workflow: (&held.row.public_id, &held.row.number, &held.row.title),
            step: &held.planned(held.step_at(at)?).name,
            why: why(outcome, at),
            reason: &reason,
        };
        tell(&mut work.tx, &shared, (place.0, now), &withdrawn, &people).await?;
    }
    Ok(())
}

/// Why a step asks somebody no more.
fn why(outcome: &Outcome<'_>, at: StepAt) -> &'static str {
    let ended = outcome.effects.iter().find_map(|effect| match effect {
        Effect::Cancels(CancelCause::Rejection) => Some("rejected"),
        Effect::Cancels(CancelCause::Person) => Some("cancelled"),
        Effect::Returns => Some("returned"),
        _ => None,
    });
    ended.unwrap_or(match outcome.action {
        Action::Respond(step, _) if step == at => "answered",
        Action::Terminate(_) => "terminated",
        Action::Delegate(..) | Action::Reassign(..) => "reassigned",
        _ => "moved",
    })
}
