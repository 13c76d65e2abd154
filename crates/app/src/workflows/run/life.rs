//! What follows from an act on a workflow: one pure function over the tables of its life.

use super::super::plan::{ApprovalMode, RejectAction, RejectionHandling, RouteVerdict};
use super::tables::{
    ANSWERS, Action, Actor, Answer, CancelCause, DEEDS, Deed, Effect, Part, PersonNo, Refusal, Status, Step,
    StepAt, StepStatus, Verdict, Workflow,
};

/// What follows when somebody does something, or why it is refused. The workflow itself stays as it was.
pub fn transition(
    workflow: &Workflow,
    actor: Actor,
    action: Action,
) -> Result<(Workflow, Vec<Effect>), Refusal> {
    allowed(workflow, actor, action)?;
    let mut run = Run { workflow: workflow.clone(), effects: Vec::new() };
    match action {
        Action::Start => run.begin(0),
        Action::Respond(at, answer) => run.respond(at, actor.person, answer)?,
        Action::Delegate(at, to) => run.hand_over(at, actor.person, to, true)?,
        Action::Reassign(at, from, to) => run.hand_over(at, from, to, false)?,
        Action::Terminate(at) => run.terminate(at),
        Action::Cancel => run.cancel(CancelCause::Person),
        Action::Recall => run.give_back(),
        // It begins again at the stage that it returned from.
        Action::Resubmit => run.begin(workflow.stage),
    }
    Ok((run.workflow, run.effects))
}

/// Is there a row for it?
fn allowed(workflow: &Workflow, actor: Actor, action: Action) -> Result<(), Refusal> {
    let step = action.step().map(|at| workflow.step(at).ok_or(Refusal::NotOpen)).transpose()?;
    let mine = step.and_then(|step| step.assignees.iter().find(|one| one.person == actor.person));
    let parts = [
        (Part::Initiator, workflow.initiator == actor.person),
        (Part::Assignee, mine.is_some()),
        (Part::Admin, actor.is_admin),
    ];
    let row = |part: Part| DEEDS.contains(&(workflow.status, part, action.deed()));
    if !parts.into_iter().any(|(part, holds)| holds && row(part)) {
        return Err(Refusal::NotTheirs);
    }
    let acts_as_assignee = matches!(action.deed(), Deed::Respond | Deed::Delegate);
    if acts_as_assignee && mine.is_some_and(|mine| mine.answer.is_some()) {
        return Err(Refusal::Answered);
    }
    if step.is_some_and(|step| step.status != StepStatus::Active) {
        return Err(Refusal::NotOpen);
    }
    Ok(())
}

struct Run {
    workflow: Workflow,
    effects: Vec<Effect>,
}

impl Run {
    fn step(&mut self, (stage, step): StepAt) -> &mut Step {
        &mut self.workflow.stages[stage].steps[step]
    }

    fn begin(&mut self, stage: usize) {
        self.workflow.status = Status::Active;
        self.workflow.round += 1;
        self.effects.push(Effect::UnderReview);
        self.open(stage);
    }

    /// Asks everybody of a stage anew; later stages wait again.
    fn open(&mut self, at: usize) {
        self.workflow.stage = at;
        self.workflow.verdicts.retain(|((stage, _), _)| *stage < at);
        for stage in &mut self.workflow.stages[at..] {
            for step in &mut stage.steps {
                step.status = StepStatus::Pending;
                step.verdict = None;
                step.assignees.iter_mut().for_each(|one| one.answer = None);
            }
        }
        let steps = self.workflow.stages[at].steps.len();
        for number in 0..steps {
            let step = self.step((at, number));
            step.status = StepStatus::Active;
            let people: Vec<PersonNo> = step.assignees.iter().map(|one| one.person).collect();
            self.effects.extend(people.into_iter().map(|person| Effect::Asks((at, number), person)));
        }
    }

    fn respond(&mut self, at: StepAt, person: PersonNo, answer: Answer) -> Result<(), Refusal> {
        let step = self.step(at);
        if !ANSWERS.contains(&(step.kind, answer)) {
            return Err(Refusal::NotForThis);
        }
        let mine = step.assignees.iter_mut().find(|one| one.person == person).ok_or(Refusal::NotTheirs)?;
        mine.answer = Some(answer);
        self.effects.push(Effect::Keeps(at, person));
        if answer == Answer::Return {
            self.give_back();
            return Ok(());
        }
        if let Some(verdict) = decided(self.step(at)) {
            self.close(at, verdict);
        }
        Ok(())
    }

    /// A step is done: whoever did not answer is asked no more.
    fn close(&mut self, at: StepAt, verdict: Option<Verdict>) {
        self.end_step(at, StepStatus::Completed);
        self.step(at).verdict = verdict;
        self.workflow.verdicts.extend(verdict.map(|verdict| (at, verdict)));
        if verdict == Some(Verdict::Rejected) && self.rejected(at) {
            return;
        }
        self.advance();
    }

    fn terminate(&mut self, at: StepAt) {
        self.end_step(at, StepStatus::Terminated);
        self.advance();
    }

    fn end_step(&mut self, at: StepAt, status: StepStatus) {
        let step = self.step(at);
        step.status = status;
        let silent: Vec<PersonNo> =
            step.assignees.iter().filter(|one| one.answer.is_none()).map(|one| one.person).collect();
        self.effects.push(Effect::Closes(at));
        self.effects.extend(silent.into_iter().map(|person| Effect::Drops(at, person)));
    }

    /// What a rejection does; `true` when the stage does not go on by itself.
    fn rejected(&mut self, at: StepAt) -> bool {
        let by_settings = match self.workflow.on_rejection {
            RejectionHandling::Continue => RejectAction::Continue,
            RejectionHandling::StopWorkflow => RejectAction::StopWorkflow,
            RejectionHandling::ReturnToPrevious => RejectAction::ReturnToPrevious,
        };
        let own = self.step(at).on_reject.clone();
        let goto = own.as_ref().and_then(|own| own.stage).and_then(|stage| usize::try_from(stage).ok());
        match (own.map_or(by_settings, |own| own.action), goto) {
            (RejectAction::StopWorkflow, _) => self.cancel(CancelCause::Rejection),
            (RejectAction::ReturnToPrevious, _) => match self.asked_before(at.0) {
                Some(stage) => self.go_to(stage),
                None => self.give_back(),
            },
            (RejectAction::GotoStage, Some(stage)) if stage < self.workflow.stages.len() => self.go_to(stage),
            (RejectAction::Continue | RejectAction::GotoStage, _) => return false,
        }
        true
    }

    /// The stage before this one that was asked; those that a route passed over were not.
    fn asked_before(&self, stage: usize) -> Option<usize> {
        let asked = |at: &usize| {
            self.workflow.stages[*at].steps.iter().any(|step| step.status != StepStatus::Skipped)
        };
        (0..stage).rev().find(asked)
    }

    /// Leaves the open stage for another one.
    fn go_to(&mut self, stage: usize) {
        self.leave();
        self.skip_to(stage);
        self.open(stage);
    }

    /// Stages in between are passed over.
    fn skip_to(&mut self, stage: usize) {
        let from = self.workflow.stage + 1;
        for passed in self.workflow.stages.iter_mut().take(stage).skip(from) {
            passed.steps.iter_mut().for_each(|step| step.status = StepStatus::Skipped);
        }
    }

    /// Ends whatever is open.
    fn leave(&mut self) {
        let stage = self.workflow.stage;
        for number in 0..self.workflow.stages[stage].steps.len() {
            if self.step((stage, number)).status == StepStatus::Active {
                self.end_step((stage, number), StepStatus::Skipped);
            }
        }
    }

    /// Goes on once every step of the stage is done.
    fn advance(&mut self) {
        let stage = &self.workflow.stages[self.workflow.stage];
        if stage.steps.iter().any(|step| step.status == StepStatus::Active) {
            return;
        }
        let verdict = stage.steps.iter().filter_map(|step| step.verdict).min();
        let on = match verdict {
            Some(Verdict::Approved) => Some(RouteVerdict::Approved),
            Some(Verdict::ApprovedWithComments) => Some(RouteVerdict::ApprovedWithComments),
            Some(Verdict::Rejected) | None => None,
        };
        let route = stage.routes.iter().find(|route| Some(route.on) == on);
        let next = match route {
            Some(route) => route.stage.and_then(|stage| usize::try_from(stage).ok()),
            None => Some(self.workflow.stage + 1),
        };
        match next.filter(|next| *next < self.workflow.stages.len()) {
            Some(next) => {
                self.skip_to(next);
                self.open(next);
            }
            None => self.complete(),
        }
    }

    fn complete(&mut self) {
        self.skip_to(self.workflow.stages.len());
        self.workflow.status = Status::Completed;
        self.effects.push(Effect::Completes(self.workflow.outcome()));
    }

    fn cancel(&mut self, cause: CancelCause) {
        if self.workflow.status == Status::Active {
            self.leave();
        }
        self.workflow.status = Status::Cancelled;
        self.effects.push(Effect::Cancels(cause));
    }

    fn give_back(&mut self) {
        self.leave();
        self.workflow.status = Status::Returned;
        self.effects.push(Effect::Returns);
    }

    fn hand_over(
        &mut self,
        at: StepAt,
        from: PersonNo,
        to: PersonNo,
        is_delegated: bool,
    ) -> Result<(), Refusal> {
        let step = self.step(at);
        if is_delegated && !step.allow_delegate {
            return Err(Refusal::NotForThis);
        }
        if step.assignees.iter().any(|one| one.person == to) {
            return Err(Refusal::Already);
        }
        let mine = step.assignees.iter_mut().find(|one| one.person == from && one.answer.is_none());
        let mine = mine.ok_or(Refusal::NotTheirs)?;
        // One hop: who was given it by somebody may give it back, and to nobody else.
        if is_delegated && mine.original != from && mine.original != to {
            return Err(Refusal::NotForThis);
        }
        mine.person = to;
        if !is_delegated || mine.original == to {
            mine.original = to;
        }
        self.effects.extend([Effect::Drops(at, from), Effect::Asks(at, to)]);
        Ok(())
    }
}

/// The verdict of a step that is done; `None` while it is not. Steps without verdicts have none when they are done.
fn decided(step: &Step) -> Option<Option<Verdict>> {
    let answers: Vec<Answer> = step.assignees.iter().filter_map(|one| one.answer).collect();
    let (count, given) = (step.assignees.len(), answers.len());
    let verdicts = || answers.iter().filter_map(|answer| answer.verdict());
    let lowest = verdicts().min();
    if !step.kind.is_binding() {
        let enough = match step.mode {
            ApprovalMode::Any => given >= 1,
            ApprovalMode::Majority => given > count / 2,
            ApprovalMode::All => given == count,
        };
        return enough.then_some(None);
    }
    match step.mode {
        ApprovalMode::Any => (given >= 1).then_some(lowest),
        ApprovalMode::All if lowest == Some(Verdict::Rejected) => Some(lowest),
        ApprovalMode::All => (given == count).then_some(lowest),
        ApprovalMode::Majority => {
            let quorum = count / 2 + 1;
            let yes = verdicts().filter(|verdict| *verdict != Verdict::Rejected).count();
            let no = given - yes;
            if yes >= quorum {
                let commented = verdicts().any(|verdict| verdict == Verdict::ApprovedWithComments);
                Some(Some(if commented { Verdict::ApprovedWithComments } else { Verdict::Approved }))
            } else {
                (count - no < quorum).then_some(Some(Verdict::Rejected))
            }
        }
    }
}

#[cfg(test)]
#[path = "life_tests.rs"]
mod tests;
