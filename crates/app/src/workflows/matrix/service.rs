//! Keeping the review matrix.

use serde_json::json;
use wayleave_access::audit::Event;
use wayleave_access::{Action, Permit, ProjectFacts, Target, act};
use wayleave_base::{ErrorCode, SubjectId};

use super::super::party::{Cast, NAMING};
use super::super::plan_check::{MOST_HOURS, within};
use super::super::roll::Roll;
use super::rules::{CRITERIA, Criteria, Rule};
use super::store::{self, RuleRow, Written};
use super::view::{MatrixWarning, ReviewMatrix, ReviewRule, ReviewRuleEdit};
use crate::abilities::{abilities, ability};
use crate::cx::Cx;
use crate::error::{Error, FieldError, OnTaken, Result};
use crate::metadata::model::{Catalogue, Field};
use crate::metadata::store as metadata;
use crate::people;
use crate::wire::{self, Paging};
use crate::work::{ProjectRow, Work};

const NAME_TAKEN: &str = "review_rule_project_id_name_key_key";
/// The most rules of a project.
const MOST: i64 = 500;
/// The most reviewers of a rule.
const MOST_REVIEWERS: usize = 20;

type Manage = Permit<act::ReviewMatrixManage>;

/// A page of the rules of a project, by name.
pub async fn list(cx: &Cx, organisation: &str, project: &str, paging: &Paging) -> Result<ReviewMatrix> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::ReviewMatrixView>(&facts, Target::default())?;
    let limit = wire::page_size(paging.limit)?;
    let key = format!("matrix/{}/{}", project.public_id, work.me.public_id);
    let after = wire::position(cx, &key, paging.cursor.as_deref())?;
    let mut rows = store::page(&mut work.tx, project.id, after, limit + 1).await?;
    let next = wire::cut(cx, &key, &mut rows, limit, |row| (row.name_key.clone(), row.id));
    let (items, cast) = views(&mut work, &project, &facts, rows).await?;
    let every = read_all(&store::all(&mut work.tx, project.id).await?)?;
    Ok(ReviewMatrix {
        items,
        next,
        people: cast.people(),
        groups: cast.groups(),
        warnings: catch_alls(&every),
        abilities: abilities(&[Action::ReviewMatrixManage], |act| facts.outcome(act, Target::default())),
    })
}

/// One rule.
pub async fn get(cx: &Cx, organisation: &str, project: &str, id: &str) -> Result<ReviewRule> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::ReviewMatrixView>(&facts, Target::default())?;
    view(&mut work, &project, &facts, id).await
}

/// Adds a rule.
pub async fn create(
    cx: &Cx,
    organisation: &str,
    project: &str,
    mut rule: Rule,
) -> Result<(Work, ReviewRule)> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let permit: Manage = work.permit_in(&facts, Target::default())?;
    settle(&mut work, &project, &mut rule, None).await?;
    if store::count(&mut work.tx, project.id).await? >= MOST {
        return Err(Error::because(ErrorCode::Conflict, format!("The matrix has {MOST} rules already.")));
    }
    let id = cx.ids().public("rvr");
    let event = Event::new("workflow", "review_rule.created", ("review_rule", &id, &rule.name))
        .project(project.id)
        .after(json!(rule));
    work.record(&permit, event).await?;
    let text = text(&rule)?;
    let written = Written { name: &rule.name, rule: &text, by: work.me.subject, at: work.now() };
    let place = (work.organisation.id, project.id);
    store::insert(&mut work.tx, place, &id, &written).await.on_taken(NAME_TAKEN, || taken("name"))?;
    let view = view(&mut work, &project, &facts, &id).await?;
    Ok((work, view))
}

/// Puts another rule in place of one.
pub async fn replace(
    cx: &Cx,
    organisation: &str,
    project: &str,
    id: &str,
    edit: ReviewRuleEdit,
) -> Result<(Work, ReviewRule)> {
    let (mut work, project, facts, row, permit) = hold(cx, organisation, project, id).await?;
    let (mut rule, before) = (edit.rule, read(&row)?);
    settle(&mut work, &project, &mut rule, Some(&before)).await.map_err(|error| error.below("rule"))?;
    if row.row_version != edit.version {
        return Err(Error::code(ErrorCode::Stale));
    }
    let event = Event::new("workflow", "review_rule.changed", ("review_rule", &row.public_id, &rule.name))
        .project(project.id)
        .before(json!(before))
        .after(json!(rule));
    work.record(&permit, event).await?;
    let text = text(&rule)?;
    let written = Written { name: &rule.name, rule: &text, by: work.me.subject, at: work.now() };
    let organisation = work.organisation.id;
    store::update(&mut work.tx, organisation, row.id, &written)
        .await
        .on_taken(NAME_TAKEN, || taken("rule.name"))?;
    let view = view(&mut work, &project, &facts, id).await?;
    Ok((work, view))
}

/// Deletes a rule.
pub async fn delete(cx: &Cx, organisation: &str, project: &str, id: &str) -> Result<Work> {
    let (mut work, project, _, row, permit) = hold(cx, organisation, project, id).await?;
    let before = read(&row)?;
    let event = Event::new("workflow", "review_rule.deleted", ("review_rule", &row.public_id, &before.name))
        .project(project.id)
        .before(json!(before));
    work.record(&permit, event).await?;
    store::remove(&mut work.tx, work.organisation.id, row.id).await?;
    Ok(work)
}

async fn hold(
    cx: &Cx,
    organisation: &str,
    project: &str,
    id: &str,
) -> Result<(Work, ProjectRow, ProjectFacts, RuleRow, Manage)> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::ReviewMatrixView>(&facts, Target::default())?;
    let row = store::find(&mut work.tx, project.id, id).await?.ok_or_else(Error::not_found)?;
    let permit = work.permit_in(&facts, Target::default())?;
    Ok((work, project, facts, row, permit))
}

/// Trims a rule and answers with all that is wrong with it. What it looked at before may stay, also when it is offered no
/// more.
async fn settle(work: &mut Work, project: &ProjectRow, rule: &mut Rule, before: Option<&Rule>) -> Result<()> {
    let mut errors = Vec::new();
    rule.name = wire::name(&mut errors, "name", &rule.name, 120);
    if let Some(hours) = rule.sla_hours {
        within(&mut errors, "sla_hours", hours, MOST_HOURS);
    }
    if rule.reviewers.is_empty() {
        errors.push(FieldError::new("reviewers", "required", "Name at least one reviewer."));
    } else if rule.reviewers.len() > MOST_REVIEWERS {
        let detail = format!("A rule has {MOST_REVIEWERS} reviewers at most.");
        errors.push(FieldError::new("reviewers", "too_many", detail));
        return Error::check(errors);
    }
    for (place, party) in places(rule) {
        party.check(&mut errors, &place, NAMING);
    }
    for (at, party) in rule.reviewers.iter().enumerate() {
        if rule.reviewers[..at].contains(party) {
            let detail = "This reviewer is there already.";
            errors.push(FieldError::new(format!("reviewers[{at}]"), "repeated", detail));
        }
    }
    let catalogue = metadata::load(&mut work.tx, work.organisation.id, Some(project.id)).await?;
    criteria(&mut errors, "criteria", &catalogue, &mut rule.criteria, before.map(|before| &before.criteria));
    if errors.is_empty() {
        let now = work.now();
        let place = (work.organisation.id, project.id);
        let cast = Cast::load(&mut work.tx, place, rule.parties(), now).await?;
        for (place, party) in places(rule) {
            cast.check(&mut errors, &place, party);
        }
    }
    Error::check(errors)
}

fn places(rule: &Rule) -> impl Iterator<Item = (String, &super::super::party::Party)> {
    let reviewers = rule.reviewers.iter().enumerate().map(|(at, party)| (format!("reviewers[{at}]"), party));
    reviewers.chain(rule.fallback.iter().map(|party| ("fallback".to_owned(), party)))
}

/// The values as the fields of documents write them; what no document can have is refused.
pub fn criteria(
    errors: &mut Vec<FieldError>,
    field: &str,
    catalogue: &Catalogue,
    criteria: &mut Criteria,
    before: Option<&Criteria>,
) {
    let kept = before.map(Criteria::values).unwrap_or_default().map(|value| value.map(str::to_owned));
    for ((name, value), kept) in CRITERIA.into_iter().zip(criteria.values_mut()).zip(kept) {
        let Some(text) = value.as_deref().map(str::trim).filter(|text| !text.is_empty()) else {
            *value = None;
            continue;
        };
        if Some(text) == kept.as_deref() {
            continue;
        }
        let place = if field.is_empty() { name.to_owned() } else { format!("{field}.{name}") };
        let known = catalogue.get(name);
        match known.and_then(|field| field.choice(text)) {
            Some(choice) if choice.retired => {
                errors.push(FieldError::new(place, "retired", "This choice is no longer offered."));
            }
            Some(choice) => *value = Some(choice.code.clone()),
            None if known.is_some_and(Field::is_free) => {
                let text = text.to_owned();
                *value = wire::line(&place, &text, 100, true).map_err(|error| errors.push(error)).ok();
            }
            None => {
                errors.push(FieldError::new(place, "unknown_choice", "Choose one of the values offered."));
            }
        }
    }
}

/// Active rules that speak of every document, where there are others beside them.
#[must_use]
pub fn catch_alls(rules: &[(String, Rule)]) -> Vec<MatrixWarning> {
    let active = || rules.iter().filter(|(_, rule)| rule.active);
    let all: Vec<_> = active().filter(|(_, rule)| rule.criteria.is_catch_all()).collect();
    if all.is_empty() || all.len() == active().count() {
        return Vec::new();
    }
    let names: Vec<&str> = all.iter().take(3).map(|(_, rule)| rule.name.as_str()).collect();
    let names = names.join(", ");
    vec![MatrixWarning {
        code: "catch_all",
        detail: format!("For every document, the reviewers of these join those of each other rule: {names}."),
        rule_ids: all.iter().map(|(id, _)| id.clone()).collect(),
    }]
}

fn taken(field: &str) -> Error {
    Error::field(field, "taken", "The matrix has a rule of this name.")
}

fn text(rule: &Rule) -> Result<String> {
    Ok(serde_json::to_string(rule).map_err(anyhow::Error::from)?)
}

fn read(row: &RuleRow) -> Result<Rule> {
    Ok(serde_json::from_str(&row.rule).map_err(anyhow::Error::from)?)
}

/// Rules with their ids.
pub fn read_all(rows: &[RuleRow]) -> Result<Vec<(String, Rule)>> {
    rows.iter().map(|row| Ok((row.public_id.clone(), read(row)?))).collect()
}

async fn view(work: &mut Work, project: &ProjectRow, facts: &ProjectFacts, id: &str) -> Result<ReviewRule> {
    let row = store::find(&mut work.tx, project.id, id).await?.ok_or_else(Error::not_found)?;
    views(work, project, facts, vec![row]).await?.0.pop().ok_or_else(Error::not_found)
}

async fn views(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    rows: Vec<RuleRow>,
) -> Result<(Vec<ReviewRule>, Cast)> {
    let rules: Vec<Rule> = rows.iter().map(read).collect::<Result<_>>()?;
    let (place, now) = ((work.organisation.id, project.id), work.now());
    let cast = Cast::load(&mut work.tx, place, rules.iter().flat_map(Rule::parties), now).await?;
    let roll = Roll::load(&mut work.tx, place, rules.iter().flat_map(Rule::parties), std::iter::empty(), now)
        .await?;
    let editors: Vec<SubjectId> = rows.iter().map(|row| row.updated_by).collect();
    let editors = people::by_subject(&mut work.tx, work.organisation.id, &editors).await?;
    let may = ability(&facts.outcome(Action::ReviewMatrixManage, Target::default()));
    let shown = |(row, rule): (RuleRow, Rule)| ReviewRule {
        catch_all: rule.criteria.is_catch_all(),
        unavailable: rule.parties().filter(|party| !roll.is_available(party)).cloned().collect(),
        updated_at: wire::time(row.updated_at),
        updated_by: editors.get(&row.updated_by).cloned(),
        version: row.row_version,
        abilities: [(Action::ReviewMatrixManage.code(), may.clone())].into(),
        id: row.public_id,
        rule,
    };
    let items = rows.into_iter().zip(rules).map(shown).collect();
    Ok((items, cast))
}
