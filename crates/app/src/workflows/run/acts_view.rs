//! Acts on workflows and steps as clients send them, and the reader's own steps as they get them.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::plan::StepKind;
use super::tables::{Answer, Status, Verdict};
use super::view::{RoutedDocument, RunStep, StepResponse, WorkflowDocument};
use super::view_listing::WaitsFor;
use crate::people::PersonRef;

/// An answer to a step. It may hold a password, so it is never printed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StepAnswer)]
pub struct Answering {
    /// The version of the step that was looked at.
    pub version: i64,
    /// The answer.
    pub answer: Answer,
    /// Words that go with it, 4,000 characters at most; required but for approvals and acknowledgements.
    #[serde(default)]
    #[schema(example = "As discussed.")]
    pub comment: String,
    /// Files that go with it, by their ids: one's own that were sent to this step and not used yet, 20 at most.
    #[serde(default)]
    #[schema(example = json!([]))]
    pub attachments: Vec<String>,
    /// The signature: required for the approval of a step that is signed, and for nothing else.
    #[serde(default)]
    #[schema(example = json!(null))]
    pub signature: Option<Signing>,
}

/// A signature: who signs types their name, and shows with their password that it is them.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StepSigning)]
pub struct Signing {
    /// The name, 200 characters at most.
    #[schema(example = "Bo J. Lee")]
    pub full_name: String,
    /// The password of the account. It is checked and not kept.
    pub password: String,
}

/// In what form the receipt of an answer is asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StepReceiptFile {
    /// `json`, the signed file, or `pdf`, for reading.
    pub format: Option<String>,
}

/// Whom a part of a step is given to.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StepDelegation)]
pub struct Handing {
    /// Who answers from now on.
    #[schema(example = "mem_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub to_person_id: String,
    /// A note for them.
    #[serde(default)]
    pub reason: String,
}

/// Whose part of a step is given to whom.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StepReassignment)]
pub struct Taking {
    /// Who is asked now.
    #[schema(example = "mem_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub from_person_id: String,
    /// Who answers from now on.
    #[serde(default)]
    #[schema(example = "mem_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub to_person_id: Option<String>,
    /// Or somebody who is not there yet, by e-mail address: whoever is not invited yet is invited as a workflow responder.
    /// Only for whoever may invite workflow responders.
    #[serde(default)]
    #[schema(example = json!(null))]
    pub to_email: Option<String>,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// A reason, which is required.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowReason)]
pub struct Reasoned {
    /// Why.
    pub reason: String,
    /// The version of the workflow, or of the step, that was looked at; another one is refused.
    #[serde(default)]
    pub version: Option<i64>,
}

/// A workflow that was sent back is started again.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowResubmission)]
pub struct Resubmitting {
    /// The version of the workflow that was looked at.
    pub version: i64,
    /// The documents; the same as before in their current revisions unless given.
    #[serde(default)]
    pub documents: Option<Vec<RoutedDocument>>,
    /// What changed.
    #[serde(default)]
    #[schema(example = "Columns moved.")]
    pub comment: String,
    /// May documents that are restricted be opened to whoever answers?
    #[serde(default)]
    #[schema(example = false)]
    pub confirm_restricted: bool,
}

/// A project by name.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = StepProject)]
pub struct ProjectName {
    /// The id.
    #[schema(example = "prj_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: String,
    /// The name.
    #[schema(example = "Harbour")]
    pub name: String,
}

/// A step as whoever answers it sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StepDetail {
    /// The step.
    #[serde(flatten)]
    pub step: RunStep,
    /// The stage, counted from 0.
    pub stage: i64,
    /// The project.
    pub project: ProjectName,
    /// The workflow.
    pub workflow: StepWorkflow,
    /// The documents that the reader sees, in the revisions that are asked about.
    pub documents: Vec<WorkflowDocument>,
    /// How many there are beside them.
    pub withheld: usize,
    /// The answers that the step takes.
    pub answers: Vec<Answer>,
    /// May answers and comments have attachments?
    pub allow_attachments: bool,
    /// What is signed with its approval, where it is signed.
    pub signing: Option<ToSign>,
    /// The answers given: all for the project's team and where the template shows them, else those to this step.
    pub responses: Vec<StepResponse>,
}

/// What is signed with the approval of a step.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = StepToSign)]
pub struct ToSign {
    /// The words.
    #[schema(example = "I have checked these drawings.")]
    pub statement: String,
    /// The reader's name, to begin with.
    #[schema(example = "Bo Lee")]
    pub default_name: String,
}

/// The workflow of a step.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StepWorkflow {
    /// The id.
    #[schema(example = "wfl_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: String,
    /// Its number.
    #[schema(example = "WF-001")]
    pub number: String,
    /// What it is about.
    pub title: String,
    /// Its state.
    pub status: Status,
    /// Its outcome, once it is completed.
    pub outcome: Option<Verdict>,
    /// How often it was started.
    pub round: i64,
    /// How urgent it is.
    #[schema(example = "medium")]
    pub priority: String,
    /// The day by which it should be done.
    pub due_on: Option<String>,
    /// What whoever started it says.
    pub notes: String,
    /// Who started it.
    pub initiator: Option<PersonRef>,
}

/// Which of one's steps.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MyStepsQuery {
    /// `mine` (asked now; unless given), `waiting` (answered or started, the workflow runs) or `done`.
    #[param(example = "mine")]
    pub state: Option<String>,
    /// Rows per page, 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// Where the page begins, from the page before.
    pub cursor: Option<String>,
}

/// A page of one's steps.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MySteps {
    /// The steps: what is due first comes first; of what was answered or started, the newest.
    pub items: Vec<MyStep>,
    /// Pass as `cursor` to get the next page; null on the last.
    pub next: Option<String>,
    /// How many wait for an answer, 100 at most.
    pub waiting_for_me: i64,
}

/// One of one's steps.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MyStep {
    /// The step.
    #[schema(example = "stp_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: String,
    /// Its name.
    #[schema(example = "Check the structure")]
    pub name: String,
    /// What it asks for.
    #[serde(rename = "type")]
    pub kind: StepKind,
    /// The project.
    pub project: ProjectName,
    /// The workflow.
    #[schema(example = "wfl_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub workflow_id: String,
    /// Its number.
    #[schema(example = "WF-001")]
    pub number: String,
    /// What it is about.
    pub title: String,
    /// How urgent it is.
    #[schema(example = "medium")]
    pub priority: String,
    /// The workflow's state.
    pub status: Status,
    /// Its outcome, once it is completed.
    pub outcome: Option<Verdict>,
    /// When the step is due.
    pub due_at: Option<String>,
    /// Is it late?
    pub overdue: bool,
    /// What the reader answered last.
    pub answer: Option<Answer>,
    /// When they answered.
    pub answered_at: Option<String>,
    /// Did the reader start the workflow, and has no part in what is open or answered? Then the step is the first that is
    /// open.
    pub started: bool,
    /// Whom the workflow waits for, of what waits for others; null outside the project's people.
    pub waits_for: Option<WaitsFor>,
    /// Has a document that the step shows the reader a newer revision than the one it is about?
    pub outdated: bool,
}
