//! Transmittals in lists, and which of them are asked for.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::abilities::Abilities;
use crate::people::PersonRef;

/// A transmittal in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TransmittalRow {
    /// The public id.
    #[schema(example = "trn_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: String,
    /// The number.
    #[schema(example = "TRN-012")]
    pub number: String,
    /// What it is about.
    #[schema(example = "Ground floor, second issue")]
    pub subject: String,
    /// The name of what it is sent for.
    #[schema(example = "For Review")]
    pub purpose: String,
    /// `draft`, `issued` or `recalled`.
    #[schema(example = "draft")]
    pub state: String,
    /// Its date.
    #[schema(example = "2026-11-21")]
    pub dated_on: String,
    /// When it was issued.
    pub issued_at: Option<String>,
    /// By which day receipt is to be acknowledged.
    pub acknowledge_by: Option<String>,
    /// How many documents it has.
    pub documents: i64,
    /// Have those who are to acknowledge receipt done so: `all`, `partial`, `none` or `not_applicable`? From outside: has the
    /// reader?
    #[schema(example = "partial")]
    pub acknowledged: &'static str,
    /// Is it past the day by which receipt is to be acknowledged, and somebody silent? From outside: the reader?
    pub overdue: bool,
    /// To how many it went, how many of them are to acknowledge receipt, and how many did; null from outside and of drafts.
    pub receipts: Option<TransmittalReceipts>,
    /// Where one document is asked for: the codes of its revisions that it sends, the newest last.
    #[schema(example = json!(["P01"]))]
    pub revisions: Vec<String>,
    /// Who prepared it.
    pub created_by: Option<PersonRef>,
    /// When it was changed last.
    pub updated_at: String,
}

/// To how many a transmittal went, and what became of it.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct TransmittalReceipts {
    /// How many got it.
    #[schema(example = 5)]
    pub recipients: i64,
    /// How many of them are to acknowledge receipt.
    #[schema(example = 4)]
    pub asked: i64,
    /// How many of those did.
    #[schema(example = 3)]
    pub answered: i64,
    /// To how many the newest mail failed.
    #[schema(example = 0)]
    pub mail_failed: i64,
}

/// How many transmittals there are in each state, whatever state is asked for.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct TransmittalCounts {
    /// Drafts; 0 for those who prepare none.
    #[schema(example = 2)]
    pub draft: i64,
    /// Issued ones.
    #[schema(example = 40)]
    pub issued: i64,
    /// Recalled ones.
    #[schema(example = 1)]
    pub recalled: i64,
}

/// Transmittals of a project.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TransmittalList {
    /// The transmittals, in the order asked for.
    pub items: Vec<TransmittalRow>,
    /// The cursor of the next page.
    pub next: Option<String>,
    /// How many the filters find; told with the first page alone.
    pub counts: Option<TransmittalCounts>,
    /// May the reader prepare transmittals?
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// Which transmittals are listed.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListTransmittals {
    /// Words, all of which its number, its subject, those who got it or the numbers of its documents must hold.
    #[param(example = "ground floor")]
    pub q: Option<String>,
    /// Only in this state: `draft`, `issued` or `recalled`.
    pub state: Option<String>,
    /// Only those sent for this purpose.
    #[param(example = "for_review")]
    pub purpose: Option<String>,
    /// Only those that this person got, by their id, or whoever has this address.
    #[param(example = "k.ode@harbour.example")]
    pub recipient: Option<String>,
    /// Only those with a revision of this document, by its id.
    pub document: Option<String>,
    /// Only those with somebody who is to acknowledge receipt and is silent.
    pub waiting: Option<bool>,
    /// Only those of which somebody is silent past the day by which receipt is to be acknowledged.
    pub overdue: Option<bool>,
    /// Only issued ones of which a mail failed; from outside there are none.
    pub mail_failed: Option<bool>,
    /// Only the reader's own: `sent` (prepared or issued), `received`, or `to_acknowledge` (received, and the reader is to
    /// acknowledge receipt).
    #[param(example = "received")]
    pub mine: Option<String>,
    /// `newest` (unless given), `sent` (issued last first), `acknowledge_by` or `number`.
    #[param(example = "newest")]
    pub sort: Option<String>,
    /// How many a page has, 1 to 200.
    pub limit: Option<i64>,
    /// Where the list went on.
    pub cursor: Option<String>,
}
