//! Starting a workflow, and looking first at what that would come to.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use wayleave_access::audit::Event;
use wayleave_access::{Permit, ProjectFacts, Target, act};
use wayleave_base::{OrganisationId, ProjectId, SubjectId};

use super::super::party::PartyKind;
use super::super::plan::InitiatorChange;
use super::apply::{self, Outcome, With};
use super::held::{Held, code};
use super::life::transition;
use super::prepare::{Prepared, prepare};
use super::store::{self, NewRow};
use super::tables::{Action, Deed};
use super::view::{CheckedStep, NewWorkflow, Newcomer, WorkflowCheck};
use super::{read, refusal};
use crate::cx::Cx;
use crate::error::{Error, FieldError, OnTaken, Result};
use crate::organisations::invitations::expected::{self, Expected};
use crate::organisations::invitations::store::InvitationRow;
use crate::people;
use crate::register::numbering::counters;
use crate::wire;
use crate::work::{ProjectRow, Work};

/// The counter of a project's workflows.
const COUNTER: &str = "#workflow";
const NUMBER_TAKEN: &str = "workflow_project_id_number_key_key";

/// The words of a workflow as they are kept.
struct Words {
    title: String,
    notes: String,
    due_on: Option<String>,
    number: Option<String>,
}

fn words(errors: &mut Vec<FieldError>, wish: &NewWorkflow) -> Words {
    let title = wire::name(errors, "title", &wish.title, 200);
    let notes = wire::text(errors, "notes", &wish.notes, 4_000, false);
    let due_on = wish.due_on.as_deref().and_then(|text| {
        wire::parse_day("due_on", text).map_err(|error| errors.push(error)).ok().map(|day| day.to_string())
    });
    let number = wish.number.as_deref().map(|text| wire::name(errors, "number", text, 40));
    Words { title, notes, due_on, number }
}

/// What starting it would come to; nothing is kept.
pub async fn check(cx: &Cx, organisation: &str, project: &str, wish: &NewWorkflow) -> Result<WorkflowCheck> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let _: Permit<act::WorkflowStart> = work.permit_in(&facts, Target::default())?;
    let mut problems = Vec::new();
    let words = words(&mut problems, wish);
    let prepared = prepare(&mut work, &project, &facts, wish).await?;
    number_is_theirs(&mut problems, &prepared, &words);
    problems.extend(prepared.problems.iter().cloned());
    let subjects: Vec<SubjectId> = prepared.people.iter().flatten().flatten().copied().collect();
    let shown = people::by_subject(&mut work.tx, work.organisation.id, &subjects).await?;
    let mut steps = Vec::new();
    for (stage, row) in prepared.plan.stages.iter().enumerate() {
        for (step, planned) in row.steps.iter().enumerate() {
            let kind = planned.assignment.as_ref().map(|party| party.kind);
            let from_matrix = kind == Some(PartyKind::Matrix);
            let mut people: Vec<_> =
                prepared.people[stage][step].iter().filter_map(|person| shown.get(person).cloned()).collect();
            people.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
            steps.push(CheckedStep {
                stage,
                step,
                name: planned.name.clone(),
                kind: planned.kind,
                mode: planned.mode,
                sla_hours: planned.sla_hours,
                open: kind == Some(PartyKind::Open),
                people,
                newcomers: prepared
                    .newcomers
                    .get(&(stage, step))
                    .into_iter()
                    .flatten()
                    .map(newcomer)
                    .collect(),
                optional: if from_matrix { prepared.optional.clone() } else { Vec::new() },
            });
        }
    }
    let abilities = read::may_invite(&work);
    Ok(WorkflowCheck { steps, restricted: restricted(&prepared), problems, abilities })
}

fn newcomer(person: &Expected) -> Newcomer {
    let name = person.invitation.as_ref().map(|row| row.name.clone()).unwrap_or_default();
    Newcomer { email: person.email.clone(), name, invited: person.invitation.is_some() }
}

/// Invites those who are not there yet, one invitation for all their steps, and gives them their parts.
async fn invite(work: &mut Work, prepared: &mut Prepared) -> Result<Vec<(InvitationRow, SubjectId)>> {
    let newcomers = std::mem::take(&mut prepared.newcomers);
    if newcomers.is_empty() {
        return Ok(Vec::new());
    }
    let permit = expected::permit(work)?;
    let mut invited: BTreeMap<String, (InvitationRow, SubjectId)> = BTreeMap::new();
    for ((stage, step), people) in newcomers {
        for person in people {
            let email = person.email.clone();
            let subject = match invited.get(&email) {
                Some((_, subject)) => *subject,
                None => {
                    let (row, subject) = expected::invite(work, &permit, person).await?;
                    invited.insert(email, (row, subject));
                    subject
                }
            };
            prepared.people[stage][step].push(subject);
        }
    }
    Ok(invited.into_values().collect())
}

/// How many documents of a workflow are restricted.
fn restricted(prepared: &Prepared) -> usize {
    prepared.documents.iter().filter(|one| one.visible.document.restricted).count()
}

fn number_is_theirs(errors: &mut Vec<FieldError>, prepared: &Prepared, words: &Words) {
    let may = prepared.plan.settings.initiator_may_change.contains(&InitiatorChange::Number);
    if words.number.is_some() && !may {
        let detail = "Workflows from this template get the next number.";
        errors.push(FieldError::new("number", "not_for_this", detail));
    }
}

/// Starts a workflow: the first stage is asked, and the documents are under review.
pub async fn start(cx: &Cx, organisation: &str, project: &str, wish: NewWorkflow) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let permit: Permit<act::WorkflowStart> = work.permit_in(&facts, Target::default())?;
    let mut errors = Vec::new();
    let words = words(&mut errors, &wish);
    let mut prepared = prepare(&mut work, &project, &facts, &wish).await?;
    number_is_theirs(&mut errors, &prepared, &words);
    errors.append(&mut prepared.problems);
    if restricted(&prepared) > 0 && !wish.confirm_restricted {
        let detail = "Something of it is restricted. Confirm that whoever answers may see it.";
        errors.push(FieldError::new("confirm_restricted", "required", detail));
    }
    Error::check(errors)?;
    let invited = invite(&mut work, &mut prepared).await?;
    let place = (work.organisation.id, project.id);
    let number = match &words.number {
        Some(number) => number.clone(),
        None => next_number(&mut work, place).await?,
    };
    let id = work.cx.ids().public("wfl");
    let stamp = work.record(&permit, told(&project, (&id, &number), &words, &prepared, &wish)).await?;
    write(&mut work, &project, (&id, &number), &words, &prepared, &wish).await?;
    let held = begin(&mut work, (project, facts), &id).await?;
    let (after, effects) = transition(&held.state, held.actor(work.me.subject), Action::Start)
        .map_err(|why| refusal(Deed::Start, why))?;
    let outcome = Outcome {
        action: Action::Start,
        after: &after,
        effects: &effects,
        comment: "",
        with: With::default(),
    };
    let documents: Vec<_> = prepared.documents.iter().map(super::routed::Routed::row).collect();
    store::insert_documents(&mut work.tx, (place.0, held.row.id, after.round), &documents).await?;
    apply::carry_out(&mut work, &held, (&permit, &stamp), &outcome).await?;
    // Those whom the first stage asks have their mail already.
    let asked: Vec<SubjectId> = apply::asked(&outcome).collect();
    for (row, _) in invited.iter().filter(|(_, subject)| !asked.contains(subject)) {
        expected::post(&mut work, row).await?;
    }
    let view = read::view(&mut work, (held.project, held.facts), &id).await?;
    work.finish(StatusCode::CREATED, &view).await
}

/// The next number that nobody typed already.
async fn next_number(work: &mut Work, place: (OrganisationId, ProjectId)) -> Result<String> {
    loop {
        let number = format!("WF-{:03}", counters::take(&mut work.tx, place, COUNTER, 1).await?);
        if !store::has_number(&mut work.tx, place.1, &number).await? {
            return Ok(number);
        }
    }
}

/// What the audit log is told.
fn told<'a>(
    project: &ProjectRow,
    (id, number): (&'a str, &'a str),
    words: &'a Words,
    prepared: &'a Prepared,
    wish: &NewWorkflow,
) -> Event<'a> {
    let documents: Vec<_> = prepared.documents.iter().map(super::routed::Routed::told).collect();
    Event::new("workflow", "workflow.started", ("workflow", id, &words.title))
        .project(project.id)
        .confidential(restricted(prepared) > 0)
        .after(json!({"number": number, "template": prepared.template.name, "template_version": prepared.template.number,
            "priority": code(wish.priority), "documents": documents, "settings": prepared.plan.settings,
            "stages": prepared.plan.stages}))
}

/// Writes the workflow with its steps and their people.
async fn write(
    work: &mut Work,
    project: &ProjectRow,
    (id, number): (&str, &str),
    words: &Words,
    prepared: &Prepared,
    wish: &NewWorkflow,
) -> Result<()> {
    let place = (work.organisation.id, project.id);
    let plan = serde_json::to_string(&prepared.plan).map_err(anyhow::Error::from)?;
    let template = &prepared.template;
    let (by, at) = (work.me.subject, work.now());
    let new = NewRow {
        public_id: id,
        number,
        title: &words.title,
        priority: &code(wish.priority),
        due_on: words.due_on.as_deref(),
        notes: &words.notes,
        template: (template.id, &template.name, template.number),
        plan: &plan,
        by: (by, at),
    };
    let taken = || Error::field("number", "taken", "The project has a workflow of this number.");
    let workflow = store::insert(&mut work.tx, place, &new).await.on_taken(NUMBER_TAKEN, taken)?;
    let ids = work.cx.ids().clone();
    let mut steps = Vec::new();
    for (stage, row) in prepared.plan.stages.iter().enumerate() {
        for (step, planned) in row.steps.iter().enumerate() {
            let at = (stage as i64, step as i64);
            steps.push((
                ids.public("stp"),
                at.0,
                at.1,
                planned.name.as_str(),
                code(planned.kind),
                planned.sla_hours,
            ));
        }
    }
    store::insert_steps(&mut work.tx, (place.0, place.1, workflow), &steps).await?;
    let rows = store::steps(&mut work.tx, workflow).await?;
    let of = |row: &store::StepRow| prepared.people[row.at().0][row.at().1].clone();
    let parts: Vec<(i64, SubjectId, SubjectId)> =
        rows.iter().flat_map(|row| of(row).into_iter().map(|person| (row.id, person, person))).collect();
    Ok(store::insert_assignees(&mut work.tx, (place.0, place.1, workflow), &parts, at).await?)
}

async fn begin(work: &mut Work, place: (ProjectRow, ProjectFacts), id: &str) -> Result<Held> {
    let row = store::find(&mut work.tx, place.0.id, id).await?.ok_or_else(Error::not_found)?;
    Held::load(work, place, row).await
}
