//! Workflows as clients send and get them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::party::Party;
use super::super::plan::{ApprovalMode, StepKind};
use super::presence::Standing;
use super::tables::{Answer, StepStatus, Verdict};
use super::view_listing::WorkflowItem;
use crate::abilities::Abilities;
use crate::attachments::Attachment;
use crate::audit_log::PastEvent;
use crate::error::FieldError;
use crate::people::PersonRef;

/// How urgent a workflow is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WorkflowPriority)]
pub enum Priority {
    /// When there is time.
    Low,
    /// As usual.
    #[default]
    Medium,
    /// Before others.
    High,
    /// Now.
    Urgent,
}

/// A document that a workflow is about.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoutedDocument {
    /// The document.
    #[schema(example = "doc_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub document_id: String,
    /// Its revision; the current one unless given.
    #[serde(default)]
    pub revision_id: Option<String>,
}

/// What whoever starts a workflow says of one of its steps.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"stage": 0, "step": 0, "person_ids": ["mem_5n0vq2m8c4k7x1w9r3t6y0b2aj"]}))]
pub struct StepChoice {
    /// The stage, counted from 0.
    #[schema(example = 0)]
    pub stage: i64,
    /// The step in it, counted from 0.
    #[schema(example = 0)]
    pub step: i64,
    /// Who answers it: for open steps; beside those whom the review matrix names; for others where the template lets.
    #[serde(default)]
    #[schema(example = json!(["mem_5n0vq2m8c4k7x1w9r3t6y0b2aj"]))]
    pub person_ids: Option<Vec<String>>,
    /// Who answers it beside them and is not there yet, by e-mail address: whoever is not invited yet is invited as a
    /// workflow responder. Only for whoever may invite workflow responders.
    #[serde(default)]
    #[schema(example = json!([]))]
    pub emails: Option<Vec<String>>,
    /// The hours it should take, where the template lets.
    #[serde(default)]
    #[schema(example = 72)]
    pub sla_hours: Option<i64>,
}

/// A workflow to be started.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWorkflow {
    /// The template.
    #[schema(example = "wft_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub template_id: String,
    /// The version of its plan that was looked at; another one is refused.
    #[serde(default)]
    #[schema(example = 1)]
    pub template_version: Option<i64>,
    /// Its number, where the template lets; the next one unless given.
    #[serde(default)]
    #[schema(example = "WF-001")]
    pub number: Option<String>,
    /// What it is about, 200 characters at most.
    #[schema(example = "Ground floor for approval")]
    pub title: String,
    /// The documents, 50 at most.
    #[serde(default)]
    pub documents: Vec<RoutedDocument>,
    /// How urgent it is.
    #[serde(default)]
    pub priority: Priority,
    /// The day by which it should be done.
    #[serde(default)]
    #[schema(example = "2026-12-18")]
    pub due_on: Option<String>,
    /// What the others should know, 4,000 characters at most.
    #[serde(default)]
    #[schema(example = "Look at the joints.")]
    pub notes: String,
    /// What is said of single steps.
    #[serde(default)]
    pub steps: Vec<StepChoice>,
    /// Reviewers of the matrix that are left out; only those whom every rule calls optional.
    #[serde(default)]
    pub without: Vec<Party>,
    /// May documents that are restricted be opened to whoever answers?
    #[serde(default)]
    #[schema(example = false)]
    pub confirm_restricted: bool,
}

/// What starting a workflow would come to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WorkflowCheck {
    /// The steps, with whoever would answer them.
    pub steps: Vec<CheckedStep>,
    /// How many of the documents are restricted; starting it needs `confirm_restricted` then.
    #[schema(example = 0)]
    pub restricted: usize,
    /// What stands against starting it.
    pub problems: Vec<FieldError>,
    /// May the reader invite people to answer steps (`member.invite`)?
    pub abilities: Abilities,
}

/// A step as it would be.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CheckedStep {
    /// The stage, counted from 0.
    pub stage: usize,
    /// The step in it, counted from 0.
    pub step: usize,
    /// Its name.
    #[schema(example = "Check the structure")]
    pub name: String,
    /// What it asks for.
    #[serde(rename = "type")]
    pub kind: StepKind,
    /// When it is done.
    pub mode: ApprovalMode,
    /// The hours it should take.
    pub sla_hours: Option<i64>,
    /// Does whoever starts the workflow choose who answers?
    pub open: bool,
    /// Who would answer.
    pub people: Vec<PersonRef>,
    /// Who would answer once they have accepted an invitation.
    pub newcomers: Vec<Newcomer>,
    /// Reviewers of the matrix who may be left out.
    pub optional: Vec<Party>,
}

/// Somebody who is not there yet.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = WorkflowNewcomer)]
pub struct Newcomer {
    /// Their address.
    #[schema(example = "b.lee@example.org")]
    pub email: String,
    /// What they are called in their invitation, if they have one.
    #[schema(example = "Bo Lee")]
    pub name: String,
    /// Are they invited already?
    #[schema(example = false)]
    pub invited: bool,
}

/// A workflow with all that happened.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Workflow {
    /// What lists show of it.
    #[serde(flatten)]
    pub item: WorkflowItem,
    /// What whoever started it says.
    pub notes: String,
    /// Its template.
    #[schema(example = "wft_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub template_id: String,
    /// The version of the plan that it runs by.
    pub template_version: i64,
    /// The documents of this round that the reader sees.
    pub documents: Vec<WorkflowDocument>,
    /// How many there are beside them.
    pub withheld: usize,
    /// The stages with their steps.
    pub stages: Vec<RunStage>,
    /// Every answer, in the order in which they were given.
    pub responses: Vec<StepResponse>,
    /// The newest 100 of what was done, in its order.
    pub history: Vec<PastEvent>,
    /// The version that an act on the whole must name.
    pub version: i64,
    /// What the reader may do with it.
    pub abilities: Abilities,
}

/// A stage that runs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RunStage {
    /// Its name.
    #[schema(example = "Technical review")]
    pub name: String,
    /// Its steps.
    pub steps: Vec<RunStep>,
}

/// A step that runs, ran or will.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RunStep {
    /// The id.
    #[schema(example = "stp_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: String,
    /// Its name.
    #[schema(example = "Check the structure")]
    pub name: String,
    /// What it asks for.
    #[serde(rename = "type")]
    pub kind: StepKind,
    /// What is to be done.
    pub instructions: String,
    /// When it is done, where several answer.
    pub mode: ApprovalMode,
    /// Its state.
    pub status: StepStatus,
    /// Its verdict.
    pub verdict: Option<Verdict>,
    /// When it was opened last.
    pub activated_at: Option<String>,
    /// When it is due.
    pub due_at: Option<String>,
    /// When it ended.
    pub ended_at: Option<String>,
    /// Who answers; of others than the reader only for the project's team.
    pub assignees: Vec<StepAssignee>,
    /// The version that an answer must name; it counts how often the step was opened.
    pub version: i64,
    /// What the reader may do with it.
    pub abilities: Abilities,
}

/// Somebody who answers a step.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StepAssignee {
    /// Who.
    pub person: Option<PersonRef>,
    /// Who had it before it was delegated.
    pub original: Option<PersonRef>,
    /// Must they answer now?
    pub asked: bool,
    /// Can they?
    pub standing: Standing,
    /// What they answered.
    pub answer: Option<Answer>,
    /// When.
    pub answered_at: Option<String>,
}

/// An answer as it was given.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StepResponse {
    /// The id.
    #[schema(example = "rsp_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: String,
    /// The step.
    #[schema(example = "stp_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub step_id: String,
    /// The step's name.
    pub step_name: String,
    /// Who answered.
    pub person: Option<PersonRef>,
    /// In which round.
    pub round: i64,
    /// What.
    pub answer: Answer,
    /// With which words.
    pub comment: String,
    /// With which files.
    pub attachments: Vec<Attachment>,
    /// When.
    pub at: String,
    /// What was signed with it, if it was.
    pub signature: Option<StepSignature>,
    /// May the reader have its receipt?
    #[schema(example = true)]
    pub receipt: bool,
}

/// A signature as it was given.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StepSignature {
    /// The name as it was typed.
    #[schema(example = "Bo J. Lee")]
    pub full_name: String,
    /// The words that were signed; they are about the documents of the round.
    #[schema(example = "I have checked these drawings.")]
    pub statement: String,
    /// When.
    pub at: String,
}

/// A document of a workflow, in the revision that it is about.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WorkflowDocument {
    /// The document.
    #[schema(example = "doc_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub document_id: String,
    /// The revision.
    #[schema(example = "rev_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub revision_id: String,
    /// The document's number.
    #[schema(example = "A-101")]
    pub number: String,
    /// Its title.
    pub title: String,
    /// The revision's code.
    #[schema(example = "P01")]
    pub revision: String,
    /// The revision's status.
    #[schema(example = "under_review")]
    pub status: String,
    /// The file's hash.
    pub sha256: String,
    /// The file's name.
    pub filename: String,
    /// Its size in bytes.
    pub size: i64,
    /// Its media type.
    #[schema(example = "application/pdf")]
    pub media_type: String,
    /// Its pages, 0 when it has none.
    pub pages: i64,
    /// The revision that has become the current one since; absent as long as this one is.
    pub newer: Option<NewerRevision>,
}

/// The current revision of a document whose earlier one a workflow is about.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NewerRevision {
    /// Its id; absent where the reader does not see it.
    #[schema(example = "rev_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: Option<String>,
    /// Its code; absent where the reader does not see it.
    #[schema(example = "P02")]
    pub code: Option<String>,
}
