//! Saved views as clients send and get them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::abilities::Abilities;
use crate::people::PersonRef;

/// What a view shows, in the words of the list of documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SavedViewQuery {
    /// A search in the register's search language.
    #[schema(example = "status:approved")]
    pub q: String,
    /// The list's filters by parameter, several values each.
    #[schema(example = json!({"discipline": ["STR"]}))]
    pub filters: BTreeMap<String, Vec<String>>,
    /// The list's order; empty for the usual one.
    #[schema(example = "number")]
    pub sort: String,
    /// The columns in order; empty for the usual ones.
    #[schema(example = json!(["number", "title", "status"]))]
    pub columns: Vec<String>,
}

/// A view to be kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSavedView {
    /// Its name, 80 characters at most.
    pub name: String,
    /// Is it for everybody who works in the project?
    #[serde(default)]
    #[schema(example = false)]
    pub shared: bool,
    /// What it shows.
    pub query: SavedViewQuery,
}

/// Changes to a view; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedViewEdit {
    /// The version that is changed.
    pub version: i64,
    /// Its name.
    pub name: Option<String>,
    /// Is it for everybody who works in the project?
    #[schema(example = true)]
    pub shared: Option<bool>,
    /// What it shows.
    pub query: Option<SavedViewQuery>,
}

/// The views that the reader can choose from.
#[derive(Debug, Serialize, ToSchema)]
pub struct SavedViewList {
    /// By name.
    pub items: Vec<SavedViewView>,
    /// May the reader keep views, and share them?
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// A view.
#[derive(Debug, Serialize, ToSchema)]
pub struct SavedViewView {
    /// The id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Is it for everybody who works in the project?
    pub shared: bool,
    /// Is it the reader's own?
    pub mine: bool,
    /// Who keeps it.
    pub owner: Option<PersonRef>,
    /// What it shows.
    pub query: SavedViewQuery,
    /// The version that an edit must name.
    pub version: i64,
    /// May the reader change or delete it?
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}
