//! Trying the review matrix out: what it would say of a document with these values.

use wayleave_access::{Target, act};

use super::super::party::Cast;
use super::super::roll::Roll;
use super::rules::{CRITERIA, Criteria, Resolution, Reviewer, Rule, resolve};
use super::view::{FailingCriterion, MatchedRule, MatrixTest, MatrixWarning, MergedReviewer, MissedRule};
use super::{service, store};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::metadata::store as metadata;
use crate::work::Work;

/// What the matrix says of a document with these values; nothing changes.
pub async fn run(cx: &Cx, organisation: &str, project: &str, mut given: Criteria) -> Result<MatrixTest> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::ReviewMatrixView>(&facts, Target::default())?;
    let catalogue = metadata::load(&mut work.tx, work.organisation.id, Some(project.id)).await?;
    let mut errors = Vec::new();
    service::criteria(&mut errors, "", &catalogue, &mut given, None);
    Error::check(errors)?;
    let rows = store::all(&mut work.tx, project.id).await?;
    let (ids, rules): (Vec<String>, Vec<Rule>) = service::read_all(&rows)?.into_iter().unzip();
    let (place, now) = ((work.organisation.id, project.id), work.now());
    let cast = Cast::load(&mut work.tx, place, rules.iter().flat_map(Rule::parties), now).await?;
    let roll = Roll::load(&mut work.tx, place, rules.iter().flat_map(Rule::parties), std::iter::empty(), now)
        .await?;
    let found = resolve(&rules, &given, |party| roll.is_available(party));
    Ok(MatrixTest {
        warnings: warnings(&found, &ids, &rules),
        matched: found.matched.iter().map(|at| matched(&ids[*at], &rules[*at])).collect(),
        missed: found
            .missed
            .iter()
            .map(|(at, failing)| missed(&ids[*at], &rules[*at], failing, &given))
            .collect(),
        reviewers: found.reviewers.iter().map(|one| reviewer(one, &ids)).collect(),
        mode: found.mode,
        sla_hours: found.sla_hours,
        people: cast.people(),
        groups: cast.groups(),
    })
}

fn matched(id: &str, rule: &Rule) -> MatchedRule {
    MatchedRule { id: id.to_owned(), name: rule.name.clone(), criteria: rule.criteria.clone() }
}

fn missed(id: &str, rule: &Rule, names: &[&'static str], given: &Criteria) -> MissedRule {
    let values = rule.criteria.values().into_iter().zip(given.values());
    let failing = CRITERIA.into_iter().zip(values).filter(|(field, _)| names.contains(field));
    let failing = failing.map(|(field, (wanted, given))| FailingCriterion {
        field,
        wanted: wanted.map(str::to_owned),
        given: given.map(str::to_owned),
    });
    MissedRule { id: id.to_owned(), name: rule.name.clone(), failing: failing.collect() }
}

fn reviewer(one: &Reviewer<'_>, ids: &[String]) -> MergedReviewer {
    MergedReviewer {
        party: one.party.clone(),
        optional: one.optional,
        stands_in: one.stands_in,
        available: one.available,
        rule_ids: named(&one.rules, ids),
    }
}

fn named(rules: &[usize], ids: &[String]) -> Vec<String> {
    rules.iter().map(|at| ids[*at].clone()).collect()
}

/// What may not have been meant: rules for every document beside others, and nobody to review.
fn warnings(found: &Resolution<'_>, ids: &[String], rules: &[Rule]) -> Vec<MatrixWarning> {
    let matched: Vec<(String, Rule)> =
        found.matched.iter().map(|at| (ids[*at].clone(), rules[*at].clone())).collect();
    let mut warnings = service::catch_alls(&matched);
    if !found.matched.is_empty() && found.reviewers.iter().all(|one| !one.available) {
        warnings.push(MatrixWarning {
            code: "nobody",
            detail: "Nobody is behind the reviewers whom these rules name.".to_owned(),
            rule_ids: named(&found.matched, ids),
        });
    }
    warnings
}
