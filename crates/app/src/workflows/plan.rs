//! The plan of a workflow as a template keeps it and as a workflow carries it along: settings, and stages in their order,
//! each of one or more steps side by side (K-6.1, K-6.2). Plans are stored as they are sent.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::party::Party;

/// What a step asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Comments; nothing binding.
    Review,
    /// A verdict.
    Approve,
    /// That it was taken note of.
    Acknowledge,
    /// A verdict with a signature.
    Sign,
}

impl StepKind {
    /// Does its answer count for the outcome?
    #[must_use]
    pub fn is_binding(self) -> bool {
        matches!(self, Self::Approve | Self::Sign)
    }

    /// What it asks, in words that follow "you are asked to".
    #[must_use]
    pub fn verb(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::Approve => "approve",
            Self::Acknowledge => "acknowledge",
            Self::Sign => "sign",
        }
    }
}

/// When a step of several people is done. The order is that of strictness.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalMode {
    /// When the first has answered.
    Any,
    /// When more than half have approved, or cannot any more.
    Majority,
    /// When everybody has answered.
    #[default]
    All,
}

/// What becomes of a workflow when a verdict is a rejection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RejectionHandling {
    /// It goes on; the rejection is noted.
    Continue,
    /// It ends at once.
    #[default]
    StopWorkflow,
    /// The stage before is asked again; in the first one, the initiator.
    ReturnToPrevious,
}

/// How the outcome follows from the verdicts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeRule {
    /// The strictest verdict of the last stage that came to one is the outcome.
    #[default]
    FinalStepDecides,
    /// The strictest verdict of all is.
    LowestOfAll,
}

/// What the initiator may change when they start a workflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InitiatorChange {
    /// The workflow's number.
    Number,
    /// Who answers steps that are given to somebody already.
    Assignees,
    /// The hours that steps have.
    Sla,
}

/// Whom the end of a workflow is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CompletionNotice {
    /// Whoever started it.
    Initiator,
    /// Everybody who had a step.
    Assignees,
    /// The project's admins.
    ProjectAdmins,
    /// The Document Controllers.
    DocumentControl,
}

fn initiator_alone() -> Vec<CompletionNotice> {
    vec![CompletionNotice::Initiator]
}

fn yes() -> bool {
    true
}

/// The settings of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowSettings)]
pub struct Settings {
    /// How the outcome follows from the verdicts.
    #[serde(default)]
    pub outcome: OutcomeRule,
    /// What becomes of the workflow when a verdict is a rejection, unless the step says otherwise.
    #[serde(default)]
    pub on_rejection: RejectionHandling,
    /// What the initiator may change.
    #[serde(default)]
    pub initiator_may_change: Vec<InitiatorChange>,
    /// Whom the end is told.
    #[serde(default = "initiator_alone")]
    pub tell_on_completion: Vec<CompletionNotice>,
    /// Does it take a document to start?
    #[serde(default = "yes")]
    #[schema(example = true)]
    pub document_required: bool,
    /// Do assignees see the answers to steps that were not theirs?
    #[serde(default)]
    #[schema(example = false)]
    pub show_previous_responses: bool,
    /// May a step be delegated to a responder?
    #[serde(default)]
    #[schema(example = false)]
    pub delegate_to_responders: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            outcome: OutcomeRule::default(),
            on_rejection: RejectionHandling::default(),
            initiator_may_change: Vec::new(),
            tell_on_completion: initiator_alone(),
            document_required: true,
            show_previous_responses: false,
            delegate_to_responders: false,
        }
    }
}

/// What a rejection of one step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RejectAction {
    /// The workflow goes on.
    Continue,
    /// It ends at once.
    StopWorkflow,
    /// The stage before is asked again.
    ReturnToPrevious,
    /// Another stage is next.
    GotoStage,
}

/// What a rejection of one step does, whatever the template says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"action": "goto_stage", "stage": 0}))]
pub struct OnReject {
    /// What.
    pub action: RejectAction,
    /// The stage that is next, counted from 0; for `goto_stage`.
    #[serde(default)]
    #[schema(example = 0)]
    pub stage: Option<i64>,
}

/// Who is told, and when, that a step is late.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// So many hours after it was due.
    #[schema(example = 24)]
    pub after_hours: i64,
    /// Who: a role or a person.
    pub to: Party,
    /// Is the step theirs from then on?
    #[serde(default)]
    #[schema(example = false)]
    pub reassign: bool,
}

/// A verdict that leads elsewhere than to the next stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RouteVerdict {
    /// Everything was approved without comments.
    Approved,
    /// Everything was approved, with comments that must be addressed.
    ApprovedWithComments,
}

/// Where a workflow goes on after a stage, by the stage's verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowRoute, example = json!({"on": "approved", "stage": 2}))]
pub struct Route {
    /// The verdict.
    pub on: RouteVerdict,
    /// A later stage, counted from 0; null ends the workflow.
    #[serde(default)]
    #[schema(example = 2)]
    pub stage: Option<i64>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowPlanStep)]
pub struct Step {
    /// Its name, 120 characters at most.
    #[schema(example = "Check the structure")]
    pub name: String,
    /// What it asks for.
    #[serde(rename = "type")]
    pub kind: StepKind,
    /// What is to be done, 4,000 characters at most.
    #[serde(default)]
    #[schema(example = "Check dimensions against the survey.")]
    pub instructions: String,
    /// Who answers it; a template without is a draft.
    #[serde(default)]
    pub assignment: Option<Party>,
    /// When it is done, where several answer.
    #[serde(default)]
    pub mode: ApprovalMode,
    /// The hours it should take; none for as long as it takes.
    #[serde(default)]
    #[schema(example = 72)]
    pub sla_hours: Option<i64>,
    /// So many hours before it is due its assignees are reminded; none for not at all.
    #[serde(default)]
    #[schema(example = 24)]
    pub reminder_hours: Option<i64>,
    /// Who is told that it is late.
    #[serde(default)]
    pub escalation: Option<Escalation>,
    /// May its assignees delegate it?
    #[serde(default = "yes")]
    #[schema(example = true)]
    pub allow_delegate: bool,
    /// May answers have attachments?
    #[serde(default = "yes")]
    #[schema(example = true)]
    pub allow_attachments: bool,
    /// What a rejection does, where it is not what the template says.
    #[serde(default)]
    pub on_reject: Option<OnReject>,
    /// What is signed, 2,000 characters at most; for steps of type `sign`. A sentence of the server's unless given.
    #[serde(default)]
    #[schema(example = json!(null))]
    pub statement: Option<String>,
}

/// What is signed where the plan says nothing.
const STATEMENT: &str =
    "I have looked at the documents of this step in the revisions that are named, and I approve them.";

impl Step {
    /// What is signed, where it is signed.
    #[must_use]
    pub fn signs(&self) -> Option<&str> {
        (self.kind == StepKind::Sign).then(|| self.statement.as_deref().unwrap_or(STATEMENT))
    }
}

/// Steps that run side by side; it is done when all of them are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowStage)]
pub struct Stage {
    /// Its name, 120 characters at most.
    #[serde(default)]
    #[schema(example = "Technical review")]
    pub name: String,
    /// Its steps.
    pub steps: Vec<Step>,
    /// Where it goes on elsewhere than with the next stage.
    #[serde(default)]
    pub routes: Vec<Route>,
}

/// Settings and stages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The settings.
    pub settings: Settings,
    /// The stages in their order.
    pub stages: Vec<Stage>,
}

impl Plan {
    /// Whoever it names, with the place that names them.
    pub fn parties(&self) -> impl Iterator<Item = (String, &Party)> {
        self.steps().flat_map(|(place, step)| {
            let to = step.escalation.as_ref().map(|escalation| &escalation.to);
            let assigned = step.assignment.as_ref().map(|party| (format!("{place}.assignment"), party));
            assigned.into_iter().chain(to.map(|to| (format!("{place}.escalation.to"), to)))
        })
    }

    /// Every step, with its place.
    pub fn steps(&self) -> impl Iterator<Item = (String, &Step)> {
        self.stages.iter().enumerate().flat_map(|(at, stage)| {
            let steps = stage.steps.iter().enumerate();
            steps.map(move |(number, step)| (format!("stages[{at}].steps[{number}]"), step))
        })
    }

    /// The same plan in another project: groups stay behind, so steps that were theirs are nobody's.
    #[must_use]
    pub fn without_groups(mut self) -> Self {
        for step in self.stages.iter_mut().flat_map(|stage| &mut stage.steps) {
            step.assignment = step.assignment.take().filter(|party| party.group_id.is_none());
        }
        self
    }
}
