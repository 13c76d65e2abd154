//! Carrying out what follows from an act: the rows, the doors that open and close, the documents' status, and who is told.
//!
//! A part in a step is the cause of what it opens: the routed revisions, those alone, while the answer is awaited; to
//! look at for ninety days after it was given; nothing once the part is somebody else's or the step ended without it.

use std::collections::BTreeMap;

use serde_json::json;
use wayleave_access::audit::{Event, Stamp};
use wayleave_access::ledger::{self, NewGrant};
use wayleave_access::{Caps, Cause, ObjectKind, Reason, Warrant};
use wayleave_base::{DocumentId, NEVER, OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::Tx;

use super::held::{Held, code};
use super::routed::{self, End};
use super::store::{self, RoutedRow};
use super::tables::{
    Action, CancelCause, Deed, Effect, PersonNo, Status, StepAt, StepStatus, Verdict, Workflow,
};
use super::{clock, marks, tell};
use crate::attachments::{self, Attached, Takers};
use crate::error::Result;
use crate::people;
use crate::receipts::Signature;
use crate::register;
use crate::work::Work;

/// For how long whoever answered may look at what they answered about.
const KEPT: i64 = 90 * 24 * 3_600_000;
/// What somebody may do with a revision that they are asked about.
pub const ASKED: Caps = Caps::VIEW.with(Caps::DOWNLOAD).with(Caps::COMMENT).with(Caps::RESPOND);

/// What goes with an answer beside its words.
#[derive(Clone, Copy, Debug, Default)]
pub struct With<'a> {
    /// What was signed with it.
    pub signature: Option<&'a Signature>,
    /// The files.
    pub files: &'a [Attached],
}

/// An act with what follows from it.
pub struct Outcome<'a> {
    /// What was done.
    pub action: Action,
    /// The workflow after it.
    pub after: &'a Workflow,
    /// What follows.
    pub effects: &'a [Effect],
    /// The words of an answer.
    pub comment: &'a str,
    /// What goes with an answer.
    pub with: With<'a>,
}

/// Carries an act out; the event of the act is written already.
pub async fn carry_out<W: Warrant>(
    work: &mut Work,
    held: &Held,
    (warrant, stamp): (&W, &Stamp),
    outcome: &Outcome<'_>,
) -> Result<()> {
    let routed = store::documents(&mut work.tx, held.row.id, Some(outcome.after.round)).await?;
    // Whoever holds a document hears of its status before others are let in.
    let changed = statuses(work, held, warrant, &routed, outcome).await?;
    register::tell_statuses(work, &held.facts, &changed, register::StatusBy::Workflow).await?;
    steps(work, held, outcome, stamp.at()).await?;
    let asked = parts(work, held, outcome, stamp).await?;
    doors(work, held, stamp, &routed, outcome, &asked).await?;
    standing(work, held, outcome, stamp.at()).await?;
    ended(work, held, warrant, outcome).await?;
    tell::of(work, held, outcome, routed.len()).await
}

/// The documents follow the workflow.
async fn statuses<W: Warrant>(
    work: &mut Work,
    held: &Held,
    warrant: &W,
    routed: &[RoutedRow],
    outcome: &Outcome<'_>,
) -> Result<Vec<DocumentId>> {
    let place = (&held.project, held.row.number.as_str());
    for effect in outcome.effects {
        let end = match effect {
            Effect::UnderReview => return routed::put_under_review(work, warrant, place, routed).await,
            Effect::Completes(verdict) => End::Verdict(*verdict),
            Effect::Cancels(CancelCause::Rejection) => End::Verdict(Some(Verdict::Rejected)),
            // What was sent back stays so when its workflow is cancelled: another one may have taken it up since.
            Effect::Cancels(CancelCause::Person) if held.state.status != Status::Active => {
                return Ok(Vec::new());
            }
            Effect::Cancels(CancelCause::Person) => End::Cancelled,
            Effect::Returns => End::Returned,
            _ => continue,
        };
        return routed::release(work, warrant, place, routed, end).await;
    }
    Ok(Vec::new())
}

/// Were these steps opened anew by the act? A part that changes hands opens no step.
pub fn opened(outcome: &Outcome<'_>) -> Vec<StepAt> {
    if matches!(outcome.action.deed(), Deed::Delegate | Deed::Reassign) {
        return Vec::new();
    }
    let mut found: Vec<StepAt> = outcome
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Asks(at, _) => Some(*at),
            _ => None,
        })
        .collect();
    found.dedup();
    found
}

/// Writes the states of the steps: those that were opened in one statement, the others in one for each state.
async fn steps(work: &mut Work, held: &Held, outcome: &Outcome<'_>, now: Timestamp) -> Result<()> {
    let opened = opened(outcome);
    let mut settled: BTreeMap<(String, Option<String>), Vec<i64>> = BTreeMap::new();
    let mut open = Vec::new();
    for row in &held.steps {
        let (Some(before), Some(after)) = (held.state.step(row.at()), outcome.after.step(row.at())) else {
            continue;
        };
        if opened.contains(&row.at()) {
            let planned = &held.plan.stages[row.at().0].steps[row.at().1];
            open.push((row.id, row.version + 1, planned));
        } else if (before.status, before.verdict) != (after.status, after.verdict) {
            settled.entry((code(after.status), after.verdict.map(code))).or_default().push(row.id);
        }
    }
    for ((status, verdict), ids) in settled {
        let ended = (status != code(StepStatus::Pending)).then_some(now);
        marks::settle(&mut work.tx, &ids, (&status, verdict.as_deref()), ended).await?;
    }
    if !open.is_empty() {
        let ids: Vec<i64> = open.iter().map(|(id, ..)| *id).collect();
        marks::open(&mut work.tx, &ids, now).await?;
        clock::wind(&mut work.tx, work.organisation.id, &open, now).await?;
    }
    Ok(())
}

/// The rows of people's parts, by step and person.
type Parts = BTreeMap<(StepAt, PersonNo), i64>;

/// Writes who is asked, who answered and who is asked no more; answers with everybody's part, also that of somebody who
/// has it only now.
async fn parts(work: &mut Work, held: &Held, outcome: &Outcome<'_>, stamp: &Stamp) -> Result<Parts> {
    let place_of = |step: i64| held.steps.iter().find(|row| row.id == step).map(super::store::StepRow::at);
    let mut parts: Parts = held
        .assignees
        .iter()
        .filter_map(|one| Some(((place_of(one.step_id)?, one.subject_id.get()), one.id)))
        .collect();
    let now = stamp.at();
    if let Some((at, from, to)) = handed_over(outcome.action, work.me.subject) {
        let original = outcome.after.step(at).and_then(|step| {
            step.assignees.iter().find(|one| one.person == to).map(|one| SubjectId(one.original))
        });
        let place = (stamp.organisation(), held.project.id, held.row.id);
        let new = (held.step_at(at)?.id, SubjectId(to), original.unwrap_or(SubjectId(to)));
        let gone = parts.get(&(at, from)).copied();
        let part = replace(&mut work.tx, place, (gone, new), now).await?;
        parts.extend(part.map(|part| ((at, to), part)));
    }
    let mut asked = Vec::new();
    let mut dropped = Vec::new();
    for effect in outcome.effects {
        match effect {
            Effect::Asks(at, person) => asked.extend(parts.get(&(*at, *person))),
            Effect::Drops(at, person) => dropped.extend(parts.get(&(*at, *person))),
            _ => {}
        }
    }
    if let Action::Respond(at, answer) = outcome.action {
        answered(work, held, (at, &code(answer)), outcome, &parts, stamp).await?;
    }
    let given_away = handed_over(outcome.action, work.me.subject).is_some();
    if !dropped.is_empty() && !given_away {
        marks::release(&mut work.tx, &dropped, "idle", now).await?;
    }
    let forgotten = forgotten(held, outcome, &asked);
    if !forgotten.is_empty() {
        marks::forget(&mut work.tx, &forgotten).await?;
    }
    if !asked.is_empty() {
        marks::ask(&mut work.tx, &asked).await?;
    }
    Ok(parts)
}

/// Puts somebody (step, person, whom the plan asked) in the place of somebody whose part ends; answers with the row of the new
/// part, which is not asked yet.
pub async fn replace(
    tx: &mut Tx,
    place: (OrganisationId, ProjectId, i64),
    (gone, new): (Option<i64>, (i64, SubjectId, SubjectId)),
    now: Timestamp,
) -> Result<Option<i64>> {
    let gone: Vec<i64> = gone.into_iter().collect();
    marks::release(tx, &gone, "gone", now).await?;
    store::insert_assignees(tx, place, &[new], now).await?;
    let rows = store::assignees(tx, place.2).await?;
    Ok(rows.iter().find(|one| (one.step_id, one.subject_id) == (new.0, new.1)).map(|one| one.id))
}

async fn answered(
    work: &mut Work,
    held: &Held,
    (at, answer): (StepAt, &str),
    outcome: &Outcome<'_>,
    parts: &Parts,
    stamp: &Stamp,
) -> Result<()> {
    let me = work.me.subject;
    let Some(part) = parts.get(&(at, me.get())) else { return Ok(()) };
    marks::answered(&mut work.tx, *part, answer, stamp.at()).await?;
    let id = work.cx.ids().public("rsp");
    let new = marks::NewResponse {
        public_id: &id,
        at: (held.row.id, held.step_at(at)?.id, *part),
        subject: me,
        round: held.row.round,
        answer,
        comment: outcome.comment,
        signature: outcome.with.signature,
    };
    let row = marks::respond(&mut work.tx, stamp, &new).await?;
    attachments::attach(&mut work.tx, stamp, (Takers::Answers, row), outcome.with.files).await
}

/// The parts whose answers count no more and that are not asked anew yet: those of later stages.
fn forgotten(held: &Held, outcome: &Outcome<'_>, asked: &[i64]) -> Vec<i64> {
    let counts = |one: &&super::store::AssigneeRow| {
        let at = held.steps.iter().find(|row| row.id == one.step_id).map(super::store::StepRow::at);
        let step = at.and_then(|at| outcome.after.step(at));
        step.is_some_and(|step| {
            step.assignees.iter().any(|part| part.person == one.subject_id.get() && part.answer.is_some())
        })
    };
    let had = held.assignees.iter().filter(|one| one.answer.is_some());
    had.filter(|one| !counts(one) && !asked.contains(&one.id)).map(|one| one.id).collect()
}

/// Whose part goes to whom.
fn handed_over(action: Action, me: SubjectId) -> Option<(StepAt, PersonNo, PersonNo)> {
    match action {
        Action::Delegate(at, to) => Some((at, me.get(), to)),
        Action::Reassign(at, from, to) => Some((at, from, to)),
        _ => None,
    }
}

/// Those whom an act asks.
pub fn asked(outcome: &Outcome<'_>) -> impl Iterator<Item = SubjectId> {
    outcome.effects.iter().filter_map(|effect| match effect {
        Effect::Asks(_, person) => Some(SubjectId(*person)),
        _ => None,
    })
}

/// Opens and closes what people may see by their parts.
async fn doors(
    work: &mut Work,
    held: &Held,
    stamp: &Stamp,
    routed: &[RoutedRow],
    outcome: &Outcome<'_>,
    parts: &Parts,
) -> Result<()> {
    let on: Vec<(DocumentId, i64)> = routed.iter().map(|row| (row.document_id, row.seq)).collect();
    let is_new = outcome.action == Action::Start;
    let asked: Vec<SubjectId> = asked(outcome).collect();
    // To those who are not there nothing is opened before they come.
    let here =
        people::reachable(&mut work.tx, (stamp.organisation(), held.project.id), &asked, stamp.at()).await?;
    for effect in outcome.effects {
        let (at, person, opens) = match effect {
            Effect::Asks(at, person) => {
                (at, person, here.contains(&SubjectId(*person)).then_some((ASKED, NEVER)))
            }
            Effect::Keeps(at, person) => (at, person, Some((Caps::VIEW, stamp.at() + KEPT))),
            Effect::Drops(at, person) => (at, person, None),
            _ => continue,
        };
        let Some(part) = parts.get(&(*at, *person)) else { continue };
        let cause = Cause::Step(*part);
        if !is_new {
            ledger::close_cause(&mut work.tx, stamp, cause).await?;
        }
        let Some((caps, until)) = opens else { continue };
        let to = (SubjectId(*person), until, cause);
        open_door(&mut work.tx, stamp, (held.project.id, caps), to, &on).await?;
    }
    Ok(())
}

/// Opens these revisions to somebody by their part in a step.
pub async fn open_door(
    tx: &mut Tx,
    stamp: &Stamp,
    (project, caps): (ProjectId, Caps),
    to: (SubjectId, Timestamp, Cause),
    on: &[(DocumentId, i64)],
) -> Result<()> {
    let shape = NewGrant {
        subject: to.0,
        project,
        object_kind: ObjectKind::Document,
        object: 0,
        caps,
        rev_from: 0,
        rev_to: 0,
        reason: Reason::Assigned,
        cause: to.2,
        ends_at: to.1,
    };
    ledger::grant_each(tx, stamp, &shape, &[to], on).await?;
    Ok(())
}

/// Writes into the log that the workflow came to its end, beside the act that brought it there: that it was completed, or
/// by which step and by whom it was rejected.
async fn ended<W: Warrant>(work: &mut Work, held: &Held, warrant: &W, outcome: &Outcome<'_>) -> Result<()> {
    let end = outcome.effects.iter().find_map(|effect| match effect {
        Effect::Completes(verdict) => Some(*verdict),
        Effect::Cancels(CancelCause::Rejection) => Some(Some(Verdict::Rejected)),
        _ => None,
    });
    let Some(verdict) = end else { return Ok(()) };
    let mut told = json!({"outcome": verdict.map(code), "round": outcome.after.round});
    let mut action = "workflow.completed";
    if verdict == Some(Verdict::Rejected) {
        action = "workflow.rejected";
        let step = outcome.action.step().map(|at| held.step_at(at)).transpose()?;
        told["step"] = json!(step.map(|step| &step.public_id));
        told["name"] = json!(step.map(|step| &held.planned(step).name));
        told["by"] = json!(work.me.public_id);
        told["by_name"] = json!(work.me.name);
        told["reason"] = json!(outcome.comment);
        told["stopped"] = json!(outcome.after.status == Status::Cancelled);
    }
    let label = held.label();
    let event = Event::new("workflow", action, ("workflow", &held.row.public_id, &label))
        .project(held.project.id)
        .after(told);
    work.record(warrant, event).await?;
    Ok(())
}

/// Writes how the workflow stands.
async fn standing(work: &mut Work, held: &Held, outcome: &Outcome<'_>, now: Timestamp) -> Result<()> {
    let after = outcome.after;
    let ended = matches!(after.status, Status::Completed | Status::Cancelled);
    let cause = outcome.effects.iter().find_map(|effect| match effect {
        Effect::Cancels(cause) => Some(code(cause)),
        _ => None,
    });
    let verdict = after.outcome().filter(|_| after.status == Status::Completed).map(code);
    let verdicts = serde_json::to_string(&after.verdicts).map_err(anyhow::Error::from)?;
    let standing = marks::Standing {
        status: &code(after.status),
        round: after.round,
        stage: i64::try_from(after.stage).unwrap_or_default(),
        verdicts: &verdicts,
        outcome: verdict.as_deref(),
        cancel_cause: cause.as_deref(),
        ended_at: ended.then_some(now),
    };
    marks::workflow(&mut work.tx, held.row.id, now, &standing).await?;
    if ended {
        marks::end(&mut work.tx, held.row.id).await?;
    }
    Ok(())
}
