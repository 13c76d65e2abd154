//! Documents and revisions as they go over the wire.

use serde::Serialize;
use utoipa::ToSchema;
use wayleave_access::documents::DocumentRow;

use super::requests::EditRequestView;
use crate::abilities::{Abilities, Ability};
use crate::metadata::model::Values;
use crate::people::{CompanyRef, PersonRef};

/// The revision shown of a document.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ShownRevision {
    /// The public id.
    pub id: String,
    /// The code.
    #[schema(example = "P02")]
    pub code: String,
    /// Its place among the revisions that the reader sees, from 1.
    pub seq: i64,
    /// The date on the sheet.
    pub revision_date: Option<String>,
    /// When it was uploaded.
    pub uploaded_at: String,
    /// When it was accepted; of what the team uploads that is the moment of upload.
    pub accepted_at: Option<String>,
    /// `pending`, `accepted` or `rejected`.
    pub acceptance: String,
    /// Its status.
    pub status: String,
    /// Is it the current revision?
    pub current: bool,
    /// Is there a newer accepted revision than the one shown?
    pub newer: bool,
}

/// The code of a revision.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RevisionCode {
    /// The public id.
    pub id: String,
    /// The code.
    pub code: String,
}

/// A transmittal that sent a revision of a document.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SentWith {
    /// The transmittal's public id.
    #[schema(example = "trn_0d1w5v9m3q8r7t2y4k6h1n5b0c")]
    pub id: String,
    /// Its number.
    #[schema(example = "TRN-004")]
    pub number: String,
    /// The code of the revision that it sent.
    #[schema(example = "P02")]
    pub revision: String,
    /// When it was issued.
    pub at: String,
}

/// A workflow that a document is in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InWorkflow {
    /// The workflow's public id.
    #[schema(example = "wfl_0d1w5v9m3q8r7t2y4k6h1n5b0c")]
    pub id: String,
    /// Its number.
    #[schema(example = "WF-003")]
    pub number: String,
    /// Its title.
    #[schema(example = "Stairs, second round")]
    pub title: String,
    /// `active`, or `returned` while it waits for whoever started it.
    #[schema(example = "active")]
    pub status: String,
    /// The name of the stage that it is at.
    #[schema(example = "Technical review")]
    pub stage: String,
    /// For how many days it has been late.
    #[schema(example = 2)]
    pub days_late: Option<i64>,
}

/// A document in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = DocumentRow)]
pub struct RowView {
    /// The public id.
    #[schema(example = "doc_0d1w5v9m3q8r7t2y4k6h1n5b0c")]
    pub id: String,
    /// The number; empty while a submission waits for one.
    #[schema(example = "A-101")]
    pub number: String,
    /// The title.
    #[schema(example = "Ground floor plan")]
    pub title: String,
    /// The code of the document type.
    pub document_type: String,
    /// The code of the discipline.
    pub discipline: String,
    /// The code of the zone.
    pub zone: String,
    /// The code of the stage.
    pub stage: String,
    /// The code of the level.
    pub level: String,
    /// The programme.
    pub programme: String,
    /// The sub-programme.
    pub sub_programme: String,
    /// The package or contract.
    pub package: String,
    /// The code in the work breakdown structure.
    pub wbs: String,
    /// The producing company.
    pub originator: String,
    /// The area.
    pub area: String,
    /// The building.
    pub building: String,
    /// The floor.
    pub floor: String,
    /// The asset's tag.
    pub asset_tag: String,
    /// The status; from outside, that of the revision shown.
    #[schema(example = "for_review")]
    pub status: String,
    /// The revision shown.
    pub revision: ShownRevision,
    /// The latest approved revision, where it is within reach.
    pub latest_approved: Option<RevisionCode>,
    /// Does something of it wait for acceptance?
    pub pending: bool,
    /// Is it restricted to groups?
    pub restricted: bool,
    /// Is it locked?
    pub locked: bool,
    /// When it last changed.
    pub updated_at: String,
    /// Did the reader create it, or upload a revision of it?
    pub mine: bool,
    /// How many outsiders see it now; only for those who may see the ledger.
    pub outside_count: Option<i64>,
    /// The newest transmittal that issued a revision of it, as far as the reader sees both.
    pub issued: Option<SentWith>,
    /// The newest transmittal that sent a revision of it, likewise.
    pub last_sent: Option<SentWith>,
    /// The newest workflow that it is in; for those who look at workflows.
    pub workflow: Option<InWorkflow>,
    /// The media type of the file shown.
    pub media_type: String,
    /// The pages of the file shown, 0 when it has none.
    pub pages: i64,
    /// The values of the project's own fields, by key.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub fields: Values,
    /// Why the reader sees it, where grants are the reason.
    pub why: Vec<&'static str>,
    /// What the reader may do.
    #[schema(value_type = std::collections::BTreeMap<String, Ability>)]
    pub abilities: Abilities,
}

/// What is allowed with a revision.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct CapsView {
    /// See it and the images of its pages.
    pub view: bool,
    /// Get the file.
    pub download: bool,
}

/// A revision of a document.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Revision)]
pub struct RevisionView {
    /// The public id.
    pub id: String,
    /// The code.
    #[schema(example = "P02")]
    pub code: String,
    /// Its place among the revisions that the reader sees, from 1.
    pub seq: i64,
    /// The date on the sheet.
    pub revision_date: Option<String>,
    /// Its status.
    pub status: String,
    /// `pending`, `accepted` or `rejected`.
    pub acceptance: String,
    /// Why it was rejected.
    pub acceptance_reason: String,
    /// Who accepted or rejected it.
    pub decided_by: Option<PersonRef>,
    /// When it was accepted or rejected.
    pub decided_at: Option<String>,
    /// The file's name.
    pub filename: String,
    /// The file's size in bytes.
    pub size: i64,
    /// The file's media type.
    pub media_type: String,
    /// Its pages, 0 when it has none that can be drawn.
    pub pages: i64,
    /// Width and height of each page in points.
    pub page_sizes: Vec<[f32; 2]>,
    /// What changed.
    pub change_description: String,
    /// Who uploaded it.
    pub uploaded_by: Option<PersonRef>,
    /// The company it came from.
    pub received_from: Option<CompanyRef>,
    /// When it was uploaded.
    pub uploaded_at: String,
    /// The SHA-256 of the file.
    pub sha256: String,
    /// Is it the current revision?
    pub current: bool,
    /// Is it the latest approved revision?
    pub latest_approved: bool,
    /// What the reader may do with it.
    pub caps: CapsView,
}

/// A lock on a document.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LockView {
    /// Who locked it.
    pub by: Option<PersonRef>,
    /// When.
    pub at: String,
    /// Why.
    pub reason: String,
}

/// A group as shown beside what it may see.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GroupRef {
    /// The public id.
    pub id: String,
    /// The name.
    pub name: String,
}

/// A document as others name it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DocumentRef {
    /// The public id.
    pub id: String,
    /// The number.
    pub number: String,
    /// The title.
    pub title: String,
}

impl DocumentRef {
    /// The name of a stored document.
    #[must_use]
    pub fn of(document: &DocumentRow) -> Self {
        Self {
            id: document.public_id.clone(),
            number: document.number.clone(),
            title: document.title.clone(),
        }
    }
}

/// A document with everything the reader may see of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Document)]
pub struct DocumentView {
    /// What lists show.
    #[serde(flatten)]
    pub row: RowView,
    /// The description.
    pub description: String,
    /// The tags.
    pub tags: Vec<String>,
    /// Who created it; not told outside.
    pub created_by: Option<PersonRef>,
    /// When it was created; not told outside.
    pub created_at: Option<String>,
    /// Who owns it; not told outside.
    pub owner: Option<PersonRef>,
    /// The revisions within reach, newest first.
    pub revisions: Vec<RevisionView>,
    /// The lock, if there is one.
    pub lock: Option<LockView>,
    /// The groups it is restricted to; not told outside.
    pub restricted_to: Vec<GroupRef>,
    /// The statuses that may follow by hand.
    pub next_statuses: Vec<&'static str>,
    /// The document that supersedes it, where somebody said so and the reader sees it.
    pub superseded_by: Option<DocumentRef>,
    /// The documents that it supersedes, as far as the reader sees them.
    pub supersedes: Vec<DocumentRef>,
    /// Other numbers that it had, or that documents had which were merged into it; not told outside.
    pub former_numbers: Vec<String>,
    /// The reader's own request for edits, while it is open.
    pub open_edit_request: Option<EditRequestView>,
    /// How many requests for edits wait; only for those who decide them.
    pub edit_requests_open: Option<i64>,
    /// The version that an edit must name; 0 for those who cannot edit.
    pub version: i64,
}
