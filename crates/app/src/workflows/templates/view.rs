//! Templates as clients send and get them.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::party::GroupName;
use super::super::plan::{Settings, Stage};
use crate::abilities::Abilities;
use crate::error::FieldError;
use crate::people::PersonRef;

/// Which templates.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TemplateQuery {
    /// `draft`, `active` or `archived`.
    #[param(example = "active")]
    pub state: Option<String>,
    /// A category, as it is written.
    #[param(example = "Review")]
    pub category: Option<String>,
    /// Rows per page, 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// Where the page begins, from the page before.
    pub cursor: Option<String>,
}

/// A template to be written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWorkflowTemplate {
    /// Its name, 120 characters at most.
    #[schema(example = "Review of drawings")]
    pub name: String,
    /// What it is for, 2,000 characters at most.
    #[serde(default)]
    #[schema(example = "Two reviewers side by side, then the approval.")]
    pub description: String,
    /// `Review`, `Approval`, `Submission`, `Inspection`, `General`, or one of the project's own, 40 characters at most.
    #[schema(example = "Review")]
    pub category: String,
    /// Its settings; the usual ones unless given.
    #[serde(default)]
    pub settings: Settings,
    /// Its stages in their order.
    #[serde(default)]
    pub stages: Vec<Stage>,
}

/// Changes to a template; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkflowTemplateEdit {
    /// The version that is changed.
    pub version: i64,
    /// Its name.
    #[schema(example = "Review of drawings")]
    pub name: Option<String>,
    /// What it is for.
    #[schema(example = "Two reviewers side by side, then the approval.")]
    pub description: Option<String>,
    /// Its category.
    #[schema(example = "Review")]
    pub category: Option<String>,
    /// Its settings, whole.
    pub settings: Option<Settings>,
    /// Its stages, all of them.
    pub stages: Option<Vec<Stage>>,
}

/// A template that is activated or archived.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkflowTemplateMove {
    /// The version that is meant.
    pub version: i64,
}

/// Where a copy of a template goes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkflowTemplateClone {
    /// The copy's name.
    #[schema(example = "Review of drawings, short")]
    pub name: String,
    /// Its project; this one unless given.
    #[serde(default)]
    pub project_id: Option<String>,
}

/// A template in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkflowTemplateItem {
    /// The id.
    #[schema(example = "wft_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: String,
    /// Its name.
    #[schema(example = "Review of drawings")]
    pub name: String,
    /// What it is for.
    #[schema(example = "Two reviewers side by side, then the approval.")]
    pub description: String,
    /// Its category.
    #[schema(example = "Review")]
    pub category: String,
    /// `draft`, `active` or `archived`.
    #[schema(example = "active")]
    pub state: &'static str,
    /// The number of its plan; workflows name it.
    #[schema(example = 3)]
    pub template_version: i64,
    /// How many stages it has.
    #[schema(example = 2)]
    pub stage_count: usize,
    /// How many steps it has.
    #[schema(example = 3)]
    pub step_count: usize,
    /// When it was changed.
    pub updated_at: String,
    /// Who changed it.
    pub updated_by: Option<PersonRef>,
    /// The version that an edit must name.
    pub version: i64,
    /// What the reader may do to it.
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// A page of templates by name.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkflowTemplateList {
    /// The templates.
    pub items: Vec<WorkflowTemplateItem>,
    /// Pass as `cursor` to get the next page; null on the last.
    pub next: Option<String>,
    /// The categories that there are: the five of every project and the project's own.
    #[schema(example = json!(["Review", "Approval", "Submission", "Inspection", "General", "Handover"]))]
    pub categories: Vec<String>,
    /// May the reader write templates?
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// A template with its plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkflowTemplate {
    /// The id.
    #[schema(example = "wft_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: String,
    /// Its name.
    #[schema(example = "Review of drawings")]
    pub name: String,
    /// What it is for.
    #[schema(example = "Two reviewers side by side, then the approval.")]
    pub description: String,
    /// Its category.
    #[schema(example = "Review")]
    pub category: String,
    /// `draft`, `active` or `archived`.
    #[schema(example = "active")]
    pub state: &'static str,
    /// The number of its plan; workflows name it.
    #[schema(example = 3)]
    pub template_version: i64,
    /// Its settings.
    pub settings: Settings,
    /// Its stages in their order.
    pub stages: Vec<Stage>,
    /// The people that it names.
    pub people: Vec<PersonRef>,
    /// The groups that it names.
    pub groups: Vec<GroupName>,
    /// What keeps it from being activated, or would now: steps without anybody, people who left.
    pub problems: Vec<FieldError>,
    /// When it was written.
    pub created_at: String,
    /// Who wrote it.
    pub created_by: Option<PersonRef>,
    /// When it was changed.
    pub updated_at: String,
    /// Who changed it.
    pub updated_by: Option<PersonRef>,
    /// The version that an edit must name.
    pub version: i64,
    /// What the reader may do to it.
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}
