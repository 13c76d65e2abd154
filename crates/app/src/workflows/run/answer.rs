//! Answering a step: the answer is decided, carried out and kept, and its receipt is signed, all in one transaction.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use wayleave_access::audit::Stamp;
use wayleave_access::{Permit, Target, act};
use wayleave_base::ErrorCode;

use super::acts::{Told, carry_out, of_step, still_asked, theirs};
use super::acts_view::{Answering, StepReceiptFile};
use super::held::{Held, code};
use super::store::StepRow;
use super::tables::{Action, Answer};
use super::view::WorkflowDocument;
use super::{read, routed, store};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::people;
use crate::receipts::{self, Document, Form, Kind, Object, Person, Statement};
use crate::wire;
use crate::work::Work;

/// Answers a step.
pub async fn respond(cx: &Cx, organisation: &str, place: (&str, &str), body: &Answering) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let held = of_step(&mut work, place.0, place.1).await?;
    let step = held.step(place.1)?.clone();
    let target = theirs(&held, step.id, work.me.subject);
    let permit: Permit<act::StepRespond> = work.permit_in(&held.facts, target)?;
    still_asked(&mut work, &held, &step).await?;
    if step.version != body.version {
        return Err(Error::code(ErrorCode::Stale));
    }
    let mut errors = Vec::new();
    let comment = wire::text(&mut errors, "comment", &body.comment, 4_000, needs_words(body.answer));
    Error::check(errors)?;
    let action = Action::Respond(step.at(), body.answer);
    let planned = &held.plan.stages[step.at().0].steps[step.at().1];
    let told = Told {
        action: "workflow.answered",
        after: json!({"step": step.public_id, "name": planned.name, "answer": code(body.answer), "round": held.row.round}),
        reason: &comment,
    };
    // The documents as they lie before the person: the answer may change their status.
    let routed = store::documents(&mut work.tx, held.row.id, held.row.round).await?;
    let (documents, _) = routed::seen(&mut work, &held.facts, &routed).await?;
    let stamp = carry_out(&mut work, &held, &permit, action, told).await?;
    let given = Given { step: &step, answer: body.answer, comment: &comment, documents };
    give_receipt(&mut work, &held, &stamp, given).await?;
    let view = read::step_view(&mut work, (held.project, held.facts), place.1).await?;
    work.finish(StatusCode::OK, &view).await
}

fn needs_words(answer: Answer) -> bool {
    !matches!(answer, Answer::Approve | Answer::Acknowledge)
}

/// An answer that was just given.
struct Given<'a> {
    step: &'a StepRow,
    answer: Answer,
    comment: &'a str,
    documents: Vec<WorkflowDocument>,
}

async fn give_receipt(work: &mut Work, held: &Held, stamp: &Stamp, given: Given<'_>) -> Result<()> {
    let me = work.me.clone();
    let people = people::by_subject(&mut work.tx, work.organisation.id, &[me.subject]).await?;
    let company = people.get(&me.subject).and_then(|person| person.company.as_ref());
    let planned = &held.plan.stages[given.step.at().0].steps[given.step.at().1];
    let statement = Statement {
        kind: Kind::StepAnswered,
        object: Object {
            id: given.step.public_id.clone(),
            number: held.row.number.clone(),
            subject: format!("{}: {}", held.row.title, planned.name),
        },
        answer: Some(code(given.answer)),
        documents: given.documents.into_iter().map(document).collect(),
        person: Person {
            name: me.name,
            member: Some(me.public_id),
            address: Some(me.email),
            company: company.map(|company| company.name.clone()),
        },
        assurance: work.actor().assurance,
        acted_by: None,
        comment: Some(given.comment.to_owned()),
    };
    let (shared, organisation) = (work.cx.shared().clone(), work.organisation.clone());
    receipts::issue(&mut work.tx, &shared, (&organisation, &held.project), stamp, statement).await
}

fn document(seen: WorkflowDocument) -> Document {
    Document {
        id: seen.document_id,
        number: seen.number,
        title: seen.title,
        revision: seen.revision_id,
        code: seen.revision,
        status: seen.status,
        sha256: seen.sha256,
        size: seen.size.cast_unsigned(),
    }
}

/// The receipt of an answer as a file: anybody's for the project's team, from outside one's own alone.
pub async fn receipt(
    cx: &Cx,
    organisation: &str,
    (project, step, response): (&str, &str, &str),
    wish: &StepReceiptFile,
) -> Result<Response> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let found = store::response(&mut work.tx, project.id, (step, response)).await?;
    // An answer stays its giver's, whoever has the part by now.
    let may_know = |subject| facts.is_team() || subject == work.me.subject;
    let found = found.filter(|found| may_know(found.subject_id)).ok_or_else(Error::not_found)?;
    work.permit_in::<act::StepView>(&facts, Target::made_by(found.subject_id))?;
    let form = Form::parse(wish.format.as_deref())?;
    let place = (work.organisation.id, project.id);
    let receipt = receipts::find(&mut work.tx, place, found.seq, form).await?;
    drop(work);
    receipt.answer().await
}
