//! What a plan must be: its texts and numbers within limits, its stages leading to stages that are there, and, once it is
//! to be run, every step somebody's.

use super::party::PartyKind;
use super::plan::{Escalation, OnReject, Plan, RejectAction, Route, Stage, Step, StepKind};
use crate::error::FieldError;
use crate::wire;

/// The most stages of a plan.
pub const MOST_STAGES: usize = 30;
/// The most steps of a stage.
pub const MOST_STEPS: usize = 20;
/// The longest that a step may have: a year.
pub const MOST_HOURS: i64 = 8_760;

/// Whom a step may be given to.
const ASSIGNABLE: &[PartyKind] =
    &[PartyKind::Role, PartyKind::Person, PartyKind::Group, PartyKind::Open, PartyKind::Matrix];
/// Who may be told that a step is late.
const ESCALATED: &[PartyKind] = &[PartyKind::Role, PartyKind::Person];

/// Trims the texts of a plan and notes what is wrong with it, by places such as `stages[1].steps[0].sla_hours`.
pub fn settle(errors: &mut Vec<FieldError>, plan: &mut Plan) {
    if plan.stages.len() > MOST_STAGES {
        let detail = format!("A workflow has {MOST_STAGES} stages at most.");
        errors.push(FieldError::new("stages", "too_many", detail));
        return;
    }
    let settings = &mut plan.settings;
    unique(errors, "settings.initiator_may_change", &settings.initiator_may_change);
    unique(errors, "settings.tell_on_completion", &settings.tell_on_completion);
    let count = plan.stages.len();
    for (at, stage) in plan.stages.iter_mut().enumerate() {
        settle_stage(errors, stage, (at, count));
    }
}

fn unique<T: PartialEq>(errors: &mut Vec<FieldError>, field: &str, list: &[T]) {
    if let Some(at) = (1..list.len().min(50)).find(|at| list[..*at].contains(&list[*at])) {
        errors.push(FieldError::new(format!("{field}[{at}]"), "repeated", "This is there already."));
    } else if list.len() > 50 {
        errors.push(FieldError::new(field, "too_many", "This is too many."));
    }
}

fn settle_stage(errors: &mut Vec<FieldError>, stage: &mut Stage, (at, count): (usize, usize)) {
    let place = format!("stages[{at}]");
    stage.name = line(errors, &format!("{place}.name"), &stage.name, false);
    if stage.steps.len() > MOST_STEPS {
        let detail = format!("A stage has {MOST_STEPS} steps at most.");
        errors.push(FieldError::new(format!("{place}.steps"), "too_many", detail));
        return;
    }
    if stage.routes.len() > 2 {
        let detail = "There is one way for each verdict.";
        errors.push(FieldError::new(format!("{place}.routes"), "too_many", detail));
        return;
    }
    for (number, route) in stage.routes.iter().enumerate() {
        let field = format!("{place}.routes[{number}]");
        let before = &stage.routes[..number];
        if before.iter().any(|other| other.on == route.on) {
            let detail = "There is one way for each verdict.";
            errors.push(FieldError::new(format!("{field}.on"), "repeated", detail));
        }
        check_route(errors, &field, route, stage, (at, count));
    }
    for (number, step) in stage.steps.iter_mut().enumerate() {
        settle_step(errors, &format!("{place}.steps[{number}]"), step, (at, count));
    }
}

/// Ways lead onward alone: back leads a rejection, so nothing goes round for ever without anybody deciding it.
fn check_route(
    errors: &mut Vec<FieldError>,
    field: &str,
    route: &Route,
    stage: &Stage,
    (at, count): (usize, usize),
) {
    if !stage.steps.iter().any(|step| step.kind.is_binding()) {
        let detail = "No step of this stage has a verdict.";
        errors.push(FieldError::new(format!("{field}.on"), "no_verdict", detail));
    }
    let later = |stage: i64| usize::try_from(stage).is_ok_and(|stage| stage > at && stage < count);
    if route.stage.is_some_and(|stage| !later(stage)) {
        errors.push(FieldError::new(format!("{field}.stage"), "not_later", "Choose a later stage."));
    }
}

fn settle_step(errors: &mut Vec<FieldError>, place: &str, step: &mut Step, stage: (usize, usize)) {
    let field = |name: &str| format!("{place}.{name}");
    step.name = line(errors, &field("name"), &step.name, true);
    step.instructions = wire::text(errors, &field("instructions"), &step.instructions, 4_000, false);
    settle_statement(errors, &field("statement"), step);
    if let Some(party) = &step.assignment {
        party.check(errors, &field("assignment"), ASSIGNABLE);
    }
    if let Some(hours) = step.sla_hours {
        within(errors, &field("sla_hours"), hours, MOST_HOURS);
    }
    check_hours(errors, place, step);
    if let Some(escalation) = &step.escalation {
        check_escalation(errors, &field("escalation"), escalation);
    }
    if let Some(on_reject) = &step.on_reject {
        if !step.kind.is_binding() {
            let detail = "Steps of this type cannot be rejected.";
            errors.push(FieldError::new(field("on_reject"), "not_for_this", detail));
        }
        check_rejection(errors, &field("on_reject"), on_reject, stage);
    }
}

/// Nothing stated is the same as no statement.
fn settle_statement(errors: &mut Vec<FieldError>, field: &str, step: &mut Step) {
    let Some(text) = step.statement.take() else { return };
    let text = wire::text(errors, field, &text, 2_000, false);
    if text.is_empty() {
        return;
    }
    if step.kind != StepKind::Sign {
        errors.push(FieldError::new(field, "not_for_this", "Only steps that are signed have a statement."));
    }
    step.statement = Some(text);
}

fn check_hours(errors: &mut Vec<FieldError>, place: &str, step: &Step) {
    let needs_end = |name: &str| {
        let detail = "This takes hours in which the step should be answered.";
        FieldError::new(format!("{place}.{name}"), "no_sla", detail)
    };
    match (step.reminder_hours, step.sla_hours) {
        (Some(_), None) => errors.push(needs_end("reminder_hours")),
        (Some(hours), Some(sla)) if !(1..sla).contains(&hours) => {
            let detail = "Between 1 and less than the hours of the step.";
            errors.push(FieldError::new(format!("{place}.reminder_hours"), "out_of_range", detail));
        }
        _ => {}
    }
    if step.escalation.is_some() && step.sla_hours.is_none() {
        errors.push(needs_end("escalation"));
    }
}

fn check_escalation(errors: &mut Vec<FieldError>, field: &str, escalation: &Escalation) {
    within(errors, &format!("{field}.after_hours"), escalation.after_hours, MOST_HOURS);
    escalation.to.check(errors, &format!("{field}.to"), ESCALATED);
}

fn check_rejection(
    errors: &mut Vec<FieldError>,
    field: &str,
    on_reject: &OnReject,
    (at, count): (usize, usize),
) {
    let another = |stage: i64| usize::try_from(stage).is_ok_and(|stage| stage != at && stage < count);
    let field = format!("{field}.stage");
    match (on_reject.action, on_reject.stage) {
        (RejectAction::GotoStage, None) => {
            errors.push(FieldError::new(field, "required", "Choose the stage that is next."));
        }
        (RejectAction::GotoStage, Some(stage)) if !another(stage) => {
            errors.push(FieldError::new(field, "unknown", "Choose another stage of this workflow."));
        }
        (RejectAction::GotoStage, Some(_)) | (_, None) => {}
        (_, Some(_)) => {
            let detail = "This belongs to goto_stage; leave it out.";
            errors.push(FieldError::new(field, "not_for_this", detail));
        }
    }
}

/// Notes what keeps a plan from being run.
pub fn complete(errors: &mut Vec<FieldError>, plan: &Plan) {
    if plan.stages.is_empty() {
        errors.push(FieldError::new("stages", "required", "A workflow has at least one stage."));
    }
    for (at, stage) in plan.stages.iter().enumerate() {
        if stage.steps.is_empty() {
            let detail = "A stage has at least one step.";
            errors.push(FieldError::new(format!("stages[{at}].steps"), "required", detail));
        }
    }
    for (place, step) in plan.steps() {
        if step.assignment.is_none() {
            let detail = "Say who answers this step.";
            errors.push(FieldError::new(format!("{place}.assignment"), "required", detail));
        }
    }
}

/// Notes hours that are none, or too many.
pub fn within(errors: &mut Vec<FieldError>, field: &str, hours: i64, most: i64) {
    if !(1..=most).contains(&hours) {
        errors.push(FieldError::new(field, "out_of_range", format!("Between 1 and {most} hours.")));
    }
}

fn line(errors: &mut Vec<FieldError>, field: &str, text: &str, required: bool) -> String {
    wire::line(field, text, 120, required).map_err(|error| errors.push(error)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn plan(stages: &Value) -> Plan {
        Plan { stages: serde_json::from_value(stages.clone()).expect("stages"), ..Plan::default() }
    }

    fn faults(stages: &Value) -> Vec<(String, &'static str)> {
        let (mut errors, mut plan) = (Vec::new(), plan(stages));
        settle(&mut errors, &mut plan);
        errors.into_iter().map(|error| (error.field, error.code)).collect()
    }

    fn step(more: &Value) -> Value {
        let mut step = json!({"name": "Check", "type": "approve", "assignment": {"kind": "open"}});
        for (name, value) in more.as_object().expect("an object") {
            step[name] = value.clone();
        }
        step
    }

    #[test]
    fn a_plan_in_order_has_no_faults_and_its_texts_are_trimmed() {
        let more = json!({"name": " Check ", "sla_hours": 72, "reminder_hours": 24, "on_reject": {"action": "goto_stage", "stage": 1},
            "escalation": {"after_hours": 24, "to": {"kind": "role", "role": "project_admin"}}});
        let mut plan = plan(&json!([
            {"steps": [step(&more)], "routes": [{"on": "approved", "stage": null}, {"on": "approved_with_comments", "stage": 1}]},
            {"name": "Last", "steps": [step(&json!({"type": "review"}))]}
        ]));
        let mut errors = Vec::new();
        settle(&mut errors, &mut plan);
        complete(&mut errors, &plan);
        assert_eq!(errors, []);
        assert_eq!(plan.stages[0].steps[0].name, "Check");
        assert_eq!(plan.parties().count(), 3);
    }

    #[test]
    fn each_fault_is_told_at_its_place() {
        let at = |name: &str, code| vec![(format!("stages[0].steps[0].{name}"), code)];
        for (more, expected) in [
            (json!({"name": " "}), at("name", "required")),
            (json!({"statement": "I checked it."}), at("statement", "not_for_this")),
            (json!({"type": "sign", "statement": "x".repeat(2001)}), at("statement", "too_long")),
            (json!({"sla_hours": 0}), at("sla_hours", "out_of_range")),
            (json!({"sla_hours": 9000}), at("sla_hours", "out_of_range")),
            (json!({"reminder_hours": 2}), at("reminder_hours", "no_sla")),
            (json!({"sla_hours": 24, "reminder_hours": 24}), at("reminder_hours", "out_of_range")),
            (
                json!({"escalation": {"after_hours": 1, "to": {"kind": "role", "role": "initiator"}}}),
                at("escalation", "no_sla"),
            ),
            (
                json!({"sla_hours": 1, "escalation": {"after_hours": 1, "to": {"kind": "open"}}}),
                at("escalation.to.kind", "not_for_this"),
            ),
            (
                json!({"assignment": {"kind": "role", "group_id": "grp_1", "role": "reviewer"}}),
                at("assignment.group_id", "not_for_this"),
            ),
            (json!({"type": "review", "on_reject": {"action": "continue"}}), at("on_reject", "not_for_this")),
            (json!({"on_reject": {"action": "goto_stage"}}), at("on_reject.stage", "required")),
            (json!({"on_reject": {"action": "goto_stage", "stage": 0}}), at("on_reject.stage", "unknown")),
            (json!({"on_reject": {"action": "goto_stage", "stage": 2}}), at("on_reject.stage", "unknown")),
            (json!({"on_reject": {"action": "continue", "stage": 1}}), at("on_reject.stage", "not_for_this")),
        ] {
            assert_eq!(faults(&json!([{"steps": [step(&more)]}, {"steps": []}])), expected, "{more}");
        }
    }

    #[test]
    fn what_is_signed_is_the_plans_statement_or_the_servers() {
        let signs = |more: &Value| {
            let (mut errors, mut plan) = (Vec::new(), plan(&json!([{"steps": [step(more)]}])));
            settle(&mut errors, &mut plan);
            assert_eq!(errors, []);
            plan.stages[0].steps[0].signs().map(str::to_owned)
        };
        assert_eq!(signs(&json!({"statement": " "})), None);
        let own = signs(&json!({"type": "sign", "statement": " I checked it. "}));
        assert_eq!(own.as_deref(), Some("I checked it."));
        let usual = signs(&json!({"type": "sign", "statement": ""})).expect("a sentence");
        assert!(usual.contains("I approve them"), "{usual}");
    }

    #[test]
    fn ways_lead_onward_and_follow_a_verdict() {
        let routes = |routes: &Value, kind: &str| {
            let step = step(&json!({"type": kind}));
            faults(&json!([{"steps": []}, {"steps": [step], "routes": routes}, {"steps": []}]))
        };
        let at = |name: &str, code| vec![(format!("stages[1].routes[{name}"), code)];
        assert_eq!(routes(&json!([{"on": "approved", "stage": 2}]), "sign"), []);
        assert_eq!(routes(&json!([{"on": "approved", "stage": 1}]), "sign"), at("0].stage", "not_later"));
        assert_eq!(routes(&json!([{"on": "approved", "stage": 0}]), "sign"), at("0].stage", "not_later"));
        assert_eq!(routes(&json!([{"on": "approved", "stage": 3}]), "sign"), at("0].stage", "not_later"));
        assert_eq!(routes(&json!([{"on": "approved"}]), "review"), at("0].on", "no_verdict"));
        let twice = json!([{"on": "approved", "stage": 2}, {"on": "approved"}]);
        assert_eq!(routes(&twice, "approve"), at("1].on", "repeated"));
    }

    #[test]
    fn what_is_run_has_stages_steps_and_somebody_for_each() {
        let missing = |stages: &Value| {
            let mut errors = Vec::new();
            complete(&mut errors, &plan(stages));
            errors.into_iter().map(|error| error.field).collect::<Vec<_>>()
        };
        assert_eq!(missing(&json!([])), ["stages"]);
        assert_eq!(missing(&json!([{"steps": []}])), ["stages[0].steps"]);
        let steps = json!([{"steps": [step(&json!({}))]}, {"steps": [step(&json!({"assignment": null}))]}]);
        assert_eq!(missing(&steps), ["stages[1].steps[0].assignment"]);
    }

    #[test]
    fn a_plan_reads_back_as_it_was_written() {
        let plan =
            plan(&json!([{"steps": [step(&json!({"on_reject": {"action": "goto_stage", "stage": 1}}))]}]));
        let text = serde_json::to_string(&plan).expect("text");
        assert_eq!(serde_json::from_str::<Plan>(&text).expect("a plan"), plan);
    }
}
