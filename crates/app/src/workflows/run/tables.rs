//! The life of a workflow as data: its states, who may do what in which of them, and which answers a step takes. Whatever
//! is not in the tables is refused (K-6.2 to K-6.5).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::plan::{ApprovalMode, OnReject, OutcomeRule, RejectionHandling, Route, StepKind};

/// Somebody, as the caller numbers people.
pub type PersonNo = i64;

/// The state of a workflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WorkflowStatus)]
pub enum Status {
    /// Not started yet.
    Draft,
    /// Steps are open.
    Active,
    /// All stages are done; there is an outcome.
    Completed,
    /// Ended before its time, by somebody or by a rejection.
    Cancelled,
    /// Back with its initiator.
    Returned,
}

/// The state of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WorkflowStepStatus)]
pub enum StepStatus {
    /// Its stage has not begun.
    Pending,
    /// Its assignees are asked.
    Active,
    /// It was answered.
    Completed,
    /// An admin ended it.
    Terminated,
    /// It was passed over.
    Skipped,
}

/// An answer to a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WorkflowAnswer)]
pub enum Answer {
    /// Yes.
    Approve,
    /// Yes, with comments that must be addressed.
    ApproveWithComments,
    /// No.
    Reject,
    /// Comments.
    Review,
    /// Taken note of.
    Acknowledge,
    /// Back to the initiator.
    Return,
}

/// A verdict; the order is that of strictness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WorkflowVerdict)]
pub enum Verdict {
    /// No.
    Rejected,
    /// Yes, with comments.
    ApprovedWithComments,
    /// Yes.
    Approved,
}

/// As what somebody acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Whoever started the workflow.
    Initiator,
    /// Somebody who must answer the step and has not.
    Assignee,
    /// Somebody who looks after the project.
    Admin,
}

/// Who acts.
#[derive(Clone, Copy, Debug)]
pub struct Actor {
    /// The person.
    pub person: PersonNo,
    /// Do they look after the project?
    pub is_admin: bool,
}

/// A step by stage and place.
pub type StepAt = (usize, usize);

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Start it.
    Start,
    /// Answer a step.
    Respond(StepAt, Answer),
    /// Give one's part of a step to somebody else.
    Delegate(StepAt, PersonNo),
    /// Give somebody's part of a step to somebody else.
    Reassign(StepAt, PersonNo, PersonNo),
    /// End a step without an answer.
    Terminate(StepAt),
    /// End the workflow.
    Cancel,
    /// Send it back to its initiator.
    Recall,
    /// Start it again after it was returned.
    Resubmit,
}

/// The sort of an action, as the table names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deed {
    /// Start it.
    Start,
    /// Answer a step.
    Respond,
    /// Give one's part away.
    Delegate,
    /// Give somebody's part away.
    Reassign,
    /// End a step.
    Terminate,
    /// End the workflow.
    Cancel,
    /// Send it back.
    Recall,
    /// Start it again.
    Resubmit,
}

/// Who may do what in which state. There is nothing else.
pub const DEEDS: &[(Status, Part, Deed)] = &[
    (Status::Draft, Part::Initiator, Deed::Start),
    (Status::Draft, Part::Initiator, Deed::Cancel),
    (Status::Draft, Part::Admin, Deed::Cancel),
    (Status::Active, Part::Assignee, Deed::Respond),
    (Status::Active, Part::Assignee, Deed::Delegate),
    (Status::Active, Part::Admin, Deed::Reassign),
    (Status::Active, Part::Admin, Deed::Terminate),
    (Status::Active, Part::Admin, Deed::Cancel),
    (Status::Active, Part::Initiator, Deed::Cancel),
    (Status::Active, Part::Admin, Deed::Recall),
    (Status::Returned, Part::Initiator, Deed::Resubmit),
    // Whoever started it may have gone since.
    (Status::Returned, Part::Admin, Deed::Resubmit),
    (Status::Returned, Part::Initiator, Deed::Cancel),
    (Status::Returned, Part::Admin, Deed::Cancel),
];

/// Which answers a step takes. There are no others.
pub const ANSWERS: &[(StepKind, Answer)] = &[
    (StepKind::Review, Answer::Review),
    (StepKind::Review, Answer::Return),
    (StepKind::Approve, Answer::Approve),
    (StepKind::Approve, Answer::ApproveWithComments),
    (StepKind::Approve, Answer::Reject),
    (StepKind::Approve, Answer::Return),
    (StepKind::Acknowledge, Answer::Acknowledge),
    (StepKind::Sign, Answer::Approve),
    (StepKind::Sign, Answer::Reject),
];

impl Action {
    /// Its sort.
    #[must_use]
    pub fn deed(self) -> Deed {
        match self {
            Self::Start => Deed::Start,
            Self::Respond(..) => Deed::Respond,
            Self::Delegate(..) => Deed::Delegate,
            Self::Reassign(..) => Deed::Reassign,
            Self::Terminate(_) => Deed::Terminate,
            Self::Cancel => Deed::Cancel,
            Self::Recall => Deed::Recall,
            Self::Resubmit => Deed::Resubmit,
        }
    }

    /// The step that it is done to.
    #[must_use]
    pub fn step(self) -> Option<StepAt> {
        match self {
            Self::Respond(at, _) | Self::Delegate(at, _) | Self::Reassign(at, ..) | Self::Terminate(at) => {
                Some(at)
            }
            Self::Start | Self::Cancel | Self::Recall | Self::Resubmit => None,
        }
    }
}

impl Answer {
    /// What it says, where it counts for the outcome.
    #[must_use]
    pub fn verdict(self) -> Option<Verdict> {
        match self {
            Self::Approve => Some(Verdict::Approved),
            Self::ApproveWithComments => Some(Verdict::ApprovedWithComments),
            Self::Reject => Some(Verdict::Rejected),
            Self::Review | Self::Acknowledge | Self::Return => None,
        }
    }
}

/// Somebody who must answer a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignee {
    /// Who.
    pub person: PersonNo,
    /// Who had it before it was delegated.
    pub original: PersonNo,
    /// What they answered.
    pub answer: Option<Answer>,
}

/// A step of a workflow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it asks for.
    pub kind: StepKind,
    /// When it is done.
    pub mode: ApprovalMode,
    /// May it be delegated?
    pub allow_delegate: bool,
    /// What a rejection does, where it is not what the settings say.
    pub on_reject: Option<OnReject>,
    /// Those who answer.
    pub assignees: Vec<Assignee>,
    /// Its state.
    pub status: StepStatus,
    /// Its verdict.
    pub verdict: Option<Verdict>,
}

/// A stage of a workflow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Its steps.
    pub steps: Vec<Step>,
    /// Where it goes on elsewhere than with the next stage.
    pub routes: Vec<Route>,
}

/// A workflow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workflow {
    /// Whoever started it.
    pub initiator: PersonNo,
    /// Its state.
    pub status: Status,
    /// How often it was started.
    pub round: i64,
    /// The stage that is open, or that it returned from.
    pub stage: usize,
    /// How the outcome follows.
    pub outcome_rule: OutcomeRule,
    /// What a rejection does.
    pub on_rejection: RejectionHandling,
    /// Its stages.
    pub stages: Vec<Stage>,
    /// The verdicts that count; asking a stage anew takes back its own and all later ones.
    pub verdicts: Vec<(StepAt, Verdict)>,
}

/// Why a workflow was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WorkflowCancelCause)]
pub enum CancelCause {
    /// Somebody ended it.
    Person,
    /// A rejection did.
    Rejection,
}

/// What follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Somebody is asked, and let in.
    Asks(StepAt, PersonNo),
    /// Somebody who answered keeps looking for a while.
    Keeps(StepAt, PersonNo),
    /// Somebody is asked no more, and nothing of it stays.
    Drops(StepAt, PersonNo),
    /// A step is done.
    Closes(StepAt),
    /// The documents are under review.
    UnderReview,
    /// It is done.
    Completes(Option<Verdict>),
    /// It ended before its time.
    Cancels(CancelCause),
    /// It is back with its initiator.
    Returns,
}

/// Why an act is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The person has no part in which this may be done now.
    NotTheirs,
    /// There is no such step, or it is not open.
    NotOpen,
    /// The person answered already.
    Answered,
    /// The step does not take this answer.
    NotForThis,
    /// Whoever is meant has it already.
    Already,
}

impl Workflow {
    /// One step.
    #[must_use]
    pub fn step(&self, (stage, step): StepAt) -> Option<&Step> {
        self.stages.get(stage)?.steps.get(step)
    }

    /// The outcome of the verdicts so far. Steps of one stage stand side by side: in which order they were answered decides
    /// nothing, and the strictest of the last stage that came to a verdict is the final one.
    #[must_use]
    pub fn outcome(&self) -> Option<Verdict> {
        let last = self.verdicts.iter().map(|((stage, _), _)| *stage).max()?;
        let counts = |stage: usize| self.outcome_rule == OutcomeRule::LowestOfAll || stage == last;
        self.verdicts.iter().filter(|((stage, _), _)| counts(*stage)).map(|(_, verdict)| *verdict).min()
    }
}
