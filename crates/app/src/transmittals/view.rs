//! Transmittals as clients send and get them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view_lists::{EntryView, LeftOut, Purpose};
use super::view_received::{OtherTransmittal, ReceivedBy};
use crate::abilities::Abilities;
use crate::error::FieldError;
use crate::people::PersonRef;
use crate::sharing::Gains;

/// Whom a transmittal is addressed to.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Addressee {
    /// `person`, `group`, `company`, `list` or `address`.
    #[schema(example = "address")]
    pub kind: String,
    /// The public id of a person, a group, a company or a distribution list.
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
    /// `to`, or `cc` for those of whom nothing is asked.
    #[serde(default = "to")]
    #[schema(example = "to")]
    pub role: String,
    /// Which of the documents do not go to them, by their ids; unless given, everything does. Whoever is reached in more
    /// than one way gets what any of them brings.
    #[serde(default)]
    #[schema(example = json!(["doc_5n0vq2m8c4k7x1w9r3t6y0b2aj"]))]
    pub without: Vec<String>,
}

fn to() -> String {
    "to".to_owned()
}

/// A document to be sent.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentDocument {
    /// The document.
    #[schema(example = "doc_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub document_id: String,
    /// Which revision; the one shown to you unless given.
    #[serde(default)]
    #[schema(example = "rev_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub revision_id: Option<String>,
}

/// A transmittal to be begun.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTransmittal {
    /// What it is about, 200 characters at most.
    #[schema(example = "Ground floor, second issue")]
    pub subject: String,
    /// What it is sent for: the id of a purpose.
    #[schema(example = "for_review")]
    pub purpose: String,
    /// Its date; today unless given.
    #[serde(default)]
    #[schema(example = "2026-11-21")]
    pub dated_on: Option<String>,
    /// Whom it is addressed to, 200 entries at most.
    #[serde(default)]
    pub recipients: Vec<Addressee>,
    /// What is sent, 500 documents at most, in this order.
    #[serde(default)]
    pub documents: Vec<SentDocument>,
    /// What is said with it, 4000 characters at most.
    #[serde(default)]
    #[schema(example = "Please look at the stairs first.")]
    pub remarks: String,
    /// Is nobody sent again what they hold by an earlier transmittal?
    #[serde(default)]
    #[schema(example = false)]
    pub skip_sent: bool,
    /// By which day receipt is to be acknowledged; seven days after its date unless given, where the purpose asks for it.
    #[serde(default)]
    #[schema(example = "2026-11-30")]
    pub acknowledge_by: Option<String>,
    /// The last day on which people from outside see what was sent; as the policy says unless given.
    #[serde(default)]
    #[schema(example = "2026-12-31")]
    pub access_ends_on: Option<String>,
}

/// Changes to a draft; what is absent stays.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransmittalEdit {
    /// The version that is changed.
    #[schema(example = 1)]
    pub version: i64,
    /// What it is about.
    #[schema(example = "Ground floor, second issue")]
    pub subject: Option<String>,
    /// What it is sent for.
    #[schema(example = "for_review")]
    pub purpose: Option<String>,
    /// Its date.
    #[schema(example = "2026-11-21")]
    pub dated_on: Option<String>,
    /// Whom it is addressed to, all of them.
    pub recipients: Option<Vec<Addressee>>,
    /// What is sent, all of it.
    pub documents: Option<Vec<SentDocument>>,
    /// What is said with it.
    #[schema(example = "Please look at the stairs first.")]
    pub remarks: Option<String>,
    /// Is nobody sent again what they hold by an earlier transmittal?
    #[schema(example = true)]
    pub skip_sent: Option<bool>,
    /// By which day receipt is to be acknowledged; null for no day.
    #[serde(default, deserialize_with = "crate::wire::given")]
    #[schema(value_type = Option<String>, example = "2026-11-30")]
    pub acknowledge_by: Option<Option<String>>,
    /// The last day on which people from outside see what was sent; null for what the policy says.
    #[serde(default, deserialize_with = "crate::wire::given")]
    #[schema(value_type = Option<String>, example = "2026-12-31")]
    pub access_ends_on: Option<Option<String>>,
}

/// A document of a transmittal.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TransmittalDocument {
    /// The document.
    pub document_id: String,
    /// The revision.
    pub revision_id: String,
    /// The number.
    #[schema(example = "A-101")]
    pub number: String,
    /// The title.
    #[schema(example = "Ground floor plan")]
    pub title: String,
    /// The revision's code.
    #[schema(example = "P02")]
    pub revision: String,
    /// The revision's status.
    #[schema(example = "for_review")]
    pub status: String,
    /// The file's SHA-256.
    pub sha256: String,
    /// The file's name.
    pub filename: String,
    /// The file's size in bytes.
    pub size: i64,
    /// To how many of those who would get it this very revision was sent before; told by a check alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_before: Option<usize>,
    /// What should be looked at before it goes out, and by those who hold it: `draft`, `rejected`, `superseded`, `older_revision`, `restricted`.
    #[schema(example = json!(["older_revision"]))]
    pub warnings: Vec<&'static str>,
}

/// A document as it was sent, when it can no longer be opened.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SentThen {
    /// The number.
    #[schema(example = "A-101")]
    pub number: String,
    /// The title.
    #[schema(example = "Ground floor plan")]
    pub title: String,
    /// The revision's code.
    #[schema(example = "P02")]
    pub revision: String,
    /// The revision's status.
    #[schema(example = "for_review")]
    pub status: String,
    /// The file's SHA-256.
    pub sha256: String,
}

/// A transmittal.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Transmittal {
    /// The public id.
    #[schema(example = "trn_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: String,
    /// The number.
    #[schema(example = "TRN-012")]
    pub number: String,
    /// What it is about.
    #[schema(example = "Ground floor, second issue")]
    pub subject: String,
    /// What it is sent for.
    pub purpose: Purpose,
    /// `draft`, `issued` or `recalled`.
    #[schema(example = "draft")]
    pub state: String,
    /// Its date.
    #[schema(example = "2026-11-21")]
    pub dated_on: String,
    /// Whom it is addressed to.
    pub recipients: Vec<EntryView>,
    /// Who got it when it was issued; to those from outside, what concerns themselves.
    pub received: Vec<ReceivedBy>,
    /// Is the reader told who of them opened and downloaded what? Those are who issue transmittals or read the audit log.
    pub opens_told: bool,
    /// What is sent, as far as the reader sees it; once it was issued, as it was then.
    pub documents: Vec<TransmittalDocument>,
    /// Is nobody sent again what they hold by an earlier transmittal?
    pub skip_sent: bool,
    /// How many documents the reader does not see.
    pub withheld: usize,
    /// Once it was recalled, to those from outside who got it: what was sent, without any file.
    pub record: Vec<SentThen>,
    /// What is said with it.
    pub remarks: String,
    /// By which day receipt is to be acknowledged.
    #[schema(example = "2026-11-30")]
    pub acknowledge_by: Option<String>,
    /// The last day on which people from outside see what was sent; null for what the policy says.
    #[schema(example = "2026-12-31")]
    pub access_ends_on: Option<String>,
    /// Who issued it.
    pub issued_by: Option<PersonRef>,
    /// When.
    pub issued_at: Option<String>,
    /// Until when issuing it can be undone; nobody is told before.
    pub undo_until: Option<String>,
    /// Have those who are to acknowledge receipt done so: `all`, `partial`, `none`, or `not_applicable` where nobody is to?
    #[schema(example = "partial")]
    pub acknowledged: &'static str,
    /// When it was recalled.
    pub recalled_at: Option<String>,
    /// Who recalled it.
    pub recalled_by: Option<PersonRef>,
    /// Why.
    #[schema(example = "Sent by mistake.")]
    pub recall_reason: Option<String>,
    /// The transmittal whose place it takes.
    pub reissue_of: Option<OtherTransmittal>,
    /// Those that take its place.
    pub reissued_as: Vec<OtherTransmittal>,
    /// Who prepared it.
    pub created_by: Option<PersonRef>,
    /// When.
    pub created_at: String,
    /// When it was changed last.
    pub updated_at: String,
    /// The version that an edit must name.
    pub version: i64,
    /// What the reader may do with it.
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}

/// Somebody who would get a transmittal.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Receiver {
    /// Who, where they have an account here.
    pub person: Option<PersonRef>,
    /// The name.
    pub name: String,
    /// The address, where one was named.
    pub email: Option<String>,
    /// `to` or `cc`.
    #[schema(example = "to")]
    pub role: String,
    /// The group, company or list that stands for them.
    pub via: Option<String>,
    /// How they are reached: `account`, or `link` for a link of their own.
    #[schema(example = "link")]
    pub by: &'static str,
    /// Is receipt to be acknowledged: `required`, `optional` or `none`?
    #[schema(example = "required")]
    pub acknowledgement: String,
    /// Are they from outside?
    pub outside: bool,
    /// Would they be let into the project as an external participant?
    pub admitted: bool,
    /// Until when they would see what was sent; null for no end.
    pub ends_at: Option<String>,
    /// Is it their membership that ends then, before what the transmittal opens does?
    pub ends_with_membership: bool,
    /// Of how many documents they would see a revision, or may download it, and cannot now.
    pub newly_seen: usize,
    /// How many documents would not go to them, because they hold them by an earlier transmittal.
    pub skipped: usize,
    /// How many would not, because they are not ticked for them.
    pub unticked: usize,
}

/// What would come of issuing a draft.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TransmittalCheck {
    /// Could it be issued as it is?
    pub may_issue: bool,
    /// What stands against it, each with the field of the draft.
    pub obstacles: Vec<FieldError>,
    /// Who would get it.
    pub receivers: Vec<Receiver>,
    /// Is nobody sent again what they hold by an earlier transmittal?
    pub skip_sent: bool,
    /// Who would then get nothing, because they hold all of it.
    pub satisfied: Vec<Receiver>,
    /// How often somebody named holds a document already, which is what would not be sent again.
    pub held: usize,
    /// Who of the groups, companies and lists would not, because they are not in the project.
    pub left_out: LeftOut,
    /// Who would see more than before, links counted among the people from outside, unless they have one that opens it all.
    pub gains: Gains,
    /// What would be sent, with what should be looked at once more.
    pub documents: Vec<TransmittalDocument>,
    /// May those who get links download the files?
    pub links_download: bool,
    /// Must those who get links prove their address?
    pub links_mail_code: bool,
}

/// How a draft is issued.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueTransmittal {
    /// The version that was checked.
    #[schema(example = 1)]
    pub version: i64,
    /// Restricted documents go out: this must be said.
    #[serde(default)]
    #[schema(example = false)]
    pub confirm_restricted: bool,
}

/// A document of which somebody was sent an earlier revision than the current one.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Owed {
    /// Who, where they have an account.
    pub person: Option<PersonRef>,
    /// The name.
    #[schema(example = "Kim Ode")]
    pub name: String,
    /// The address, where it was sent to one.
    #[schema(example = "k.ode@harbour.example")]
    pub email: Option<String>,
    /// The document.
    pub document_id: String,
    /// The number.
    #[schema(example = "A-101")]
    pub number: String,
    /// The title.
    #[schema(example = "Ground floor plan")]
    pub title: String,
    /// The code of the newest revision that they were sent.
    #[schema(example = "P01")]
    pub sent: String,
    /// The current revision.
    pub revision_id: String,
    /// Its code.
    #[schema(example = "P02")]
    pub current: String,
}

/// What is owed to whom.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OwedList {
    /// By document.
    pub items: Vec<Owed>,
    /// The cursor of the next page.
    pub next: Option<String>,
}
