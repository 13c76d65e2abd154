//! Work packages as clients send and get them.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::tables::{Move, State};
use crate::abilities::Abilities;
use crate::attachments::Attachment;
use crate::audit_log::PastEvent;
use crate::people::PersonRef;
use crate::wire::given;

/// Which work packages.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WorkPackageQuery {
    /// `open`, `in_progress`, `submitted`, `returned`, `approved` or `closed`.
    #[param(example = "in_progress")]
    pub state: Option<String>,
    /// Those assigned to this member.
    #[param(example = "mem_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub assignee: Option<String>,
    /// Only those that are overdue.
    #[param(example = false)]
    pub overdue: Option<bool>,
    /// Only those that wait for the reader: to be worked on, or to be reviewed.
    #[param(example = false)]
    pub waiting: Option<bool>,
    /// `newest`, `due` or `name`; `newest` unless given.
    #[param(example = "due")]
    pub sort: Option<String>,
    /// Rows per page, 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// Where the page begins, from the page before.
    pub cursor: Option<String>,
}

/// A work package to be created.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWorkPackage {
    /// What it is called, 120 characters at most.
    #[schema(example = "Ground floor structure")]
    pub name: String,
    /// What is to be done, 4,000 characters at most.
    #[serde(default)]
    #[schema(example = "Drawings and calculations of the ground floor.")]
    pub description: String,
    /// Who answers for it.
    #[serde(default)]
    #[schema(example = "mem_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub assignee_id: Option<String>,
    /// Who reviews it, 20 people at most; the Project Admins do in any case.
    #[serde(default)]
    #[schema(example = json!(["mem_8c4k7x1w9r3t6y0b2aj5n0vq2m"]))]
    pub reviewer_ids: Vec<String>,
    /// The day by which it should be approved.
    #[serde(default)]
    #[schema(example = "2026-12-18")]
    pub due_on: Option<String>,
    /// The documents in it, 200 at most.
    #[serde(default)]
    #[schema(example = json!(["doc_5n0vq2m8c4k7x1w9r3t6y0b2aj"]))]
    pub document_ids: Vec<String>,
    /// The workflows in it, 50 at most.
    #[serde(default)]
    #[schema(example = json!(["wfl_5n0vq2m8c4k7x1w9r3t6y0b2aj"]))]
    pub workflow_ids: Vec<String>,
}

/// A change of a work package; absent fields stay.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkPackageEdit {
    /// The version that was read.
    pub version: i64,
    /// What it is called.
    #[schema(example = "Ground floor structure")]
    pub name: Option<String>,
    /// What is to be done.
    #[schema(example = "Drawings and calculations of the ground floor.")]
    pub description: Option<String>,
    /// Who answers for it; null for nobody.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, example = "mem_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub assignee_id: Option<Option<String>>,
    /// Who reviews it.
    #[schema(example = json!(["mem_8c4k7x1w9r3t6y0b2aj5n0vq2m"]))]
    pub reviewer_ids: Option<Vec<String>>,
    /// The day by which it should be approved; null for none.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, example = "2026-12-18")]
    pub due_on: Option<Option<String>>,
    /// The documents in it; those that one does not see stay.
    #[schema(example = json!(["doc_5n0vq2m8c4k7x1w9r3t6y0b2aj"]))]
    pub document_ids: Option<Vec<String>>,
    /// The workflows in it.
    #[schema(example = json!(["wfl_5n0vq2m8c4k7x1w9r3t6y0b2aj"]))]
    pub workflow_ids: Option<Vec<String>>,
}

/// What is done to a work package, with a word to it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkPackageStep {
    /// The version that was read.
    pub version: i64,
    /// A word to it, 4,000 characters at most; whoever returns a package says why.
    #[serde(default)]
    #[schema(example = "The stair is missing.")]
    pub note: String,
}

/// Something to be said about a work package.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWorkPackageNote {
    /// The words, 4,000 characters at most.
    #[schema(example = "The calculations follow on Friday.")]
    pub text: String,
}

/// Something that shows that a work package is done.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWorkPackageEvidence {
    /// A document of the register, in its current revision; or else files.
    #[serde(default)]
    #[schema(example = "doc_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub document_id: Option<String>,
    /// Files that were sent to the work package and wait, 20 at most.
    #[serde(default)]
    #[schema(example = json!([]))]
    pub attachments: Vec<String>,
}

/// A page of work packages.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WorkPackageList {
    /// The work packages.
    pub items: Vec<WorkPackageItem>,
    /// Pass as `cursor` to get the next page; null on the last.
    pub next: Option<String>,
    /// May the reader create one?
    pub abilities: Abilities,
}

/// A work package in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WorkPackageItem {
    /// The id.
    #[schema(example = "wpk_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: String,
    /// Its reference.
    #[schema(example = "WP-001")]
    pub reference: String,
    /// What it is called.
    #[schema(example = "Ground floor structure")]
    pub name: String,
    /// Its state.
    pub state: State,
    /// Who answers for it.
    pub assignee: Option<WorkPackagePerson>,
    /// The day by which it should be approved.
    #[schema(example = "2026-12-18")]
    pub due_on: Option<String>,
    /// Was work begun, and is the day over without an approval?
    #[schema(example = false)]
    pub overdue: bool,
    /// When it was changed last.
    pub updated_at: String,
}

/// Somebody with a part in a work package.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WorkPackagePerson {
    /// Who.
    pub person: PersonRef,
    /// Do they work in the project now? Whoever left keeps the part until somebody else gets it, and can do nothing with it.
    #[schema(example = true)]
    pub in_project: bool,
}

/// A work package with all that belongs to it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WorkPackage {
    /// What lists show of it.
    #[serde(flatten)]
    pub item: WorkPackageItem,
    /// What is to be done.
    pub description: String,
    /// Who reviews it, beside the Project Admins.
    pub reviewers: Vec<WorkPackagePerson>,
    /// Who created it.
    pub created_by: Option<PersonRef>,
    /// When.
    pub created_at: String,
    /// Those of its documents that the reader sees.
    pub documents: Vec<WorkPackageDocument>,
    /// Its workflows.
    pub workflows: Vec<WorkPackageWorkflow>,
    /// What shows that it is done, as far as the reader sees it.
    pub evidence: Vec<WorkPackageEvidence>,
    /// What was said and done, the oldest first.
    pub notes: Vec<WorkPackageNote>,
    /// What the audit log has of it, the newest 100 events, the oldest first.
    pub history: Vec<PastEvent>,
    /// What is not finished yet, in sentences: workflows that run, documents that are not accepted.
    #[schema(example = json!(["Workflow WF-003 is not completed."]))]
    pub warnings: Vec<String>,
    /// The version that a change must name.
    pub version: i64,
    /// What the reader may do with it.
    pub abilities: Abilities,
}

/// A document of a work package, in its current revision.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WorkPackageDocument {
    /// The document.
    #[schema(example = "doc_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub document_id: String,
    /// Its number.
    #[schema(example = "A-101")]
    pub number: String,
    /// Its title.
    pub title: String,
    /// The code of its revision.
    #[schema(example = "P01")]
    pub revision: String,
    /// Its status.
    #[schema(example = "approved")]
    pub status: String,
    /// Is it fit for the package to be approved?
    #[schema(example = true)]
    pub accepted: bool,
}

/// A workflow of a work package.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WorkPackageWorkflow {
    /// The workflow.
    #[schema(example = "wfl_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: String,
    /// Its number.
    #[schema(example = "WF-001")]
    pub number: String,
    /// What it is about.
    pub title: String,
    /// Its state.
    #[schema(example = "active")]
    pub status: String,
    /// Its outcome, once it is completed.
    #[schema(example = json!(null))]
    pub outcome: Option<String>,
}

/// Something that shows that a work package is done.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WorkPackageEvidence {
    /// The id.
    #[schema(example = "wpe_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: String,
    /// The document of the register, if it is one.
    pub document: Option<EvidenceDocument>,
    /// The files that are attached.
    pub attachments: Vec<Attachment>,
    /// Who added it.
    pub person: Option<PersonRef>,
    /// When.
    pub at: String,
}

/// A document as evidence, in the revision of that time.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EvidenceDocument {
    /// The document.
    #[schema(example = "doc_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub document_id: String,
    /// The revision.
    #[schema(example = "rev_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub revision_id: String,
    /// The document's number.
    #[schema(example = "A-101")]
    pub number: String,
    /// Its title.
    pub title: String,
    /// The revision's code.
    #[schema(example = "P01")]
    pub revision: String,
}

/// Something that was said about a work package, or done with it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WorkPackageNote {
    /// The id.
    #[schema(example = "wpn_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: String,
    /// Who.
    pub person: Option<PersonRef>,
    /// What was done with it; null for a note alone.
    #[serde(rename = "move")]
    pub act: Option<Move>,
    /// The words.
    #[schema(example = "The stair is missing.")]
    pub text: String,
    /// When.
    pub at: String,
}
