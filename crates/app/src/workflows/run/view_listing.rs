//! Workflows in lists, and which of them are asked for.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::tables::{CancelCause, Status, Verdict};
use crate::abilities::Abilities;
use crate::people::PersonRef;

/// Which workflows.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WorkflowQuery {
    /// Words, all of which its number, its title or the numbers of its documents must hold.
    #[param(example = "ground floor")]
    pub q: Option<String>,
    /// `active`, `completed`, `cancelled` or `returned`.
    #[param(example = "active")]
    pub status: Option<String>,
    /// Only those that were started from this template, by its id.
    pub template: Option<String>,
    /// Only those that are late: past their day, or with an open step past its time.
    pub overdue: Option<bool>,
    /// Only those that wait for `mine` (the reader), `outside` (anybody from outside), or this person or company, by their id.
    #[param(example = "mine")]
    pub turn: Option<String>,
    /// Only those that the reader started.
    pub started_by_me: Option<bool>,
    /// Only those about this document, by its id.
    pub document: Option<String>,
    /// `newest` (unless given), `due` (what is due soonest) or `number`.
    #[param(example = "newest")]
    pub sort: Option<String>,
    /// Rows per page, 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// Where the page begins, from the page before.
    pub cursor: Option<String>,
}

/// How many workflows there are in each state, whatever state is asked for.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct WorkflowCounts {
    /// Those that run.
    #[schema(example = 12)]
    pub active: i64,
    /// Those that were sent back.
    #[schema(example = 1)]
    pub returned: i64,
    /// Those that are completed.
    #[schema(example = 40)]
    pub completed: i64,
    /// Those that were cancelled.
    #[schema(example = 2)]
    pub cancelled: i64,
}

/// A page of workflows.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WorkflowList {
    /// The workflows, in the order asked for.
    pub items: Vec<WorkflowItem>,
    /// Pass as `cursor` to get the next page; null on the last.
    pub next: Option<String>,
    /// How many the filters find; told with the first page alone.
    pub counts: Option<WorkflowCounts>,
    /// May the reader start one?
    pub abilities: Abilities,
}

/// Whom a workflow waits for.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = WorkflowWaitsFor)]
pub struct WaitsFor {
    /// The first three.
    pub people: Vec<PersonRef>,
    /// How many there are beside them.
    #[schema(example = 0)]
    pub more: usize,
    /// Since when it has waited for the first of them.
    pub since: Option<String>,
}

/// A workflow in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WorkflowItem {
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
    /// Why it was cancelled, if it was.
    pub cancel_cause: Option<CancelCause>,
    /// How often it was started.
    pub round: i64,
    /// The stage that is open, counted from 0.
    pub stage: i64,
    /// Its name.
    #[schema(example = "Technical review")]
    pub stage_name: Option<String>,
    /// How many stages there are.
    pub stage_count: usize,
    /// Whom it waits for; null where it waits for nobody.
    pub waits_for: Option<WaitsFor>,
    /// For how many days it has been late, 0 since today; null where it is not.
    #[schema(example = 3)]
    pub days_late: Option<i64>,
    /// How urgent it is.
    #[schema(example = "medium")]
    pub priority: String,
    /// The day by which it should be done.
    pub due_on: Option<String>,
    /// The name that its template had.
    pub template_name: String,
    /// Where one document is asked for: the codes of its revisions that it is or was about, the newest last.
    #[schema(example = json!(["P01"]))]
    pub revisions: Vec<String>,
    /// Who started it.
    pub initiator: Option<PersonRef>,
    /// When it was started.
    pub started_at: String,
    /// When it ended.
    pub ended_at: Option<String>,
}
