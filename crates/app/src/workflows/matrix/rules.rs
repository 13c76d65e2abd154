//! The review matrix as rules without a database: which rules speak of a document, and what they come to together
//! (K-6.7).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::party::Party;
use super::super::plan::ApprovalMode;

/// What a rule looks at, or what is known of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReviewCriteria, example = json!({"discipline": "STR", "document_type": "DRG", "zone": null, "package": null}))]
pub struct Criteria {
    /// The discipline's code; null for any.
    #[serde(default)]
    pub discipline: Option<String>,
    /// The document type's code; null for any.
    #[serde(default)]
    pub document_type: Option<String>,
    /// The zone's code; null for any.
    #[serde(default)]
    pub zone: Option<String>,
    /// The work package's code; null for any.
    #[serde(default)]
    pub package: Option<String>,
}

/// The names of the criteria, in the order of the fields.
pub const CRITERIA: [&str; 4] = ["discipline", "document_type", "zone", "package"];

impl Criteria {
    /// The values, in the order of [`CRITERIA`].
    #[must_use]
    pub fn values(&self) -> [Option<&str>; 4] {
        [&self.discipline, &self.document_type, &self.zone, &self.package].map(Option::as_deref)
    }

    /// The same as fields that can be written.
    pub fn values_mut(&mut self) -> [&mut Option<String>; 4] {
        [&mut self.discipline, &mut self.document_type, &mut self.zone, &mut self.package]
    }

    /// Does it look at nothing, so that every document is meant?
    #[must_use]
    pub fn is_catch_all(&self) -> bool {
        self.values().iter().all(Option::is_none)
    }

    /// The criteria that a document does not meet.
    fn missed(&self, given: &Self) -> Vec<&'static str> {
        let pairs = self.values().into_iter().zip(given.values());
        CRITERIA
            .into_iter()
            .zip(pairs)
            .filter(|(_, (wanted, given))| wanted.is_some_and(|wanted| !same(wanted, *given)))
            .map(|(name, _)| name)
            .collect()
    }
}

fn same(wanted: &str, given: Option<&str>) -> bool {
    given.is_some_and(|given| given.eq_ignore_ascii_case(wanted))
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReviewRuleBody)]
pub struct Rule {
    /// Its name, 120 characters at most.
    #[schema(example = "Structural drawings")]
    pub name: String,
    /// Which documents it speaks of: those that meet all of these.
    #[serde(default)]
    pub criteria: Criteria,
    /// Who reviews: roles, people and groups, 20 at most.
    pub reviewers: Vec<Party>,
    /// Who stands in when there is nobody behind a reviewer.
    #[serde(default)]
    pub fallback: Option<Party>,
    /// When a step with several reviewers is done.
    #[serde(default)]
    pub mode: ApprovalMode,
    /// The hours a review should take; those of the template unless given.
    #[serde(default)]
    #[schema(example = 72)]
    pub sla_hours: Option<i64>,
    /// May the initiator leave its reviewers out?
    #[serde(default)]
    #[schema(example = false)]
    pub optional: bool,
    /// Is it asked at all?
    #[serde(default = "active")]
    #[schema(example = true)]
    pub active: bool,
}

fn active() -> bool {
    true
}

impl Rule {
    /// Whoever it names.
    pub fn parties(&self) -> impl Iterator<Item = &Party> {
        self.reviewers.iter().chain(&self.fallback)
    }
}

/// A reviewer whom some rules name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewer<'a> {
    /// Who.
    pub party: &'a Party,
    /// May the initiator leave them out? Only when every rule that names them says so.
    pub optional: bool,
    /// Do they stand in for somebody behind whom nobody is?
    pub stands_in: bool,
    /// Is there anybody behind them?
    pub available: bool,
    /// The rules that name them, by their place.
    pub rules: Vec<usize>,
}

/// What the rules come to for one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolution<'a> {
    /// The rules that speak of it, by their place.
    pub matched: Vec<usize>,
    /// The others, with the criteria that fail.
    pub missed: Vec<(usize, Vec<&'static str>)>,
    /// The reviewers of all rules that speak of it, each once.
    pub reviewers: Vec<Reviewer<'a>>,
    /// The strictest mode.
    pub mode: Option<ApprovalMode>,
    /// The shortest hours.
    pub sla_hours: Option<i64>,
}

/// Asks every active rule about a document and puts together what those say that speak of it.
#[must_use]
pub fn resolve<'a>(
    rules: &'a [Rule],
    given: &Criteria,
    is_available: impl Fn(&Party) -> bool,
) -> Resolution<'a> {
    let mut found = Resolution::default();
    for (at, rule) in rules.iter().enumerate().filter(|(_, rule)| rule.active) {
        let missed = rule.criteria.missed(given);
        if !missed.is_empty() {
            found.missed.push((at, missed));
            continue;
        }
        found.matched.push(at);
        found.mode = found.mode.max(Some(rule.mode));
        found.sla_hours = [found.sla_hours, rule.sla_hours].into_iter().flatten().min();
        let mut lacking = false;
        for party in &rule.reviewers {
            let available = is_available(party);
            lacking |= !available;
            found.join(Reviewer {
                party,
                optional: rule.optional,
                stands_in: false,
                available,
                rules: vec![at],
            });
        }
        if let Some(party) = rule.fallback.as_ref().filter(|_| lacking) {
            let available = is_available(party);
            found.join(Reviewer {
                party,
                optional: rule.optional,
                stands_in: true,
                available,
                rules: vec![at],
            });
        }
    }
    found
}

/// The same for several documents together: whoever one of them needs is asked about all. Without documents only the rules
/// for every document speak.
#[must_use]
pub fn resolve_all<'a>(
    rules: &'a [Rule],
    given: &[Criteria],
    is_available: impl Fn(&Party) -> bool,
) -> Resolution<'a> {
    let none = [Criteria::default()];
    let mut all = Resolution::default();
    for one in if given.is_empty() { &none[..] } else { given } {
        let found = resolve(rules, one, &is_available);
        all.mode = all.mode.max(found.mode);
        all.sla_hours = [all.sla_hours, found.sla_hours].into_iter().flatten().min();
        found.reviewers.into_iter().for_each(|reviewer| all.join(reviewer));
    }
    all
}

impl<'a> Resolution<'a> {
    /// Adds a reviewer, or adds the rule to the reviewer who is there already.
    fn join(&mut self, new: Reviewer<'a>) {
        match self.reviewers.iter_mut().find(|reviewer| reviewer.party == new.party) {
            Some(reviewer) => {
                reviewer.optional &= new.optional;
                reviewer.stands_in &= new.stands_in;
                let further = new.rules.into_iter().filter(|rule| !reviewer.rules.contains(rule));
                let further: Vec<usize> = further.collect();
                reviewer.rules.extend(further);
            }
            None => self.reviewers.push(new),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn rules(list: &Value) -> Vec<Rule> {
        let with_name = |rule: &Value| {
            let mut rule = rule.clone();
            rule["name"] = json!("R");
            serde_json::from_value(rule).expect("a rule")
        };
        list.as_array().expect("a list").iter().map(with_name).collect()
    }

    fn person(id: &str) -> Value {
        json!({"kind": "person", "person_id": id})
    }

    fn given(discipline: &str, document_type: &str) -> Criteria {
        Criteria {
            discipline: Some(discipline.to_owned()),
            document_type: Some(document_type.to_owned()),
            ..Criteria::default()
        }
    }

    fn names(found: &Resolution<'_>) -> Vec<String> {
        found.reviewers.iter().filter_map(|one| one.party.person_id.clone()).collect()
    }

    #[test]
    fn all_criteria_of_a_rule_must_be_met_and_all_rules_that_are_met_apply() {
        let rules = rules(&json!([
            {"criteria": {"discipline": "STR"}, "reviewers": [person("a"), person("b")], "mode": "any", "sla_hours": 72},
            {"criteria": {"discipline": "STR", "zone": "Z1"}, "reviewers": [person("c")]},
            {"criteria": {"document_type": "DRG"}, "reviewers": [person("b"), person("d")], "mode": "majority", "sla_hours": 48},
            {"criteria": {"discipline": "ARC", "zone": "Z1"}, "reviewers": [person("e")]},
            {"reviewers": [person("f")], "mode": "any", "active": false},
        ]));
        let found = resolve(&rules, &given("str", "DRG"), |_| true);
        assert_eq!(found.matched, [0, 2]);
        assert_eq!(found.missed, [(1, vec!["zone"]), (3, vec!["discipline", "zone"])]);
        assert_eq!(names(&found), ["a", "b", "d"]);
        assert_eq!(found.reviewers[1].rules, [0, 2]);
        assert_eq!((found.mode, found.sla_hours), (Some(ApprovalMode::Majority), Some(48)));
        let none = resolve(&rules, &given("MEP", "REP"), |_| true);
        assert!(none.matched.is_empty() && none.reviewers.is_empty());
        assert_eq!((none.mode, none.sla_hours), (None, None));
    }

    #[test]
    fn the_strictest_mode_wins_in_any_order() {
        for (modes, strictest) in [
            (["any", "any"], ApprovalMode::Any),
            (["any", "majority"], ApprovalMode::Majority),
            (["all", "majority"], ApprovalMode::All),
            (["all", "any"], ApprovalMode::All),
        ] {
            for modes in [modes, [modes[1], modes[0]]] {
                let list = modes.map(|mode| json!({"reviewers": [], "mode": mode}));
                let rules = rules(&json!(list));
                assert_eq!(resolve(&rules, &Criteria::default(), |_| true).mode, Some(strictest));
            }
        }
    }

    #[test]
    fn whoever_one_rule_requires_cannot_be_left_out() {
        let rules = rules(&json!([
            {"reviewers": [person("a"), person("b")], "optional": true},
            {"reviewers": [person("b")]},
        ]));
        let found = resolve(&rules, &Criteria::default(), |_| true);
        let optional: Vec<bool> = found.reviewers.iter().map(|one| one.optional).collect();
        assert_eq!((names(&found), optional), (vec!["a".to_owned(), "b".to_owned()], vec![true, false]));
    }

    #[test]
    fn somebody_stands_in_where_nobody_is_behind_a_reviewer() {
        let rules = rules(&json!([{"reviewers": [person("a"), person("b")], "fallback": person("c")}]));
        let here = resolve(&rules, &Criteria::default(), |_| true);
        assert_eq!(names(&here), ["a", "b"]);
        let gone = resolve(&rules, &Criteria::default(), |party| party.person_id.as_deref() != Some("a"));
        assert_eq!(names(&gone), ["a", "b", "c"]);
        let state: Vec<_> = gone.reviewers.iter().map(|one| (one.available, one.stands_in)).collect();
        assert_eq!(state, [(false, false), (true, false), (true, true)]);
    }
}
