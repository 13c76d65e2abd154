//! The record of a workflow on paper.

use std::collections::HashMap;

use wayleave_media::paper::{Column, PALE, Paper, SIZE};
use wayleave_media::{Face, PrintError};
use wayleave_proof::PublicKey;

use super::comments::Said;
use super::held::code;
use super::tables::{Answer, Status};
use super::view::{RunStep, StepAssignee, StepResponse, Workflow, WorkflowDocument};
use crate::attachments::Attachment;
use crate::audit_log::Happened;
use crate::people::PersonRef;
use crate::receipts::paper::assurance;
use crate::wire;
use crate::workflows::plan::StepKind;

const NOTE: &str = "This record is sealed with the organisation's certificate, which a reader of PDF checks. It shows what \
                    its reader may see. Each answer has a signed receipt of its own, and each event stands in the \
                    organisation's audit log under its number; both are checked offline with wayleave-verify and the key above.";

/// What stands in the record.
pub struct Record {
    /// The organisation.
    pub organisation: String,
    /// The project.
    pub project: String,
    /// Whoever it is printed for.
    pub reader: String,
    /// When.
    pub at: String,
    /// The workflow as its reader sees it.
    pub workflow: Workflow,
    /// The rounds with what each was about.
    pub rounds: Vec<Round>,
    /// The events of answers, by the answers' ids.
    pub numbers: HashMap<String, i64>,
    /// What was said beside the answers.
    pub comments: Vec<Said>,
    /// What happened.
    pub events: Vec<Happened>,
}

/// A round.
pub struct Round {
    /// Its number.
    pub number: i64,
    /// The documents that the reader sees, with the status that each had before.
    pub documents: Vec<(String, WorkflowDocument)>,
    /// How many there are beside them.
    pub withheld: usize,
}

/// The pages.
pub fn page(record: &Record, key: &PublicKey) -> Result<Vec<u8>, PrintError> {
    let item = &record.workflow.item;
    let mut paper = Paper::new(false)?;
    paper.paragraph((Face::Bold, SIZE), PALE, 2, &record.organisation);
    paper.skip(6.0);
    paper.title(&format!("Workflow {}: {}", item.number, item.title));
    about(&mut paper, record, key);
    for round in &record.rounds {
        documents(&mut paper, round);
    }
    for (at, stage) in record.workflow.stages.iter().enumerate() {
        let name = if stage.name.is_empty() { String::new() } else { format!(": {}", stage.name) };
        steps(&mut paper, &format!("Stage {}{name}", at + 1), &stage.steps);
    }
    if !record.workflow.responses.is_empty() {
        paper.heading("Answers");
        for response in &record.workflow.responses {
            answer(&mut paper, record, response);
        }
    }
    comments(&mut paper, &record.comments);
    events(&mut paper, &record.events);
    paper.skip(10.0);
    paper.paragraph((Face::Regular, SIZE), PALE, 5, NOTE);
    paper.finish(&format!("Record of {}", item.number))
}

fn words(code: &str) -> String {
    code.replace('_', " ")
}

/// The stored word of a state, a verdict or a type, for people.
fn spoken<T: serde::Serialize>(value: T) -> String {
    words(&code(value))
}

fn about(paper: &mut Paper, record: &Record, key: &PublicKey) {
    let (workflow, item) = (&record.workflow, &record.workflow.item);
    let outcome = item.outcome.map(spoken);
    let cause = item.cancel_cause.map(|cause| format!("by a {}", spoken(cause)));
    let state = match (item.status, cause) {
        (Status::Cancelled, Some(cause)) => format!("cancelled {cause}"),
        (status, _) => spoken(status),
    };
    let mut rows = vec![
        ("Project", record.project.clone()),
        ("Template", format!("{}, version {}", item.template_name, workflow.template_version)),
        ("State", state),
    ];
    rows.extend(outcome.map(|outcome| ("Outcome", outcome)));
    rows.extend(item.initiator.iter().map(|person| ("Started by", named(person))));
    rows.push(("Started", item.started_at.clone()));
    rows.extend(item.ended_at.iter().map(|at| ("Ended", at.clone())));
    rows.extend(item.due_on.iter().map(|day| ("Due", day.clone())));
    rows.push(("Priority", item.priority.clone()));
    rows.push(("Rounds", item.round.to_string()));
    if !workflow.notes.is_empty() {
        rows.push(("Notes", workflow.notes.clone()));
    }
    rows.push(("Printed for", format!("{}, {}", record.reader, record.at)));
    rows.push(("Key", key.to_string()));
    paper.particulars(120, rows.iter().map(|(name, value)| (*name, value.as_str())));
}

fn named(person: &PersonRef) -> String {
    let company = person.company.as_ref().map(|company| format!(", {}", company.name));
    format!("{}{}", person.name, company.unwrap_or_default())
}

fn somebody(person: Option<&PersonRef>) -> String {
    person.map_or_else(|| "Somebody".to_owned(), named)
}

fn documents(paper: &mut Paper, round: &Round) {
    paper.heading(&format!("Documents of round {}", round.number));
    let columns = [
        Column { title: "Number", share: 2.0 },
        Column { title: "Title", share: 2.6 },
        Column { title: "Revision", share: 1.1 },
        Column { title: "Status before, and now", share: 1.7 },
        Column { title: "SHA-256 of the file, and its bytes", share: 4.2 },
    ];
    let rows = round.documents.iter().map(|(before, document)| {
        vec![
            document.number.clone(),
            document.title.clone(),
            document.revision.clone(),
            format!("{}, {}", words(before), words(&document.status)),
            format!("{} {}", document.sha256, document.size),
        ]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    if !rows.is_empty() {
        paper.table(&columns, &rows);
    }
    if round.withheld > 0 {
        let text = format!("Documents out of the reach of whoever this was printed for: {}.", round.withheld);
        paper.paragraph((Face::Regular, SIZE), PALE, 2, &text);
    }
}

fn steps(paper: &mut Paper, title: &str, steps: &[RunStep]) {
    paper.heading(title);
    let columns = [
        Column { title: "Step", share: 2.4 },
        Column { title: "Type", share: 1.2 },
        Column { title: "State", share: 1.8 },
        Column { title: "Due, and ended", share: 2.4 },
        Column { title: "Whose", share: 4.2 },
    ];
    // A row takes as many lines as fit, so each person has one of their own.
    let mut rows: Vec<Vec<String>> = Vec::new();
    for step in steps {
        let verdict = step.verdict.map(|verdict| format!(": {}", spoken(verdict)));
        let times: Vec<&str> =
            [&step.due_at, &step.ended_at].into_iter().flatten().map(String::as_str).collect();
        let mut head = vec![
            step.name.clone(),
            spoken(step.kind),
            format!("{}{}", spoken(step.status), verdict.unwrap_or_default()),
            times.join(", "),
        ];
        for person in &step.assignees {
            let mut row = std::mem::replace(&mut head, vec![String::new(); 4]);
            row.push(part(person, step.kind));
            rows.push(row);
        }
    }
    paper.table(&columns, &rows);
}

fn part(one: &StepAssignee, kind: StepKind) -> String {
    let instead = one.original.as_ref().map(|person| format!(" for {}", person.name)).unwrap_or_default();
    let did = match (one.answer, one.asked) {
        (Some(answer), _) => {
            format!(": {}, {}", given(answer, kind), one.answered_at.as_deref().unwrap_or_default())
        }
        (None, true) => ": asked".to_owned(),
        (None, false) => String::new(),
    };
    format!("{}{instead}{did}", somebody(one.person.as_ref()))
}

/// An answer in the words of its step.
fn given(answer: Answer, kind: StepKind) -> String {
    match (kind, answer) {
        (StepKind::Sign, Answer::Approve) => "signed".to_owned(),
        (StepKind::Sign, Answer::Reject) => "declined to sign".to_owned(),
        _ => spoken(answer),
    }
}

fn answer(paper: &mut Paper, record: &Record, response: &StepResponse) {
    let step = record.workflow.stages.iter().flat_map(|stage| &stage.steps);
    let kind = step.into_iter().find(|step| step.id == response.step_id).map(|step| step.kind);
    let number = record.numbers.get(&response.id).copied();
    let event = record.events.iter().find(|event| Some(event.seq) == number);
    let mut rows = vec![
        ("Step", format!("{}, round {}", response.step_name, response.round)),
        ("Person", somebody(response.person.as_ref())),
        ("Answer", given(response.answer, kind.unwrap_or(StepKind::Review))),
        ("When", response.at.clone()),
    ];
    rows.extend(event.map(|event| ("Sure of who", assurance(&event.assurance).to_owned())));
    rows.extend(number.map(|number| ("Audit event", number.to_string())));
    if !response.comment.is_empty() {
        rows.push(("Comment", response.comment.clone()));
    }
    rows.extend(response.attachments.iter().map(|one| ("Attached", file(one))));
    if let Some(signature) = &response.signature {
        rows.push(("Signed as", signature.full_name.clone()));
        rows.push(("Statement", signature.statement.clone()));
    }
    paper.need(60.0);
    paper.particulars(120, rows.iter().map(|(name, value)| (*name, value.as_str())));
    paper.skip(5.0);
    paper.rule();
}

/// A file by its name, its bytes and its hash.
fn file(one: &Attachment) -> String {
    format!("{}, {} bytes, SHA-256 {}", one.filename, one.size, one.sha256)
}

fn comments(paper: &mut Paper, comments: &[Said]) {
    if comments.is_empty() {
        return;
    }
    paper.heading("Comments");
    for said in comments {
        let head = format!("{}, {}, on {}", somebody(said.person.as_ref()), said.at, said.step);
        paper.need(30.0);
        let files: Vec<String> = said.attachments.iter().map(file).collect();
        let rows = [("Said by", head.as_str()), ("Words", said.text.as_str())];
        let files = files.iter().map(|file| ("Attached", file.as_str()));
        paper.particulars(120, rows.into_iter().chain(files));
        paper.skip(5.0);
    }
}

fn events(paper: &mut Paper, events: &[Happened]) {
    paper.heading("What the audit log has of it");
    let columns = [
        Column { title: "Event", share: 0.9 },
        Column { title: "When", share: 2.6 },
        Column { title: "What", share: 8.0 },
    ];
    let row = |event: &Happened| vec![event.seq.to_string(), wire::time(event.at), event.told.clone()];
    paper.table(&columns, &events.iter().map(row).collect::<Vec<_>>());
}
