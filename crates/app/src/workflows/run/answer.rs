//! Answering a step: the answer is decided, carried out and kept, and its receipt is signed, all in one transaction. Who
//! signs a step shows beforehand, with their password, that it is them.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use wayleave_access::audit::Stamp;
use wayleave_access::{Permit, Target, act};
use wayleave_base::ErrorCode;

use super::super::plan::Step;
use super::acts::{Told, carry_out_with, of_step, still_asked, theirs};
use super::acts_view::{Answering, StepReceiptFile};
use super::apply::With;
use super::held::{Held, code};
use super::store::StepRow;
use super::tables::{Action, Answer};
use super::view::WorkflowDocument;
use super::{files, read, routed, store};
use crate::account;
use crate::attachments::{self, Attached};
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::people;
use crate::receipts::{self, Attachment, Document, Form, Kind, Object, Person, Signature, Statement};
use crate::wire;
use crate::work::Work;

/// Whoever signs gives their password, which is looked at before anything is locked: that takes a while. Answers with the
/// request as it goes on.
async fn proven(cx: &Cx, organisation: &str, place: (&str, &str), body: &Answering) -> Result<Cx> {
    let Some(given) = &body.signature else { return Ok(cx.clone()) };
    let mut work = Work::read(cx, organisation).await?;
    let held = of_step(&mut work, place.0, place.1).await?;
    let step = held.step(place.1)?;
    let target = theirs(&held, step.id, work.me.subject);
    let _: Permit<act::StepRespond> = work.permit_in(&held.facts, target)?;
    let mut errors = Vec::new();
    let signature = signature(&mut errors, held.planned(step), body);
    Error::check(errors)?;
    let account = work.me.account;
    drop(work);
    account::confirm(cx, account, ("signature.password", &given.password)).await?;
    let rest = json!([body.version, body.answer, body.comment, signature, body.attachments]);
    Ok(cx.told_by(rest.to_string().as_bytes()))
}

/// What is signed with an answer; a signature that is missing, or has no place, is noted.
fn signature(errors: &mut Vec<FieldError>, step: &Step, body: &Answering) -> Option<Signature> {
    let signs = step.signs().filter(|_| body.answer == Answer::Approve);
    let mut fault = |field: &str, code, detail: &str| errors.push(FieldError::new(field, code, detail));
    match (signs, &body.signature) {
        (None, None) => None,
        (None, Some(_)) => {
            fault("signature", "not_for_this", "This answer is not signed.");
            None
        }
        (Some(_), None) => {
            fault("signature", "required", "This is signed: give your name and your password.");
            None
        }
        (Some(statement), Some(given)) => {
            if given.password.is_empty() {
                fault("signature.password", "required", "This is required.");
            }
            let full_name = wire::name(errors, "signature.full_name", &given.full_name, 200);
            Some(Signature { full_name, statement: statement.to_owned() })
        }
    }
}

/// Answers a step.
pub async fn respond(cx: &Cx, organisation: &str, place: (&str, &str), body: &Answering) -> Result<Response> {
    let cx = &proven(cx, organisation, place, body).await?;
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
    let planned = held.planned(&step);
    let signature = signature(&mut errors, planned, body);
    let files = files::named(&mut work, &held, &step, &mut errors, &body.attachments).await?;
    Error::check(errors)?;
    let action = Action::Respond(step.at(), body.answer);
    let with = With { signature: signature.as_ref(), files: &files };
    let told =
        Told { action: "workflow.answered", after: told(&held, &step, body.answer, with), reason: &comment };
    // The documents as they lie before the person: the answer may change their status.
    let routed = store::documents(&mut work.tx, held.row.id, Some(held.row.round)).await?;
    let (documents, withheld) = routed::seen(&mut work, &held.facts, &routed).await?;
    if withheld > 0 {
        let detail = "You do not see everything that this step is about. A Project Admin can give it to somebody who does.";
        return Err(Error::because(ErrorCode::Conflict, detail));
    }
    let stamp = carry_out_with(&mut work, &held, &permit, action, (told, with)).await?;
    let given =
        Given { step: &step, answer: body.answer, signature, comment: &comment, files: &files, documents };
    give_receipt(&mut work, &held, &stamp, given).await?;
    let view = read::step_view(&mut work, (held.project, held.facts), place.1).await?;
    work.finish(StatusCode::OK, &view).await
}

fn needs_words(answer: Answer) -> bool {
    !matches!(answer, Answer::Approve | Answer::Acknowledge)
}

/// What the audit log is told of an answer.
fn told(held: &Held, step: &StepRow, answer: Answer, with: With<'_>) -> Value {
    let name = &held.planned(step).name;
    let mut told =
        json!({"step": step.public_id, "name": name, "answer": code(answer), "round": held.row.round});
    if let Some(signature) = with.signature {
        told["signature"] = json!(signature);
    }
    if !with.files.is_empty() {
        told["attachments"] = attachments::told(with.files);
    }
    told
}

/// An answer that was just given.
struct Given<'a> {
    step: &'a StepRow,
    answer: Answer,
    signature: Option<Signature>,
    comment: &'a str,
    files: &'a [Attached],
    documents: Vec<WorkflowDocument>,
}

async fn give_receipt(work: &mut Work, held: &Held, stamp: &Stamp, given: Given<'_>) -> Result<()> {
    let me = work.me.clone();
    let people = people::by_subject(&mut work.tx, work.organisation.id, &[me.subject]).await?;
    let company = people.get(&me.subject).and_then(|person| person.company.as_ref());
    let planned = held.planned(given.step);
    let statement = Statement {
        kind: Kind::StepAnswered,
        object: Object {
            id: given.step.public_id.clone(),
            number: held.row.number.clone(),
            subject: format!("{}: {}", held.row.title, planned.name),
        },
        answer: Some(code(given.answer)),
        signature: given.signature,
        documents: given.documents.into_iter().map(document).collect(),
        attachments: given.files.iter().map(attachment).collect(),
        person: Person {
            name: me.name,
            typed_name: None,
            member: Some(me.public_id),
            address: Some(me.email),
            company: company.map(|company| company.name.clone()),
        },
        assurance: work.actor().assurance,
        acted_by: None,
        received_by: None,
        acknowledged_on: None,
        beside: None,
        comment: Some(given.comment.to_owned()),
    };
    let (shared, organisation) = (work.cx.shared().clone(), work.organisation.clone());
    receipts::issue(&mut work.tx, &shared, (&organisation, &held.project), stamp, statement).await
}

fn attachment(file: &Attached) -> Attachment {
    Attachment { name: file.filename.clone(), sha256: file.sha256.clone(), size: file.size.cast_unsigned() }
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
    drop(work);
    receipts::answer(cx.shared(), place, found.seq, form).await
}
