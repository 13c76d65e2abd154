//! The ledger on the wire.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::abilities::Abilities;
use crate::people::PersonRef;

/// Who was let in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Whom {
    /// `person`, `company`, `group` or `link`.
    #[schema(example = "person")]
    pub kind: String,
    /// The public id.
    pub id: Option<String>,
    /// The name; a link's label.
    pub name: String,
    /// The company of a person.
    pub company: Option<String>,
    /// Always true: the ledger speaks of those outside.
    pub outside: bool,
}

/// The project a row lies in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LedgerProject {
    /// The public id.
    pub id: String,
    /// The name.
    pub name: String,
}

/// What they were let into.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct What {
    /// `document`, `transmittal` for all that one sent, `documents` for several that a link once opened, `project` or
    /// `register`.
    #[schema(example = "document")]
    pub kind: String,
    /// The public id; absent for a restricted document that the reader may not know.
    pub id: Option<String>,
    /// What it is called.
    #[schema(example = "A-101 · Ground floor plan")]
    pub label: String,
    /// How many documents of a transmittal went to them, or how many a link opened; null where it is one or all.
    #[schema(example = 6)]
    pub documents: Option<i64>,
    /// The project.
    pub project: LedgerProject,
}

/// One way in which somebody outside can see something.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LedgerRow {
    /// The id, also for ending and prolonging it.
    pub id: String,
    /// `guest_share`, `share`, `membership`, `full_register`, `group_grant`, `step`, `submission` or `transmittal`.
    #[schema(example = "guest_share")]
    pub kind: String,
    /// Who.
    pub who: Whom,
    /// What.
    pub what: What,
    /// The rights, in words.
    pub rights: Vec<&'static str>,
    /// The reason given.
    pub why: String,
    /// The role of a membership.
    pub cause: Option<String>,
    /// Who let them in.
    pub granted_by: Option<PersonRef>,
    /// When.
    pub granted_at: String,
    /// Until when; absent when there is no end.
    pub ends_at: Option<String>,
    /// When it was last used, where that is known.
    pub last_used_at: Option<String>,
    /// `open` or `closed`.
    #[schema(example = "open")]
    pub state: String,
    /// What the reader may do about it: `revoke`, `extend`.
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// What the ledger is asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LedgerQuery {
    /// Only this kind of row.
    pub kind: Option<String>,
    /// Only this company (its name).
    pub company: Option<String>,
    /// Only the ways in to this document of the project; for a ledger of one project.
    pub document: Option<String>,
    /// Words in the name, the company, the number or the title.
    pub q: Option<String>,
    /// Only what ends before this moment.
    pub ends_before: Option<String>,
    /// `open` (the default) or `closed`.
    pub state: Option<String>,
    /// Rows per page, 50 unless said, 200 at most.
    pub limit: Option<i64>,
    /// Where the last page ended.
    pub cursor: Option<String>,
}

/// Rows to be ended.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeAccess {
    /// Up to 200 ids of rows.
    pub ids: Vec<String>,
    /// Why, for the log and for those concerned.
    #[serde(default)]
    pub reason: String,
}

/// Rows to be prolonged.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtendAccess {
    /// Up to 200 ids of rows.
    pub ids: Vec<String>,
    /// The new last day.
    #[schema(example = "2026-12-31")]
    pub ends_on: String,
}

/// A row that was left as it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RefusedRow {
    /// Its id.
    pub id: String,
    /// Why.
    pub reason: String,
}

/// What became of each row.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct BulkOutcome {
    /// Done.
    pub done: Vec<String>,
    /// Not done, with the reason.
    pub refused: Vec<RefusedRow>,
}
