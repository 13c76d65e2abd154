//! What goes over the wire about groups, overrides, and whom things can be shared with.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::abilities::Abilities;
use crate::people::PersonRef;

/// An access control group.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GroupView {
    /// The public id.
    pub id: String,
    /// The name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// `document_control` or `custom`.
    pub kind: String,
    /// Who is in it.
    pub members: Vec<PersonRef>,
    /// The permission actions it carries.
    pub actions: Vec<String>,
    /// What the reader may do.
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// All groups of a project.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupList {
    /// The groups, Document Control first.
    pub items: Vec<GroupView>,
    /// Pass as `cursor` to get the next page; null on the last.
    pub next: Option<String>,
}

/// A group to be created.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGroup {
    /// The name, unique in the project.
    pub name: String,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// The permission actions it carries.
    #[serde(default)]
    pub actions: Vec<String>,
    /// Who is in it.
    #[serde(default)]
    pub member_ids: Vec<String>,
}

/// A change of a group; absent fields stay.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupEdit {
    /// The name.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// The permission actions it carries from now on.
    pub actions: Option<Vec<String>>,
}

/// A permission override.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OverrideView {
    /// The public id.
    pub id: String,
    /// For this person …
    pub member: Option<PersonRef>,
    /// … or for everybody of this project role.
    pub role: Option<String>,
    /// The permission action.
    #[schema(example = "upload_documents")]
    pub action: String,
    /// `grant` or `deny`.
    pub effect: &'static str,
    /// Why.
    pub reason: String,
    /// Who set it.
    pub created_by: Option<PersonRef>,
    /// When.
    pub created_at: String,
    /// Until when; null for no end.
    pub ends_at: Option<String>,
    /// Does it hold in every project of the organisation?
    pub organisation_wide: bool,
}

/// All overrides that hold in a project.
#[derive(Debug, Serialize, ToSchema)]
pub struct OverrideList {
    /// The overrides, newest first.
    pub items: Vec<OverrideView>,
    /// Pass as `cursor` to get the next page; null on the last.
    pub next: Option<String>,
}

/// An override to be set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOverride {
    /// For this person …
    pub member_id: Option<String>,
    /// … or for everybody of this project role.
    pub role: Option<String>,
    /// The permission action.
    pub action: String,
    /// `grant` or `deny`.
    pub effect: String,
    /// Why.
    pub reason: String,
    /// The last day.
    pub ends_on: Option<String>,
}

/// Somebody whom things can be shared with.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SubjectView {
    /// `person`, `company` or `group`.
    pub kind: &'static str,
    /// The public id.
    pub id: String,
    /// The name.
    pub name: String,
    /// A person's company, a company's designation, a group's description.
    pub detail: String,
    /// Does it include anybody from outside?
    pub outside: bool,
    /// How many people a share reaches now: those who are both in it and in the project.
    pub people_count: i64,
}

/// Whom things can be shared with.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubjectList {
    /// The first of each kind that match.
    pub items: Vec<SubjectView>,
    /// Always null: narrow the words instead.
    pub next: Option<String>,
}
