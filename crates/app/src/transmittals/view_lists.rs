//! Purposes and distribution lists as clients send and get them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::abilities::Abilities;
use crate::people::PersonRef;

/// What a transmittal is sent for, and what is asked of those who get it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Purpose {
    /// The id; those that every organisation has bear their code.
    #[schema(example = "for_approval")]
    pub id: String,
    /// The name.
    #[schema(example = "For Approval")]
    pub name: String,
    /// The answer asked for: `none`, `comments` or `formal`.
    #[schema(example = "formal")]
    pub response: String,
    /// Is receipt to be acknowledged: `required`, `optional` or `none`?
    #[schema(example = "required")]
    pub acknowledgement: String,
    /// Must recipients without an account prove their address with a code sent to it?
    #[schema(example = false)]
    pub mail_code: bool,
    /// Does it issue what is sent for it? Documents and the register say so.
    #[schema(example = false)]
    pub issues: bool,
    /// Does every organisation have it?
    #[schema(example = true)]
    pub built_in: bool,
    /// Can it be chosen for new transmittals?
    #[schema(example = true)]
    pub active: bool,
    /// The version that an edit must name; 0 for what cannot be edited.
    #[schema(example = 0)]
    pub version: i64,
}

/// The purposes of an organisation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PurposeList {
    /// Those of every organisation first, then its own by name.
    pub items: Vec<Purpose>,
    /// Always null: there is one page.
    pub next: Option<String>,
    /// How many days after its date receipt is to be acknowledged, where the purpose asks for it and no day is named.
    #[schema(example = 7)]
    pub acknowledge_days: i64,
    /// May the reader change them?
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// A purpose of the organisation's own.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPurpose {
    /// The name, 60 characters at most.
    #[schema(example = "For Construction")]
    pub name: String,
    /// The answer asked for: `none`, `comments` or `formal`.
    #[serde(default = "none")]
    #[schema(example = "none")]
    pub response: String,
    /// Is receipt to be acknowledged: `required`, `optional` or `none`?
    #[schema(example = "required")]
    pub acknowledgement: String,
    /// Must recipients without an account prove their address with a code sent to it?
    #[serde(default)]
    #[schema(example = true)]
    pub mail_code: bool,
    /// Does it issue what is sent for it?
    #[serde(default)]
    #[schema(example = true)]
    pub issues: bool,
}

fn none() -> String {
    "none".to_owned()
}

/// Changes to a purpose; what is absent stays. Transmittals that were issued keep what it meant then.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PurposeEdit {
    /// The version that is changed.
    #[schema(example = 1)]
    pub version: i64,
    /// The name.
    #[schema(example = "For Construction")]
    pub name: Option<String>,
    /// The answer asked for.
    #[schema(example = "none")]
    pub response: Option<String>,
    /// Is receipt to be acknowledged?
    #[schema(example = "optional")]
    pub acknowledgement: Option<String>,
    /// Must recipients without an account prove their address?
    #[schema(example = false)]
    pub mail_code: Option<bool>,
    /// Does it issue what is sent for it?
    #[schema(example = true)]
    pub issues: Option<bool>,
    /// Can it be chosen for new transmittals?
    #[schema(example = true)]
    pub active: Option<bool>,
}

/// Whom a distribution list or a transmittal names.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryKey {
    /// `person`, `group`, `company` or `address`; groups belong to a project, and so do lists that name them.
    #[schema(example = "address")]
    pub kind: String,
    /// The public id of a person, a group or a company.
    #[serde(default)]
    #[schema(example = json!(null))]
    pub id: Option<String>,
    /// Whom an address belongs to.
    #[serde(default)]
    #[schema(example = "Kim Ode")]
    pub name: Option<String>,
    /// An address.
    #[serde(default)]
    #[schema(example = "k.ode@harbour.example")]
    pub email: Option<String>,
}

/// Whom a distribution list or a transmittal names, as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct EntryView {
    /// `person`, `group`, `company`, `list` or `address`.
    #[schema(example = "group")]
    pub kind: String,
    /// The public id; null for an address.
    pub id: Option<String>,
    /// The name; of somebody or something that is no more, the last one known or nothing.
    pub name: String,
    /// The address, where one was named.
    pub email: Option<String>,
    /// `to` or `cc` on a transmittal; null in a list.
    #[schema(example = "to")]
    pub role: Option<String>,
    /// How many people and addresses it stands for now.
    pub people: usize,
    /// Is it no more, so that nobody is reached by it?
    pub missing: bool,
    /// On a transmittal, the documents that are not ticked for it, as far as the reader sees them; empty in a list.
    #[schema(example = json!([]))]
    pub without: Vec<String>,
}

/// A distribution list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DistributionList {
    /// The public id.
    #[schema(example = "dis_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: String,
    /// The name.
    #[schema(example = "Structure, for review")]
    pub name: String,
    /// `organisation` or `project`: where it can be used.
    #[schema(example = "project")]
    pub scope: &'static str,
    /// Whom it names.
    pub entries: Vec<EntryView>,
    /// When it was changed last.
    pub updated_at: String,
    /// The version that an edit must name.
    pub version: i64,
}

/// Distribution lists.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DistributionLists {
    /// The lists by name.
    pub items: Vec<DistributionList>,
    /// Always null: there is one page.
    pub next: Option<String>,
    /// May the reader change them?
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// A distribution list to be made.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDistributionList {
    /// The name, 80 characters at most.
    #[schema(example = "Structure, for review")]
    pub name: String,
    /// Whom it names, 200 entries at most.
    pub entries: Vec<EntryKey>,
}

/// Changes to a distribution list; what is absent stays. They hold for what is issued from then on.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DistributionListEdit {
    /// The version that is changed.
    #[schema(example = 1)]
    pub version: i64,
    /// The name.
    #[schema(example = "Structure, for review")]
    pub name: Option<String>,
    /// Whom it names, all of them.
    pub entries: Option<Vec<EntryKey>>,
}

/// Somebody who is left out: a group, a company or a list of which they are stands for those who are in the project.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LeftOutPerson {
    /// Who.
    pub person: PersonRef,
    /// `to` or `cc`.
    #[schema(example = "to")]
    pub role: String,
    /// The group, company or list.
    #[schema(example = "Corvus Facades")]
    pub via: Option<String>,
    /// Would naming them let them in? Others are reached by their address.
    pub may_be_let_in: bool,
}

/// Who is left out because they are not in the project.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LeftOut {
    /// Those whom the reader may know of, 50 at most.
    pub people: Vec<LeftOutPerson>,
    /// How many more there are.
    pub others: usize,
}
