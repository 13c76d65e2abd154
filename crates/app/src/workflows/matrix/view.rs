//! The review matrix as clients send and get it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::party::{GroupName, Party};
use super::super::plan::ApprovalMode;
use super::rules::{Criteria, Rule};
use crate::abilities::Abilities;
use crate::people::PersonRef;

/// A rule to be put in place of the one there.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewRuleEdit {
    /// The version that is changed.
    pub version: i64,
    /// The whole rule.
    pub rule: Rule,
}

/// A rule of the review matrix.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewRule {
    /// The id.
    #[schema(example = "rvr_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: String,
    /// What it says.
    pub rule: Rule,
    /// Does it speak of every document?
    #[schema(example = false)]
    pub catch_all: bool,
    /// Those that it names and behind whom there is nobody now.
    pub unavailable: Vec<Party>,
    /// When it was changed.
    pub updated_at: String,
    /// Who changed it.
    pub updated_by: Option<PersonRef>,
    /// The version that an edit must name.
    pub version: i64,
    /// May the reader change or delete it?
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// A page of the review matrix, by name.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewMatrix {
    /// The rules.
    pub items: Vec<ReviewRule>,
    /// Pass as `cursor` to get the next page; null on the last.
    pub next: Option<String>,
    /// The people whom these rules name.
    pub people: Vec<PersonRef>,
    /// The groups that these rules name.
    pub groups: Vec<GroupName>,
    /// What should be looked at, such as active rules that speak of every document.
    pub warnings: Vec<MatrixWarning>,
    /// May the reader change the matrix?
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// Something about the matrix that its keepers may not have meant.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatrixWarning {
    /// `catch_all`: these rules speak of every document, beside others that speak of some. `nobody`: no reviewer is there.
    #[schema(example = "catch_all")]
    pub code: &'static str,
    /// A sentence for people.
    #[schema(
        example = "Everybody speaks of every document, so its reviewers join those of each other rule."
    )]
    pub detail: String,
    /// The rules.
    #[schema(example = json!(["rvr_5n0vq2m8c4k7x1w9r3t6y0b2aj"]))]
    pub rule_ids: Vec<String>,
}

/// A rule that speaks of the document.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatchedRule {
    /// The id.
    #[schema(example = "rvr_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: String,
    /// Its name.
    #[schema(example = "Structural drawings")]
    pub name: String,
    /// What it looks at.
    pub criteria: Criteria,
}

/// A criterion that a document does not meet.
#[derive(Debug, Serialize, ToSchema)]
pub struct FailingCriterion {
    /// The field.
    #[schema(example = "discipline")]
    pub field: &'static str,
    /// What the rule looks for.
    #[schema(example = "ARC")]
    pub wanted: Option<String>,
    /// What the document has.
    #[schema(example = "STR")]
    pub given: Option<String>,
}

/// A rule that does not speak of the document.
#[derive(Debug, Serialize, ToSchema)]
pub struct MissedRule {
    /// The id.
    #[schema(example = "rvr_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: String,
    /// Its name.
    #[schema(example = "Architecture")]
    pub name: String,
    /// Why not.
    pub failing: Vec<FailingCriterion>,
}

/// A reviewer whom the rules come to.
#[derive(Debug, Serialize, ToSchema)]
pub struct MergedReviewer {
    /// Who.
    pub party: Party,
    /// May the initiator leave them out?
    #[schema(example = false)]
    pub optional: bool,
    /// Do they stand in for somebody who is not there?
    #[schema(example = false)]
    pub stands_in: bool,
    /// Is there anybody behind them now?
    #[schema(example = true)]
    pub available: bool,
    /// The rules that name them.
    #[schema(example = json!(["rvr_5n0vq2m8c4k7x1w9r3t6y0b2aj"]))]
    pub rule_ids: Vec<String>,
}

/// What the matrix says of a document with these values.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatrixTest {
    /// The active rules that speak of it.
    pub matched: Vec<MatchedRule>,
    /// The other active rules, each with why not.
    pub missed: Vec<MissedRule>,
    /// The reviewers of all rules together, each once.
    pub reviewers: Vec<MergedReviewer>,
    /// The strictest mode of the rules; null where none speaks of it.
    pub mode: Option<ApprovalMode>,
    /// The shortest hours of the rules; null where none says any.
    #[schema(example = 48)]
    pub sla_hours: Option<i64>,
    /// The people whom these rules name.
    pub people: Vec<PersonRef>,
    /// The groups that these rules name.
    pub groups: Vec<GroupName>,
    /// What should be looked at.
    pub warnings: Vec<MatrixWarning>,
}
