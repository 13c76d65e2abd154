//! What a wish to start a workflow comes to: the plan with everything that was chosen and merged, the revisions, and the
//! people of each step; or all that stands against it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use wayleave_access::ProjectFacts;
use wayleave_base::{ErrorCode, SubjectId};

use super::super::matrix::{self, rules::Resolution};
use super::super::party::{Party, PartyKind};
use super::super::plan::{InitiatorChange, Plan, Step};
use super::super::plan_check::MOST_HOURS;
use super::super::roll::Roll;
use super::super::templates::{self, store::TemplateRow};
use super::routed::{self, Routed};
use super::view::{NewWorkflow, StepChoice};
use crate::error::{Error, FieldError, Result};
use crate::organisations::invitations::expected::{self, Expected};
use crate::work::{ProjectRow, Work};

/// The most people of a step.
const MOST_PEOPLE: usize = 50;
/// The most steps of a workflow.
const MOST_STEPS: usize = 600;

/// The people of each step, by stage and place.
pub type People = Vec<Vec<Vec<SubjectId>>>;
/// Those of each step who are not there yet, by stage and place.
pub type Newcomers = BTreeMap<(usize, usize), Vec<Expected>>;

/// A workflow that could be started, if nothing stands against it.
pub struct Prepared {
    /// The template.
    pub template: TemplateRow,
    /// The plan as it is run: modes and hours are those that the matrix and the initiator settled.
    pub plan: Plan,
    /// The revisions.
    pub documents: Vec<Routed>,
    /// Who answers.
    pub people: People,
    /// Who answers once they have come.
    pub newcomers: Newcomers,
    /// Reviewers of the matrix who may be left out.
    pub optional: Vec<Party>,
    /// What stands against it.
    pub problems: Vec<FieldError>,
}

/// Looks everything up that a wish names.
pub async fn prepare(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    wish: &NewWorkflow,
) -> Result<Prepared> {
    bounded(wish)?;
    let template = active_template(work, project, wish).await?;
    let plan = templates::plan_of(&template)?;
    let mut problems = Vec::new();
    let documents = routed::read(work, facts, &mut problems, &wish.documents).await?;
    if wish.documents.is_empty() && plan.settings.document_required {
        problems.push(FieldError::new("documents", "required", "Choose at least one document."));
    }
    let place = (work.organisation.id, project.id);
    let rules = matrix::rules(&mut work.tx, project.id).await?;
    let named: Vec<&Party> = plan
        .parties()
        .map(|(_, party)| party)
        .chain(rules.iter().flat_map(|(_, rule)| rule.parties()))
        .collect();
    let chosen = wish.steps.iter().flat_map(|step| step.person_ids.iter().flatten()).map(String::as_str);
    let now = work.now();
    let roll = Roll::load(&mut work.tx, place, named.iter().copied(), chosen, now).await?;
    let rules: Vec<matrix::rules::Rule> = rules.iter().map(|(_, rule)| rule.clone()).collect();
    let found = merged(&rules, &documents, &roll);
    let reviewers = reviewers(&mut problems, &found, &roll, wish);
    let optional = found.reviewers.iter().filter(|one| one.optional).map(|one| one.party.clone()).collect();
    let mut plan = plan.clone();
    let choices = choices(&mut problems, &plan, wish);
    let newcomers = newcomers(work, project, &mut problems, (&choices, wish)).await?;
    let mut people = People::new();
    let lacking = lacking(&found);
    for (stage, steps) in plan.stages.iter_mut().enumerate() {
        let mut row = Vec::new();
        for (number, step) in steps.steps.iter_mut().enumerate() {
            let choice = choices.get(&(stage, number)).copied();
            if is_from_matrix(step) {
                step.mode = found.mode.unwrap_or(step.mode);
                step.sla_hours = found.sla_hours.or(step.sla_hours);
                problems.extend(lacking.iter().map(|detail| {
                    FieldError::new(format!("stages[{stage}].steps[{number}].assignment"), "nobody", *detail)
                }));
            }
            step.sla_hours = choice.and_then(|(_, choice)| choice.sla_hours).or(step.sla_hours);
            let place = format!("stages[{stage}].steps[{number}]");
            row.push(answering(&mut problems, &place, (step, choice), &roll, &reviewers));
        }
        people.push(row);
    }
    Ok(Prepared { template, plan, documents, people, newcomers, optional, problems })
}

/// Refuses lists that nobody means, before anything of them is looked up.
fn bounded(wish: &NewWorkflow) -> Result<()> {
    if wish.steps.len() > MOST_STEPS {
        return Err(Error::field("steps", "too_many", "A workflow has 600 steps at most."));
    }
    for (at, choice) in wish.steps.iter().enumerate() {
        let count = |ids: &Option<Vec<String>>| ids.as_ref().map_or(0, Vec::len);
        if count(&choice.person_ids) + count(&choice.emails) > MOST_PEOPLE {
            let field = format!("steps[{at}].person_ids");
            return Err(Error::field(field, "too_many", "A step has 50 people at most."));
        }
    }
    if wish.without.len() > MOST_PEOPLE {
        return Err(Error::field("without", "too_many", "Leave out 50 reviewers at most."));
    }
    Ok(())
}

/// The template, as it was looked at.
async fn active_template(work: &mut Work, project: &ProjectRow, wish: &NewWorkflow) -> Result<TemplateRow> {
    let row = templates::store::find(&mut work.tx, project.id, &wish.template_id).await?;
    let unknown = || Error::field("template_id", "unknown", "The project has no such template.");
    let row = row.ok_or_else(unknown)?;
    if row.state != templates::model::State::Active.code() {
        return Err(Error::field("template_id", "not_active", "Nothing is started from this template now."));
    }
    if wish.template_version.is_some_and(|version| version != row.number) {
        return Err(Error::code(ErrorCode::Stale));
    }
    Ok(row)
}

fn is_from_matrix(step: &Step) -> bool {
    step.assignment.as_ref().is_some_and(|party| party.kind == PartyKind::Matrix)
}

/// What the matrix says of all documents together.
fn merged<'a>(rules: &'a [matrix::rules::Rule], documents: &[Routed], roll: &Roll) -> Resolution<'a> {
    let given: Vec<_> = documents.iter().map(Routed::criteria).collect();
    matrix::rules::resolve_all(rules, &given, |party| roll.is_available(party))
}

/// The people of the matrix, without those who were left out.
fn reviewers(
    problems: &mut Vec<FieldError>,
    found: &Resolution<'_>,
    roll: &Roll,
    wish: &NewWorkflow,
) -> Vec<SubjectId> {
    for (at, party) in wish.without.iter().enumerate() {
        match found.reviewers.iter().find(|one| one.party == party) {
            None => {
                let detail = "The matrix does not name this reviewer for these documents.";
                problems.push(FieldError::new(format!("without[{at}]"), "unknown", detail));
            }
            Some(one) if !one.optional => {
                let detail = "A rule of the matrix requires this reviewer.";
                problems.push(FieldError::new(format!("without[{at}]"), "required", detail));
            }
            Some(_) => {}
        }
    }
    let kept = found.reviewers.iter().filter(|one| one.available && !wish.without.contains(one.party));
    kept.flat_map(|one| roll.behind(one.party).unwrap_or_default()).collect()
}

/// What is wrong where somebody whom a rule requires cannot answer and nobody stands in for them.
fn lacking(found: &Resolution<'_>) -> Vec<&'static str> {
    let stands_in = |rule: &usize| {
        found.reviewers.iter().any(|one| one.stands_in && one.available && one.rules.contains(rule))
    };
    let gone = found
        .reviewers
        .iter()
        .any(|one| !one.available && !one.optional && !one.stands_in && !one.rules.iter().all(stands_in));
    let detail = "The review matrix requires somebody who cannot answer in this project, and names no stand-in who can.";
    gone.then_some(detail).into_iter().collect()
}

type Choices<'a> = HashMap<(usize, usize), (usize, &'a StepChoice)>;

/// What is said of single steps, by their place; with what may not be said of them.
fn choices<'a>(problems: &mut Vec<FieldError>, plan: &Plan, wish: &'a NewWorkflow) -> Choices<'a> {
    let may = &plan.settings.initiator_may_change;
    let mut found = Choices::new();
    for (at, choice) in wish.steps.iter().enumerate() {
        let mut fault = |field: &str, code, detail: &str| {
            problems.push(FieldError::new(format!("steps[{at}].{field}"), code, detail));
        };
        let place = usize::try_from(choice.stage).ok().zip(usize::try_from(choice.step).ok());
        let step = place.and_then(|(stage, step)| plan.stages.get(stage)?.steps.get(step));
        let Some((place, step)) = place.zip(step) else {
            fault("step", "unknown", "The template has no such step.");
            continue;
        };
        if found.insert(place, (at, choice)).is_some() {
            fault("step", "repeated", "This step is named already.");
        }
        let kind = step.assignment.as_ref().map(|party| party.kind);
        let chosen = matches!(kind, Some(PartyKind::Open | PartyKind::Matrix));
        if !chosen && !may.contains(&InitiatorChange::Assignees) {
            for (field, given) in [("person_ids", &choice.person_ids), ("emails", &choice.emails)] {
                if given.is_some() {
                    fault(field, "not_for_this", "The template says who answers this step.");
                }
            }
        }
        match choice.sla_hours {
            Some(_) if !may.contains(&InitiatorChange::Sla) => {
                fault("sla_hours", "not_for_this", "The template says how long this step takes.");
            }
            Some(hours) if !(1..=MOST_HOURS).contains(&hours) => {
                fault("sla_hours", "out_of_range", "Choose 1 to 8,760 hours.");
            }
            _ => {}
        }
    }
    found
}

/// Those who are chosen by their address; only whoever may invite them chooses anybody so.
async fn newcomers(
    work: &mut Work,
    project: &ProjectRow,
    problems: &mut Vec<FieldError>,
    (choices, wish): (&Choices<'_>, &NewWorkflow),
) -> Result<Newcomers> {
    let mut given = Vec::new();
    let mut places = Vec::new();
    for (at, choice) in wish.steps.iter().enumerate() {
        for (number, email) in choice.emails.iter().flatten().enumerate() {
            given.push((format!("steps[{at}].emails[{number}]"), email.as_str()));
            places.push(at);
        }
    }
    if given.is_empty() {
        return Ok(Newcomers::new());
    }
    expected::permit(work)?;
    let found = expected::read(work, project.id, &given, problems).await?;
    let mut newcomers = Newcomers::new();
    for ((at, person), (field, _)) in places.into_iter().zip(found).zip(&given) {
        let place = choices.iter().find(|(_, (number, _))| *number == at).map(|(place, _)| *place);
        let (Some(place), Some(person)) = (place, person) else { continue };
        let others = newcomers.entry(place).or_default();
        if others.iter().any(|other| other.email == person.email) {
            problems.push(FieldError::new(field.clone(), "repeated", "This address is in the list twice."));
        } else {
            others.push(person);
        }
    }
    Ok(newcomers)
}

/// Who answers a step.
fn answering(
    problems: &mut Vec<FieldError>,
    place: &str,
    (step, choice): (&Step, Option<(usize, &StepChoice)>),
    roll: &Roll,
    reviewers: &[SubjectId],
) -> Vec<SubjectId> {
    let mut people = BTreeSet::new();
    let ids = choice.and_then(|(at, choice)| Some((at, choice.person_ids.as_ref()?)));
    for (number, id) in ids.iter().flat_map(|(_, ids)| ids.iter().enumerate()) {
        match roll.person(id) {
            Ok(person) => {
                people.insert(person);
            }
            Err((code, detail)) => {
                let at = ids.map_or(0, |(at, _)| at);
                problems.push(FieldError::new(format!("steps[{at}].person_ids[{number}]"), code, detail));
            }
        }
    }
    let given = |ids: &Option<Vec<String>>| ids.as_ref().is_some_and(|ids| !ids.is_empty());
    let named = choice.is_some_and(|(_, choice)| given(&choice.person_ids) || given(&choice.emails));
    let assignment = step.assignment.as_ref();
    match assignment.map(|party| party.kind) {
        Some(PartyKind::Matrix) => people.extend(reviewers),
        Some(PartyKind::Open) | None => {}
        Some(_) if named => {}
        Some(_) => match assignment.map(|party| roll.behind(party)) {
            Some(Ok(found)) => people.extend(found),
            Some(Err((code, detail))) => {
                problems.push(FieldError::new(format!("{place}.assignment"), code, detail));
                return Vec::new();
            }
            None => {}
        },
    }
    if people.is_empty() && !named {
        let detail = match assignment.map(|party| party.kind) {
            Some(PartyKind::Matrix) => {
                "The review matrix names nobody for these documents. Choose who answers."
            }
            _ => "Choose who answers this step.",
        };
        problems.push(FieldError::new(format!("{place}.assignment"), "required", detail));
    }
    people.into_iter().collect()
}
