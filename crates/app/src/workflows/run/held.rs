//! A workflow as stored, read as what the tables of its life speak of.

use std::collections::HashMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use wayleave_access::{Action, ProjectFacts, Target};
use wayleave_base::SubjectId;

use super::super::plan::{self as planned, Plan};
use super::store::{self, AssigneeRow, StepRow, WorkflowRow};
use super::tables::{self, Actor, Assignee, Stage, Step, StepAt, Verdict};
use crate::error::{Error, Result};
use crate::work::{ProjectRow, Work};

/// The word under which a state, a verdict or an answer is stored.
pub fn code<T: Serialize>(value: T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Reads such a word.
pub fn parse<T: DeserializeOwned>(word: &str) -> Result<T> {
    Ok(serde_json::from_value(Value::String(word.to_owned())).map_err(anyhow::Error::from)?)
}

/// A workflow with its plan, its steps and whoever has a part in them.
pub struct Held {
    /// The project.
    pub project: ProjectRow,
    /// The standing of whoever asks.
    pub facts: ProjectFacts,
    /// The workflow.
    pub row: WorkflowRow,
    /// The plan that it runs by.
    pub plan: Plan,
    /// Its steps, in their order.
    pub steps: Vec<StepRow>,
    /// Their people, without those who gave their part away.
    pub assignees: Vec<AssigneeRow>,
    /// The same as the tables of its life speak of it.
    pub state: tables::Workflow,
}

impl Held {
    /// Reads what belongs to a workflow.
    pub async fn load(
        work: &mut Work,
        (project, facts): (ProjectRow, ProjectFacts),
        row: WorkflowRow,
    ) -> Result<Self> {
        let plan: Plan = serde_json::from_str(&row.plan).map_err(anyhow::Error::from)?;
        let steps = store::steps(&mut work.tx, row.id).await?;
        let assignees = store::assignees(&mut work.tx, row.id).await?;
        let state = state(&row, &plan, &steps, &assignees)?;
        Ok(Self { project, facts, row, plan, steps, assignees, state })
    }

    /// The step at a place.
    pub fn step_at(&self, (stage, place): StepAt) -> Result<&StepRow> {
        let found = self.steps.iter().find(|step| step.at() == (stage, place));
        Ok(found.ok_or_else(|| anyhow::anyhow!("a workflow has its steps"))?)
    }

    /// The step of a public id.
    pub fn step(&self, public_id: &str) -> Result<&StepRow> {
        self.steps.iter().find(|step| step.public_id == public_id).ok_or_else(Error::not_found)
    }

    /// A step as it was planned.
    #[must_use]
    pub fn planned(&self, step: &StepRow) -> &planned::Step {
        &self.plan.stages[step.at().0].steps[step.at().1]
    }

    /// Somebody's part in a step.
    #[must_use]
    pub fn part(&self, step: i64, person: SubjectId) -> Option<&AssigneeRow> {
        self.assignees.iter().find(|one| one.step_id == step && one.subject_id == person)
    }

    /// Whoever asks, as an actor of the tables.
    #[must_use]
    pub fn actor(&self, me: SubjectId) -> Actor {
        let admin = self.facts.outcome(Action::WorkflowManage, Target::default());
        // What a locked project refuses is refused before; here only the part counts.
        Actor { person: me.get(), is_admin: admin.is_allowed() }
    }

    /// The workflow as the log calls it.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{} {}", self.row.number, self.row.title)
    }
}

impl StepRow {
    /// Its place.
    #[must_use]
    pub fn at(&self) -> StepAt {
        let count = |n: i64| usize::try_from(n).unwrap_or_default();
        (count(self.stage), count(self.place))
    }
}

/// A workflow as the tables of its life speak of it.
pub fn state(
    row: &WorkflowRow,
    plan: &Plan,
    steps: &[StepRow],
    assignees: &[AssigneeRow],
) -> Result<tables::Workflow> {
    let mut parts: HashMap<i64, Vec<Assignee>> = HashMap::new();
    for one in assignees {
        let answer = one.answer.as_deref().map(parse).transpose()?;
        let part = Assignee { person: one.subject_id.get(), original: one.original_id.get(), answer };
        parts.entry(one.step_id).or_default().push(part);
    }
    let mut stages: Vec<Stage> =
        plan.stages.iter().map(|stage| Stage { steps: Vec::new(), routes: stage.routes.clone() }).collect();
    for step in steps {
        let (stage, place) = step.at();
        let planned = plan.stages.get(stage).and_then(|stage| stage.steps.get(place));
        let planned = planned.ok_or_else(|| anyhow::anyhow!("a step that the plan does not have"))?;
        stages[stage].steps.push(Step {
            kind: planned.kind,
            mode: planned.mode,
            allow_delegate: planned.allow_delegate,
            on_reject: planned.on_reject.clone(),
            assignees: parts.remove(&step.id).unwrap_or_default(),
            status: parse(&step.status)?,
            verdict: step.verdict.as_deref().map(parse).transpose()?,
        });
    }
    let verdicts: Vec<(StepAt, Verdict)> =
        serde_json::from_str(&row.verdicts).map_err(anyhow::Error::from)?;
    Ok(tables::Workflow {
        initiator: row.initiator_id.get(),
        status: parse(&row.status)?,
        round: row.round,
        stage: usize::try_from(row.stage).unwrap_or_default(),
        outcome_rule: plan.settings.outcome,
        on_rejection: plan.settings.on_rejection,
        stages,
        verdicts,
    })
}
