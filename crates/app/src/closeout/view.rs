//! The wire types of a project's closeout.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::abilities::Abilities;
use crate::people::PersonRef;

/// One thing that must be in order before a project is locked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CloseoutItem {
    /// `workflows`, `steps`, `acknowledgements`, `overdue`, `packages`, `inspection` or `archive`.
    #[schema(example = "workflows")]
    pub key: &'static str,
    /// Is it in order?
    pub met: bool,
    /// How many stand open; null for what a person says.
    pub count: Option<i64>,
    /// When a person said it.
    pub at: Option<String>,
    /// Who did.
    pub by: Option<PersonRef>,
    /// What they noted.
    pub note: String,
}

/// What still stands between a project and its lock.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Closeout {
    /// The things, in the order in which they are settled.
    pub items: Vec<CloseoutItem>,
    /// Are all of them in order?
    pub done: bool,
    /// Is the project locked?
    pub locked: bool,
    /// What the reader may do.
    pub abilities: Abilities,
}

/// The final inspection of a project.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinalInspection {
    /// What is to be remembered of it; 1,000 characters at most.
    #[serde(default)]
    #[schema(example = "Snag list of 3 October settled.")]
    pub note: String,
}
