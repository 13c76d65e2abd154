//! The life of a workflow: every pair of the tables, the modes, and walks that are never at odds with themselves.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;

use super::*;
use crate::workflows::plan::{OnReject, OutcomeRule, Route, StepKind};
use crate::workflows::run::tables::{Assignee, Stage};

const INITIATOR: PersonNo = 1;
const ADMIN: PersonNo = 2;
const STATUSES: [Status; 5] =
    [Status::Draft, Status::Active, Status::Completed, Status::Cancelled, Status::Returned];
const ANSWERED: [Answer; 6] = [
    Answer::Approve,
    Answer::ApproveWithComments,
    Answer::Reject,
    Answer::Review,
    Answer::Acknowledge,
    Answer::Return,
];

fn step(kind: StepKind, mode: ApprovalMode, people: &[PersonNo]) -> Step {
    let assignee = |person: &PersonNo| Assignee { person: *person, original: *person, answer: None };
    Step {
        kind,
        mode,
        allow_delegate: true,
        on_reject: None,
        assignees: people.iter().map(assignee).collect(),
        status: StepStatus::Pending,
        verdict: None,
    }
}

fn stage(steps: Vec<Step>) -> Stage {
    Stage { steps, routes: Vec::new() }
}

fn workflow(stages: Vec<Stage>) -> Workflow {
    Workflow {
        initiator: INITIATOR,
        status: Status::Draft,
        round: 0,
        stage: 0,
        outcome_rule: OutcomeRule::FinalStepDecides,
        on_rejection: RejectionHandling::StopWorkflow,
        stages,
        verdicts: Vec::new(),
    }
}

fn one(kind: StepKind, mode: ApprovalMode, people: &[PersonNo]) -> Workflow {
    started(&workflow(vec![stage(vec![step(kind, mode, people)])]))
}

fn as_person(person: PersonNo) -> Actor {
    Actor { person, is_admin: person == ADMIN }
}

fn started(workflow: &Workflow) -> Workflow {
    transition(workflow, as_person(INITIATOR), Action::Start).unwrap().0
}

fn answer(workflow: &Workflow, person: PersonNo, at: StepAt, answer: Answer) -> Workflow {
    transition(workflow, as_person(person), Action::Respond(at, answer)).unwrap().0
}

fn every_action() -> Vec<Action> {
    let at = (0, 0);
    let mut actions = vec![
        Action::Start,
        Action::Delegate(at, 20),
        Action::Reassign(at, 10, 20),
        Action::Terminate(at),
        Action::Cancel,
        Action::Recall,
        Action::Resubmit,
    ];
    actions.extend(ANSWERED.map(|answer| Action::Respond(at, answer)));
    actions
}

#[test]
fn every_pair_that_is_not_listed_is_refused_and_every_listed_one_is_not() {
    let parts = [(Part::Initiator, INITIATOR), (Part::Assignee, 10), (Part::Admin, ADMIN)];
    for kind in [StepKind::Review, StepKind::Approve, StepKind::Acknowledge, StepKind::Sign] {
        for status in STATUSES {
            let mut workflow = one(kind, ApprovalMode::All, &[10]);
            workflow.status = status;
            for action in every_action() {
                for (part, person) in parts {
                    let mut listed = DEEDS.contains(&(status, part, action.deed()));
                    if let Action::Respond(_, answer) = action {
                        listed &= ANSWERS.contains(&(kind, answer));
                    }
                    let made = transition(&workflow, as_person(person), action);
                    assert_eq!(made.is_ok(), listed, "{kind:?} {status:?} {part:?} {action:?}: {made:?}");
                }
                assert_eq!(transition(&workflow, as_person(99), action), Err(Refusal::NotTheirs));
            }
        }
    }
}

#[test]
fn nobody_answers_twice_nor_once_the_step_is_done() {
    let workflow = one(StepKind::Approve, ApprovalMode::All, &[10, 11]);
    let after = answer(&workflow, 10, (0, 0), Answer::Approve);
    let again = |workflow: &Workflow, person| {
        transition(workflow, as_person(person), Action::Respond((0, 0), Answer::Approve)).unwrap_err()
    };
    assert_eq!(again(&after, 10), Refusal::Answered);
    let two = workflow_of_two();
    let any = answer(&two, 10, (0, 0), Answer::Approve);
    assert_eq!(again(&any, 11), Refusal::NotOpen);
    let nowhere = Action::Respond((7, 7), Answer::Approve);
    assert_eq!(transition(&two, as_person(10), nowhere), Err(Refusal::NotOpen));
}

fn workflow_of_two() -> Workflow {
    let first = stage(vec![step(StepKind::Approve, ApprovalMode::Any, &[10, 11])]);
    started(&workflow(vec![first, stage(vec![step(StepKind::Approve, ApprovalMode::All, &[12])])]))
}

#[test]
fn each_mode_is_done_when_it_says_and_not_before() {
    use Answer::{Approve, ApproveWithComments as Commented, Reject};
    use ApprovalMode::{All, Any, Majority};
    let people = [10, 11, 12, 13];
    for (mode, answers, expected) in [
        (Any, vec![Approve], Some(Verdict::Approved)),
        (Any, vec![Reject], Some(Verdict::Rejected)),
        (All, vec![Approve, Approve, Approve], None),
        (All, vec![Approve, Commented, Approve, Approve], Some(Verdict::ApprovedWithComments)),
        (All, vec![Approve, Reject], Some(Verdict::Rejected)),
        (Majority, vec![Approve, Approve, Reject], None),
        (Majority, vec![Approve, Commented, Approve], Some(Verdict::ApprovedWithComments)),
        (Majority, vec![Reject, Reject], Some(Verdict::Rejected)),
        (Majority, vec![Reject, Approve], None),
    ] {
        let mut now = one(StepKind::Approve, mode, &people);
        now.on_rejection = RejectionHandling::Continue;
        for (given, person) in answers.iter().zip(people) {
            assert_eq!(now.status, Status::Active, "{mode:?} {answers:?} was done too early");
            now = answer(&now, person, (0, 0), *given);
        }
        assert_eq!(now.stages[0].steps[0].verdict, expected, "{mode:?} {answers:?}");
        assert_eq!(now.status == Status::Completed, expected.is_some());
    }
}

#[test]
fn a_rejection_does_what_the_step_says_or_else_what_the_template_says() {
    let rejecting = |handling, on_reject: Option<OnReject>| {
        let mut now = workflow_of_two();
        now.on_rejection = handling;
        now.stages[1].steps[0].on_reject = on_reject;
        let now = answer(&now, 10, (0, 0), Answer::Approve);
        answer(&now, 12, (1, 0), Answer::Reject)
    };
    let stopped = rejecting(RejectionHandling::StopWorkflow, None);
    assert_eq!((stopped.status, stopped.outcome()), (Status::Cancelled, Some(Verdict::Rejected)));
    let noted = rejecting(RejectionHandling::Continue, None);
    assert_eq!((noted.status, noted.outcome()), (Status::Completed, Some(Verdict::Rejected)));
    let back = rejecting(RejectionHandling::ReturnToPrevious, None);
    assert_eq!((back.status, back.stage, back.round, back.outcome()), (Status::Active, 0, 1, None));
    let own = OnReject { action: RejectAction::GotoStage, stage: Some(0) };
    assert_eq!(rejecting(RejectionHandling::StopWorkflow, Some(own)).stage, 0);
    let mut first = workflow_of_two();
    first.on_rejection = RejectionHandling::ReturnToPrevious;
    assert_eq!(answer(&first, 10, (0, 0), Answer::Reject).status, Status::Returned);
}

#[test]
fn a_returned_workflow_begins_again_where_it_returned_from() {
    let now = answer(&workflow_of_two(), 10, (0, 0), Answer::Approve);
    let now = answer(&now, 12, (1, 0), Answer::Return);
    assert_eq!((now.status, now.stage), (Status::Returned, 1));
    let (now, effects) = transition(&now, as_person(INITIATOR), Action::Resubmit).unwrap();
    assert_eq!((now.status, now.stage, now.round), (Status::Active, 1, 2));
    assert_eq!(effects, [Effect::UnderReview, Effect::Asks((1, 0), 12)]);
    let now = answer(&now, 12, (1, 0), Answer::Approve);
    assert_eq!((now.status, now.outcome()), (Status::Completed, Some(Verdict::Approved)));
}

#[test]
fn a_verdict_may_lead_on_past_a_stage_and_the_strictest_one_may_count() {
    let mut now = workflow_of_two();
    now.stages[0].routes = vec![Route { on: RouteVerdict::Approved, stage: None }];
    now.outcome_rule = OutcomeRule::LowestOfAll;
    let short = answer(&now, 10, (0, 0), Answer::Approve);
    assert_eq!((short.status, short.stages[1].steps[0].status), (Status::Completed, StepStatus::Skipped));
    let long = answer(&now, 10, (0, 0), Answer::ApproveWithComments);
    let long = answer(&long, 12, (1, 0), Answer::Approve);
    assert_eq!(long.outcome(), Some(Verdict::ApprovedWithComments));
    now.outcome_rule = OutcomeRule::FinalStepDecides;
    let long = answer(&answer(&now, 10, (0, 0), Answer::ApproveWithComments), 12, (1, 0), Answer::Approve);
    assert_eq!(long.outcome(), Some(Verdict::Approved));
}

#[test]
fn the_order_of_answers_side_by_side_decides_nothing() {
    let (mode, kind) = (ApprovalMode::All, StepKind::Approve);
    let mut plan = workflow(vec![
        stage(vec![step(kind, mode, &[10])]),
        stage(vec![step(kind, mode, &[12]), step(kind, mode, &[13])]),
    ]);
    plan.on_rejection = RejectionHandling::Continue;
    let now = answer(&started(&plan), 10, (0, 0), Answer::Approve);
    let no = |now: &Workflow, person, step| answer(now, person, (1, step), Answer::Reject);
    let yes = |now: &Workflow, person, step| answer(now, person, (1, step), Answer::Approve);
    assert_eq!(yes(&no(&now, 12, 0), 13, 1).outcome(), Some(Verdict::Rejected));
    assert_eq!(no(&yes(&now, 12, 0), 13, 1).outcome(), Some(Verdict::Rejected));
}

#[test]
fn a_step_is_delegated_once_and_may_be_given_back() {
    let now = one(StepKind::Review, ApprovalMode::All, &[10]);
    let give = |workflow: &Workflow, from, to| {
        transition(workflow, as_person(from), Action::Delegate((0, 0), to)).map(|(after, _)| after)
    };
    let given = give(&now, 10, 11).unwrap();
    assert_eq!(given.stages[0].steps[0].assignees[0].original, 10);
    assert_eq!(give(&given, 11, 12), Err(Refusal::NotForThis));
    assert_eq!(give(&given, 10, 12), Err(Refusal::NotTheirs));
    assert_eq!(give(&give(&given, 11, 10).unwrap(), 10, 10), Err(Refusal::Already));
    let mut firm = now.clone();
    firm.stages[0].steps[0].allow_delegate = false;
    assert_eq!(give(&firm, 10, 11), Err(Refusal::NotForThis));
    let moved = transition(&given, as_person(ADMIN), Action::Reassign((0, 0), 11, 12)).unwrap();
    assert_eq!(moved.1, [Effect::Drops((0, 0), 11), Effect::Asks((0, 0), 12)]);
    assert_eq!(moved.0.stages[0].steps[0].assignees[0].original, 12);
}

/// Numbers that look thrown.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }

    fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

fn random(dice: &mut Dice) -> Workflow {
    let kinds =
        [StepKind::Review, StepKind::Approve, StepKind::Approve, StepKind::Acknowledge, StepKind::Sign];
    let modes = [ApprovalMode::All, ApprovalMode::Any, ApprovalMode::Majority];
    let count = 1 + dice.below(4);
    let mut stages = Vec::new();
    for _ in 0..count {
        let mut steps = Vec::new();
        for _ in 0..=dice.below(3) {
            let people: Vec<PersonNo> = (10..=10 + dice.below(4) as i64).collect();
            let mut made = step(dice.one_of(&kinds), dice.one_of(&modes), &people);
            let action = [RejectAction::Continue, RejectAction::ReturnToPrevious, RejectAction::GotoStage];
            if dice.below(3) == 0 {
                let action = dice.one_of(&action);
                let stage = (action == RejectAction::GotoStage).then(|| dice.below(count) as i64);
                made.on_reject = Some(OnReject { action, stage });
            }
            steps.push(made);
        }
        stages.push(stage(steps));
    }
    let mut made = workflow(stages);
    let handling =
        [RejectionHandling::Continue, RejectionHandling::StopWorkflow, RejectionHandling::ReturnToPrevious];
    made.on_rejection = dice.one_of(&handling);
    made.outcome_rule = dice.one_of(&[OutcomeRule::FinalStepDecides, OutcomeRule::LowestOfAll]);
    made
}

/// Whoever is asked now, as the state says.
fn asked(workflow: &Workflow) -> BTreeSet<(StepAt, PersonNo)> {
    let mut found = BTreeSet::new();
    for (at, stage) in workflow.stages.iter().enumerate() {
        for (number, step) in stage.steps.iter().enumerate() {
            if step.status == StepStatus::Active {
                let silent = step.assignees.iter().filter(|one| one.answer.is_none());
                found.extend(silent.map(|one| ((at, number), one.person)));
            }
        }
    }
    found
}

#[test]
fn access_opens_and_closes_with_the_steps_whatever_happens() {
    let mut dice = Dice(7);
    let (mut ends, mut made) = (BTreeSet::new(), 0);
    for _ in 0..3_000 {
        let mut now = random(&mut dice);
        let mut open: BTreeSet<(StepAt, PersonNo)> = BTreeSet::new();
        for _ in 0..300 {
            let at = (dice.below(now.stages.len()), dice.below(3));
            let people = [INITIATOR, ADMIN, 10, 11, 12, 13, 14];
            let action = match dice.below(24) {
                0..=3 => dice.one_of(&[Action::Start, Action::Resubmit]),
                4 => Action::Delegate(at, dice.one_of(&people)),
                5 => Action::Reassign(at, dice.one_of(&people), dice.one_of(&people)),
                6 => Action::Terminate(at),
                7 if dice.below(8) == 0 => dice.one_of(&[Action::Cancel, Action::Recall]),
                _ => Action::Respond(at, dice.one_of(&ANSWERED)),
            };
            let actor = as_person(dice.one_of(&people));
            let Ok((after, effects)) = transition(&now, actor, action) else { continue };
            made += 1;
            for effect in &effects {
                match effect {
                    Effect::Asks(at, person) => {
                        assert!(open.insert((*at, *person)), "asked twice: {action:?}");
                    }
                    Effect::Keeps(at, person) | Effect::Drops(at, person) => {
                        assert!(
                            open.remove(&(*at, *person)),
                            "{action:?} ends what is not open: {effects:?}"
                        );
                    }
                    _ => {}
                }
            }
            assert_eq!(open, asked(&after), "{action:?} on {now:?}");
            let is_open = |stage: &Stage| stage.steps.iter().any(|step| step.status == StepStatus::Active);
            let opened: Vec<usize> =
                (0..after.stages.len()).filter(|at| is_open(&after.stages[*at])).collect();
            let expected = if after.status == Status::Active { vec![after.stage] } else { Vec::new() };
            assert_eq!(opened, expected, "{action:?}");
            let told = effects.iter().filter(|effect| {
                matches!(effect, Effect::Completes(_) | Effect::Cancels(_) | Effect::Returns)
            });
            assert_eq!(told.count(), usize::from(after.status != Status::Active), "{action:?}: {effects:?}");
            ends.insert(format!("{:?}", after.status));
            now = after;
        }
    }
    assert!(made > 4_000, "little happened: {made}");
    assert_eq!(ends.len(), 4, "{ends:?}");
}
