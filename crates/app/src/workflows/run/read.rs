//! Workflows and steps as they are shown: whole to the project's team; to whoever answers a step from outside, that step.

use std::collections::HashMap;

use wayleave_access::{Action, ProjectFacts, Target, act};
use wayleave_base::SubjectId;

use super::super::plan::StepKind;
use super::acts_view::{ProjectName, StepDetail, StepWorkflow, ToSign};
use super::files::Files;
use super::held::{Held, code, parse};
use super::life::transition;
use super::presence::Presence;
use super::store::{self, AssigneeRow, ResponseRow, StepRow};
use super::tables::{self, ANSWERS, Answer};
use super::view::{RunStage, RunStep, StepAssignee, StepResponse, StepSignature, Workflow};
use super::{acts, listing, presence, refusal, routed};
use crate::abilities::{Abilities, Ability, ability};
use crate::audit_log::{self, Happened, PastEvent};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::organisations::invitations::expected;
use crate::people::{self, PersonRef};
use crate::wire;
use crate::work::{ProjectRow, Work};

type Shown = HashMap<SubjectId, PersonRef>;

/// One workflow.
pub async fn get(cx: &Cx, organisation: &str, project: &str, id: &str) -> Result<Workflow> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::WorkflowView>(&facts, Target::default())?;
    view(&mut work, (project, facts), id).await
}

/// The workflow as it stands now.
pub async fn view(work: &mut Work, place: (ProjectRow, ProjectFacts), id: &str) -> Result<Workflow> {
    let row = store::find(&mut work.tx, place.0.id, id).await?.ok_or_else(Error::not_found)?;
    let held = Held::load(work, place, row).await?;
    let given = store::responses(&mut work.tx, held.row.id).await?;
    let files = Files::of_answers(work, &given).await?;
    let routed = store::documents(&mut work.tx, held.row.id, Some(held.row.round)).await?;
    let (documents, withheld) = routed::seen(work, &held.facts, &routed).await?;
    let people = shown(work, &held, &given).await?;
    let rows = std::slice::from_ref(&held.row);
    let item =
        listing::items(work, &held.project, &held.facts, rows).await?.pop().ok_or_else(Error::not_found)?;
    let presence = presence_of(work, &held).await?;
    let place = (work.organisation.id, held.project.id);
    let events = audit_log::happened_to(&mut work.tx, place, id, audit_log::SHOWN).await?;
    let me = work.me.subject;
    let mut stages = Vec::new();
    for (at, stage) in held.plan.stages.iter().enumerate() {
        let steps = held.steps.iter().filter(|step| step.at().0 == at);
        let shown = (&people, &presence);
        let steps = steps.map(|step| run_step(&held, step, me, shown, &given)).collect::<Result<_>>()?;
        stages.push(RunStage { name: stage.name.clone(), steps });
    }
    Ok(Workflow {
        item,
        notes: held.row.notes.clone(),
        template_id: held.row.template.clone(),
        template_version: held.row.template_version,
        documents,
        withheld,
        stages,
        responses: given
            .iter()
            .map(|one| response(&held, one, me, (&people, &files)))
            .collect::<Result<_>>()?,
        history: events.into_iter().map(past).collect(),
        version: held.row.row_version,
        abilities: abilities_of(&held, me).into_iter().chain(may_invite(work)).collect(),
    })
}

/// What happened, as the page tells it: the words of an answer stand with the answer.
fn past(event: Happened) -> PastEvent {
    let is_answer = event.action == "workflow.answered";
    let told = PastEvent::from(event);
    if is_answer { told.without_reason() } else { told }
}

/// Everybody who is named in a workflow.
async fn shown(work: &mut Work, held: &Held, given: &[ResponseRow]) -> Result<Shown> {
    let mut subjects = vec![held.row.initiator_id];
    subjects.extend(held.assignees.iter().flat_map(|one| [one.subject_id, one.original_id]));
    subjects.extend(given.iter().map(|one| one.subject_id));
    Ok(presence::shown(&mut work.tx, work.organisation.id, &subjects).await?)
}

/// How those who have a part stand to it.
async fn presence_of(work: &mut Work, held: &Held) -> Result<Presence> {
    let people: Vec<SubjectId> = held.assignees.iter().map(|one| one.subject_id).collect();
    let (place, now) = ((work.organisation.id, held.project.id), work.now());
    Ok(Presence::load(&mut work.tx, place, &people, now).await?)
}

/// May the reader invite people to answer steps?
pub fn may_invite(work: &Work) -> Abilities {
    let outcome = work.facts().outcome(Action::MemberInvite, expected::target());
    [("member.invite", ability(&outcome))].into()
}

fn run_step(
    held: &Held,
    step: &StepRow,
    me: SubjectId,
    shown: (&Shown, &Presence),
    given: &[ResponseRow],
) -> Result<RunStep> {
    let planned = &held.plan.stages[step.at().0].steps[step.at().1];
    let team = held.facts.is_team();
    let parts = held.assignees.iter().filter(|one| one.step_id == step.id && (team || one.subject_id == me));
    Ok(RunStep {
        id: step.public_id.clone(),
        name: planned.name.clone(),
        kind: planned.kind,
        instructions: planned.instructions.clone(),
        mode: planned.mode,
        status: parse(&step.status)?,
        verdict: step.verdict.as_deref().map(parse).transpose()?,
        activated_at: step.activated_at.map(wire::time),
        due_at: step.due_at.map(wire::time),
        ended_at: step.ended_at.map(wire::time),
        assignees: parts.map(|one| assignee(one, shown, given)).collect::<Result<_>>()?,
        version: step.version,
        abilities: step_abilities(held, step, me),
    })
}

fn assignee(
    one: &AssigneeRow,
    (people, presence): (&Shown, &Presence),
    given: &[ResponseRow],
) -> Result<StepAssignee> {
    let answer: Option<Answer> = one.answer.as_deref().map(parse).transpose()?;
    let last = given.iter().rev().find(|row| row.step_id == one.step_id && row.subject_id == one.subject_id);
    let original = (one.original_id != one.subject_id).then_some(one.original_id);
    Ok(StepAssignee {
        person: people.get(&one.subject_id).cloned(),
        original: original.and_then(|original| people.get(&original).cloned()),
        asked: one.state == "mine",
        standing: presence.of(one.subject_id),
        answer,
        answered_at: last.filter(|_| answer.is_some()).map(|row| wire::time(row.created_at)),
    })
}

/// Is an answer shown to whoever looks at this step? All are to the project's team and where the template shows them, else
/// those to the step itself.
pub fn shows(held: &Held, step: &StepRow, one: &ResponseRow) -> bool {
    held.facts.is_team() || held.plan.settings.show_previous_responses || one.step_id == step.id
}

fn response(
    held: &Held,
    one: &ResponseRow,
    me: SubjectId,
    (people, files): (&Shown, &Files),
) -> Result<StepResponse> {
    let step = held.steps.iter().find(|step| step.id == one.step_id);
    let step = step.ok_or_else(|| anyhow::anyhow!("an answer to a step that is not there"))?;
    Ok(StepResponse {
        id: one.public_id.clone(),
        step_id: step.public_id.clone(),
        step_name: held.plan.stages[step.at().0].steps[step.at().1].name.clone(),
        person: people.get(&one.subject_id).cloned(),
        round: one.round,
        answer: parse(&one.answer)?,
        comment: one.comment.clone(),
        attachments: files.shown(one.id),
        at: wire::time(one.created_at),
        signature: signature(one),
        receipt: held.facts.is_team() || one.subject_id == me,
    })
}

fn signature(one: &ResponseRow) -> Option<StepSignature> {
    let (full_name, statement) = one.full_name.clone().zip(one.statement.clone())?;
    Some(StepSignature { full_name, statement, at: wire::time(one.created_at) })
}

/// What may be done, and what the state has against it.
fn asked_of_the_tables(held: &Held, me: SubjectId, may: Ability, action: tables::Action) -> Ability {
    match transition(&held.state, held.actor(me), action) {
        Err(why) if may.allowed => may.refused(refusal(action.deed(), why).sentence()),
        _ => may,
    }
}

fn abilities_of(held: &Held, me: SubjectId) -> Abilities {
    let target = Target::made_by(held.row.initiator_id);
    let may = |action| ability(&held.facts.outcome(action, target));
    [
        ("workflow.cancel", Action::WorkflowCancel, tables::Action::Cancel),
        ("workflow.recall", Action::WorkflowManage, tables::Action::Recall),
        ("workflow.resubmit", Action::WorkflowResubmit, tables::Action::Resubmit),
    ]
    .into_iter()
    .map(|(name, act, action)| (name, asked_of_the_tables(held, me, may(act), action)))
    .collect()
}

fn step_abilities(held: &Held, step: &StepRow, me: SubjectId) -> Abilities {
    let at = step.at();
    let part = held.part(step.id, me).map(|part| Target::made_by(part.subject_id)).unwrap_or_default();
    let respond = ability(&held.facts.outcome(Action::StepRespond, part));
    let manage = ability(&held.facts.outcome(Action::WorkflowManage, Target::default()));
    let planned = &held.plan.stages[at.0].steps[at.1];
    let usual = ANSWERS.iter().find(|(kind, _)| *kind == planned.kind).map(|(_, answer)| *answer);
    let answer = tables::Action::Respond(at, usual.unwrap_or(Answer::Acknowledge));
    let respond = asked_of_the_tables(held, me, respond, answer);
    let delegate = if planned.allow_delegate || !respond.allowed {
        respond.clone()
    } else {
        respond.clone().refused("The template does not let this step be delegated.")
    };
    let terminate = asked_of_the_tables(held, me, manage, tables::Action::Terminate(at));
    [
        ("step.respond", respond),
        ("step.delegate", delegate),
        ("step.reassign", terminate.clone()),
        ("step.terminate", terminate),
    ]
    .into()
}

/// One step, for the project's team and for whoever answers it.
pub async fn step(cx: &Cx, organisation: &str, project: &str, step: &str) -> Result<StepDetail> {
    let mut work = Work::read(cx, organisation).await?;
    let held = acts::step_in_sight(&mut work, project, step).await?;
    detail(&mut work, held, step).await
}

/// A step as it stands now.
pub async fn step_view(work: &mut Work, place: (ProjectRow, ProjectFacts), step: &str) -> Result<StepDetail> {
    let row = store::find_of_step(&mut work.tx, place.0.id, step).await?.ok_or_else(Error::not_found)?;
    let held = Held::load(work, place, row).await?;
    detail(work, held, step).await
}

async fn detail(work: &mut Work, held: Held, step: &str) -> Result<StepDetail> {
    let me = work.me.subject;
    let row = held.step(step)?.clone();
    let given = store::responses(&mut work.tx, held.row.id).await?;
    let routed = store::documents(&mut work.tx, held.row.id, Some(held.row.round)).await?;
    let (documents, withheld) = routed::seen(work, &held.facts, &routed).await?;
    let people = shown(work, &held, &given).await?;
    let presence = presence_of(work, &held).await?;
    let told: Vec<ResponseRow> = given.iter().filter(|one| shows(&held, &row, one)).cloned().collect();
    let files = Files::of_answers(work, &told).await?;
    let planned = &held.plan.stages[row.at().0].steps[row.at().1];
    let answers = ANSWERS.iter().filter(|(kind, _)| *kind == planned.kind).map(|(_, answer)| *answer);
    Ok(StepDetail {
        step: run_step(&held, &row, me, (&people, &presence), &given)?,
        stage: row.stage,
        project: ProjectName { id: held.project.public_id.clone(), name: held.project.name.clone() },
        workflow: StepWorkflow {
            id: held.row.public_id.clone(),
            number: held.row.number.clone(),
            title: held.row.title.clone(),
            status: parse(&held.row.status)?,
            outcome: held.row.outcome.as_deref().map(parse).transpose()?,
            round: held.row.round,
            priority: held.row.priority.clone(),
            due_on: held.row.due_on.clone(),
            notes: held.row.notes.clone(),
            initiator: people.get(&held.row.initiator_id).cloned(),
        },
        documents,
        withheld,
        answers: answers.collect(),
        allow_attachments: planned.allow_attachments,
        signing: planned
            .signs()
            .map(|statement| ToSign { statement: statement.to_owned(), default_name: work.me.name.clone() }),
        responses: told
            .iter()
            .map(|one| response(&held, one, me, (&people, &files)))
            .collect::<Result<_>>()?,
    })
}

/// Who answered a step that takes no answer of the reader's any more, and what: they themselves, or whoever was first.
/// Nobody, where the step ended otherwise.
pub async fn who_answered(work: &mut Work, held: &Held, step: &StepRow) -> Result<Option<String>> {
    let me = work.me.subject;
    let mine = held.part(step.id, me).is_some_and(|part| part.answer.is_some());
    if !mine && step.status != code(tables::StepStatus::Completed) {
        return Ok(None);
    }
    let given = store::responses(&mut work.tx, held.row.id).await?;
    let last = given.iter().rev().find(|one| one.step_id == step.id && (!mine || one.subject_id == me));
    let Some(last) = last else { return Ok(None) };
    let people = people::by_subject(&mut work.tx, work.organisation.id, &[last.subject_id]).await?;
    let name =
        if mine { "You" } else { people.get(&last.subject_id).map_or("Somebody", |one| one.name.as_str()) };
    let when = wire::spoken_time(last.created_at, &held.project.timezone);
    Ok(Some(format!("{name} {} it on {when}.", did(held.planned(step).kind, parse(&last.answer)?))))
}

/// An answer as something that was done.
fn did(kind: StepKind, answer: Answer) -> &'static str {
    match answer {
        Answer::Approve if kind == StepKind::Sign => "signed",
        Answer::Reject if kind == StepKind::Sign => "declined to sign",
        Answer::Approve => "approved",
        Answer::ApproveWithComments => "approved (with comments)",
        Answer::Reject => "rejected",
        Answer::Review => "reviewed",
        Answer::Acknowledge => "acknowledged",
        Answer::Return => "returned",
    }
}
