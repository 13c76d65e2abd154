//! Acts on workflows and steps but for answers: each is decided, asked of the tables of a workflow's life, written down, and carried out.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use wayleave_access::audit::{Event, Stamp};
use wayleave_access::{Permit, ProjectFacts, Target, Warrant, act};
use wayleave_base::{ErrorCode, SubjectId};

use super::super::roll::Roll;
use super::acts_view::{Handing, Reasoned, Resubmitting, Taking};
use super::apply::{self, Outcome, With};
use super::held::{Held, code};
use super::life::transition;
use super::tables::{Action, Deed, Status, StepStatus};
use super::{presence, read, refusal, routed, store};
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::organisations::invitations::expected;
use crate::wire;
use crate::work::{ProjectRow, Work};

/// What is written in the log of an act.
pub struct Told<'a> {
    /// The word for it.
    pub action: &'a str,
    /// What came of it.
    pub after: Value,
    /// Why, or the words of an answer.
    pub reason: &'a str,
}

/// Does it: the tables, the event, and what follows.
pub async fn carry_out<W: Warrant>(
    work: &mut Work,
    held: &Held,
    warrant: &W,
    action: Action,
    told: Told<'_>,
) -> Result<Stamp> {
    carry_out_with(work, held, warrant, action, (told, With::default())).await
}

/// The same, with what goes with an answer.
pub async fn carry_out_with<W: Warrant>(
    work: &mut Work,
    held: &Held,
    warrant: &W,
    action: Action,
    (told, with): (Told<'_>, With<'_>),
) -> Result<Stamp> {
    let (after, effects) = transition(&held.state, held.actor(work.me.subject), action)
        .map_err(|why| refusal(action.deed(), why))?;
    let label = held.label();
    let event = Event::new("workflow", told.action, ("workflow", &held.row.public_id, &label))
        .project(held.project.id)
        .after(told.after)
        .reason(told.reason);
    let stamp = work.record(warrant, event).await?;
    let outcome = Outcome { action, after: &after, effects: &effects, comment: told.reason, with };
    apply::carry_out(work, held, (warrant, &stamp), &outcome).await?;
    Ok(stamp)
}

/// A workflow of the project, for whoever may look at it.
async fn of_project(work: &mut Work, project: &str, id: &str) -> Result<Held> {
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::WorkflowView>(&facts, Target::default())?;
    let row = store::find(&mut work.tx, project.id, id).await?.ok_or_else(Error::not_found)?;
    Held::load(work, (project, facts), row).await
}

/// The workflow of a step, for the project's team and for whoever has a part in the step.
pub async fn of_step(work: &mut Work, project: &str, step: &str) -> Result<Held> {
    let (project, facts): (ProjectRow, ProjectFacts) = work.project(project).await?;
    let row = store::find_of_step(&mut work.tx, project.id, step).await?.ok_or_else(Error::not_found)?;
    let held = Held::load(work, (project, facts), row).await?;
    let part = held.part(held.step(step)?.id, work.me.subject);
    // To somebody from outside a step is there once they were asked.
    if !held.facts.is_team() && part.is_none_or(|part| part.state == "pending") {
        return Err(Error::not_found());
    }
    Ok(held)
}

/// The workflow of a step, for whoever may look at the step now.
pub async fn step_in_sight(work: &mut Work, project: &str, step: &str) -> Result<Held> {
    let held = of_step(work, project, step).await?;
    let id = held.step(step)?.id;
    // What ended without an answer of theirs is not there any more to somebody from outside.
    let idle = held.part(id, work.me.subject).is_some_and(|part| part.state == "idle");
    if idle && !held.facts.is_team() {
        return Err(Error::not_found());
    }
    let target = theirs(&held, id, work.me.subject);
    work.permit_in::<act::StepView>(&held.facts, target)?;
    Ok(held)
}

/// The step as the target of an act: it is whose part it is.
pub fn theirs(held: &Held, step: i64, me: SubjectId) -> Target<'static> {
    held.part(step, me).map_or_else(Target::default, |part| Target::made_by(part.subject_id))
}

fn fresh(held: &Held, version: i64) -> Result<()> {
    if held.row.row_version == version { Ok(()) } else { Err(Error::code(ErrorCode::Stale)) }
}

fn reason(text: &str, required: bool) -> Result<String> {
    let mut errors = Vec::new();
    let text = wire::text(&mut errors, "reason", text, 4_000, required);
    Error::check(errors).map(|()| text)
}

/// Refuses whoever comes too late, and says who was first.
pub async fn still_asked(work: &mut Work, held: &Held, step: &store::StepRow) -> Result<()> {
    let me = work.me.subject;
    let part = held.part(step.id, me).filter(|part| part.state == "mine");
    let open = step.status == code(StepStatus::Active) && held.row.status == code(Status::Active);
    if part.is_some() && open {
        return Ok(());
    }
    let told = read::who_answered(work, held, step).await?;
    // To somebody from outside, a step that ended without them is not there any more.
    match told {
        Some(told) => Err(Error::because(ErrorCode::StepAnswered, told)),
        None if held.facts.is_team() => {
            Err(Error::because(ErrorCode::AlreadyEnded, "This step is not open any more."))
        }
        None => Err(Error::not_found()),
    }
}

/// Gives one's part of a step to somebody else.
pub async fn delegate(cx: &Cx, organisation: &str, place: (&str, &str), body: &Handing) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let held = of_step(&mut work, place.0, place.1).await?;
    let step = held.step(place.1)?.clone();
    let target = theirs(&held, step.id, work.me.subject);
    let permit: Permit<act::StepRespond> = work.permit_in(&held.facts, target)?;
    still_asked(&mut work, &held, &step).await?;
    let note = reason(&body.reason, false)?;
    let planned = &held.plan.stages[step.at().0].steps[step.at().1];
    if !planned.allow_delegate {
        return Err(Error::because(ErrorCode::Conflict, "The template does not let this step be delegated."));
    }
    let responders = held.plan.settings.delegate_to_responders;
    let to = taker(&mut work, &held, ("to_person_id", &body.to_person_id), responders).await?;
    let named = presence::shown(&mut work.tx, work.organisation.id, &[to]).await?.remove(&to);
    let named = named.map(|person| person.name);
    let action = Action::Delegate(step.at(), to.get());
    let told = Told {
        action: "workflow.delegated",
        after: json!({"step": step.public_id, "name": planned.name, "to": body.to_person_id, "to_name": named}),
        reason: &note,
    };
    carry_out(&mut work, &held, &permit, action, told).await?;
    work.finish_empty().await
}

/// Gives somebody's part of a step to somebody else.
pub async fn reassign(cx: &Cx, organisation: &str, place: (&str, &str), body: &Taking) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let held = of_step(&mut work, place.0, place.1).await?;
    let permit: Permit<act::WorkflowManage> = work.permit_in(&held.facts, Target::default())?;
    let step = held.step(place.1)?.clone();
    let why = reason(&body.reason, false)?;
    let from = asked_now(&mut work, &held, step.id, &body.from_person_id).await?;
    let to = successor(&mut work, &held, body).await?;
    let mut named = presence::shown(&mut work.tx, work.organisation.id, &[from, to]).await?;
    let from_name = named.remove(&from).map(|person| person.name);
    let (to_id, to_name) = named.remove(&to).map(|person| (person.id, person.name)).unzip();
    let action = Action::Reassign(step.at(), from.get(), to.get());
    let name = &held.plan.stages[step.at().0].steps[step.at().1].name;
    let told = Told {
        action: "workflow.reassigned",
        after: json!({"step": step.public_id, "name": name, "from": body.from_person_id, "from_name": from_name,
            "to": to_id, "to_name": to_name}),
        reason: &why,
    };
    carry_out(&mut work, &held, &permit, action, told).await?;
    let view = read::step_view(&mut work, (held.project, held.facts), place.1).await?;
    work.finish(StatusCode::OK, &view).await
}

/// Somebody whom a step asks now, be it that they have left since.
async fn asked_now(work: &mut Work, held: &Held, step: i64, id: &str) -> Result<SubjectId> {
    let asked = held.assignees.iter().filter(|one| one.step_id == step && one.state == "mine");
    let asked: Vec<SubjectId> = asked.map(|one| one.subject_id).collect();
    let people = presence::shown(&mut work.tx, work.organisation.id, &asked).await?;
    let found = people.iter().find(|(_, person)| person.id == id).map(|(subject, _)| *subject);
    found.ok_or_else(|| Error::field("from_person_id", "not_asked", "This person is not asked now."))
}

/// Who takes a part over: a person, or somebody who is invited to.
async fn successor(work: &mut Work, held: &Held, body: &Taking) -> Result<SubjectId> {
    match (&body.to_person_id, &body.to_email) {
        (Some(id), None) => taker(work, held, ("to_person_id", id), true).await,
        (None, Some(email)) => {
            let permit = expected::permit(work)?;
            let mut errors = Vec::new();
            let given = [("to_email".to_owned(), email.as_str())];
            let found = expected::read(work, held.project.id, &given, &mut errors).await?;
            Error::check(errors)?;
            let person = found.into_iter().flatten().next().ok_or_else(nobody)?;
            Ok(expected::invite(work, &permit, person).await?.1)
        }
        _ => Err(nobody()),
    }
}

fn nobody() -> Error {
    Error::field("to_person_id", "required", "Choose somebody, or give an e-mail address instead.")
}

/// Somebody who could have a part in a step.
async fn taker(
    work: &mut Work,
    held: &Held,
    (field, id): (&str, &str),
    responders: bool,
) -> Result<SubjectId> {
    let (place, now) = ((work.organisation.id, held.project.id), work.now());
    let roll = Roll::load(&mut work.tx, place, std::iter::empty(), std::iter::once(id), now).await?;
    let person = roll.person(id).map_err(|(code, detail)| Error::field(field, code, detail))?;
    if roll.is_outside(id) && !responders {
        let detail = "The template does not let this step be delegated to people from outside.";
        return Err(Error::field(field, "not_for_this", detail));
    }
    Ok(person)
}

/// Ends a step without an answer; the workflow goes on.
pub async fn terminate(
    cx: &Cx,
    organisation: &str,
    place: (&str, &str),
    body: &Reasoned,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let held = of_step(&mut work, place.0, place.1).await?;
    let permit: Permit<act::WorkflowManage> = work.permit_in(&held.facts, Target::default())?;
    let why = reason(&body.reason, true)?;
    let step = held.step(place.1)?.clone();
    if body.version.is_some_and(|version| version != step.version) {
        return Err(Error::code(ErrorCode::Stale));
    }
    let name = &held.plan.stages[step.at().0].steps[step.at().1].name;
    let told = Told {
        action: "workflow.step_terminated",
        after: json!({"step": step.public_id, "name": name}),
        reason: &why,
    };
    carry_out(&mut work, &held, &permit, Action::Terminate(step.at()), told).await?;
    let view = read::step_view(&mut work, (held.project, held.facts), place.1).await?;
    work.finish(StatusCode::OK, &view).await
}

/// Ends a workflow before its time.
pub async fn cancel(cx: &Cx, organisation: &str, place: (&str, &str), body: &Reasoned) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let held = of_project(&mut work, place.0, place.1).await?;
    let target = Target::made_by(held.row.initiator_id);
    let permit: Permit<act::WorkflowCancel> = work.permit_in(&held.facts, target)?;
    whole(work, held, &permit, (Action::Cancel, "workflow.cancelled"), body).await
}

/// Sends a workflow back to its initiator.
pub async fn recall(cx: &Cx, organisation: &str, place: (&str, &str), body: &Reasoned) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let held = of_project(&mut work, place.0, place.1).await?;
    let permit: Permit<act::WorkflowManage> = work.permit_in(&held.facts, Target::default())?;
    whole(work, held, &permit, (Action::Recall, "workflow.recalled"), body).await
}

async fn whole<W: Warrant>(
    mut work: Work,
    held: Held,
    permit: &W,
    (action, name): (Action, &str),
    body: &Reasoned,
) -> Result<Response> {
    let why = reason(&body.reason, true)?;
    if let Some(version) = body.version {
        fresh(&held, version)?;
    }
    let told = Told { action: name, after: json!({"round": held.row.round}), reason: &why };
    carry_out(&mut work, &held, permit, action, told).await?;
    let id = held.row.public_id.clone();
    let view = read::view(&mut work, (held.project, held.facts), &id).await?;
    work.finish(StatusCode::OK, &view).await
}

/// Starts a workflow again that was sent back, with the documents as they are by now.
pub async fn resubmit(
    cx: &Cx,
    organisation: &str,
    place: (&str, &str),
    body: &Resubmitting,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let held = of_project(&mut work, place.0, place.1).await?;
    let target = Target::made_by(held.row.initiator_id);
    let permit: Permit<act::WorkflowResubmit> = work.permit_in(&held.facts, target)?;
    // What cannot be done now is said before anything is asked of the documents.
    let (after, _) = transition(&held.state, held.actor(work.me.subject), Action::Resubmit)
        .map_err(|why| refusal(Deed::Resubmit, why))?;
    let mut errors = Vec::new();
    let comment = wire::text(&mut errors, "comment", &body.comment, 4_000, false);
    let before = store::documents(&mut work.tx, held.row.id, Some(held.row.round)).await?;
    let asked: Vec<_> = match &body.documents {
        Some(documents) => documents.clone(),
        None => before.iter().map(routed::again).collect(),
    };
    if asked.is_empty() && held.plan.settings.document_required {
        errors.push(FieldError::new("documents", "required", "Choose at least one document."));
    }
    // Stages that are done have seen these documents and no others.
    if held.row.stage > 0 {
        let seen = |id: &str| before.iter().map(routed::again).any(|one| one.document_id == id);
        for (at, _) in asked.iter().enumerate().filter(|(_, one)| !seen(&one.document_id)) {
            let detail = "A stage that is done has not seen this document. Start another workflow for it.";
            errors.push(FieldError::new(format!("documents[{at}].document_id"), "not_for_this", detail));
        }
    }
    let documents = routed::read(&mut work, &held.facts, &mut errors, &asked).await?;
    let restricted = documents.iter().any(|one| one.visible.document.restricted);
    if restricted && !body.confirm_restricted {
        let detail = "Something of it is restricted. Confirm that whoever answers may see it.";
        errors.push(FieldError::new("confirm_restricted", "required", detail));
    }
    Error::check(errors)?;
    fresh(&held, body.version)?;
    let rows: Vec<_> = documents.iter().map(routed::Routed::row).collect();
    let place = (work.organisation.id, held.row.id, after.round);
    store::insert_documents(&mut work.tx, place, &rows).await?;
    let told: Vec<_> = documents.iter().map(routed::Routed::told).collect();
    let told = Told {
        action: "workflow.resubmitted",
        after: json!({"round": after.round, "documents": told}),
        reason: &comment,
    };
    carry_out(&mut work, &held, &permit, Action::Resubmit, told).await?;
    let id = held.row.public_id.clone();
    let view = read::view(&mut work, (held.project, held.facts), &id).await?;
    work.finish(StatusCode::OK, &view).await
}
