//! Merging as it goes over the wire.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::plan::Plan;
use crate::error::FieldError;
use crate::people::PersonRef;
use crate::register::view::{DocumentRef, RowView};

/// Which documents are merged, and how.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeBody {
    /// The document that stays, with its number.
    pub target_id: String,
    /// The documents that go into it, one or two.
    pub source_ids: Vec<String>,
    /// The revision that is current afterwards: the current one of any of them.
    pub latest_revision_id: String,
    /// New codes for revisions whose code the document has already, by the revision's id.
    #[serde(default)]
    pub codes: BTreeMap<String, String>,
    /// The versions of the documents that the merge was looked at with, by the document's id.
    #[serde(default)]
    pub versions: BTreeMap<String, i64>,
    /// Is it sure that they are one document?
    #[serde(default)]
    pub sure: bool,
}

/// A revision as it will stand.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MergedRevision)]
pub struct MergedRevisionView {
    /// The public id.
    pub id: String,
    /// The document that it comes from.
    pub from: DocumentRef,
    /// Its code now.
    pub code: String,
    /// Its code afterwards.
    pub new_code: String,
    /// Its status now.
    pub status: String,
    /// Its status afterwards.
    pub new_status: String,
    /// Will it be the current one?
    pub current: bool,
}

/// Two revisions with one code.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Collision {
    /// The revision that needs another code.
    pub revision_id: String,
    /// The code.
    pub code: String,
    /// The revision that has it.
    pub with_revision_id: String,
    /// A code that is free.
    pub suggested: String,
}

/// Somebody whose sight changes.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SightChange {
    /// The person.
    pub person: PersonRef,
    /// The codes of the revisions, as they will be.
    pub revisions: Vec<String>,
}

/// What a merge would do.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MergePreview {
    /// The document that stays.
    pub target: RowView,
    /// The documents that go into it.
    pub sources: Vec<RowView>,
    /// The number that stays.
    pub number: String,
    /// The revisions as they will stand, newest first.
    pub revisions: Vec<MergedRevisionView>,
    /// Revisions whose code is taken; each needs another.
    pub collisions: Vec<Collision>,
    /// What would refuse the merge.
    pub problems: Vec<FieldError>,
    /// Who would see revisions that they do not see now; 50 at most.
    pub gains: Vec<SightChange>,
    /// Who would see revisions no more; 50 at most.
    pub losses: Vec<SightChange>,
    /// How many people gain.
    pub gain_count: usize,
    /// How many of them are outside.
    pub outside_gain_count: usize,
    /// How many people lose.
    pub loss_count: usize,
    /// How many shares move.
    pub shares: usize,
    /// How many guest links move.
    pub guest_shares: usize,
    /// How many open requests for edits end.
    pub edit_requests: usize,
}

/// What is known before anything is done.
pub fn preview(plan: &Plan, mut rows: Vec<RowView>) -> MergePreview {
    let target = rows.remove(0);
    let mut revisions: Vec<MergedRevisionView> = plan
        .placed
        .iter()
        .map(|placed| MergedRevisionView {
            id: placed.row.public_id.clone(),
            from: DocumentRef::of(&plan.held(placed.of).visible.document),
            code: placed.row.code.clone(),
            new_code: placed.code.clone(),
            status: placed.row.status.clone(),
            new_status: placed.status.clone(),
            current: placed.seq == plan.current,
        })
        .collect();
    revisions.reverse();
    MergePreview {
        number: target.number.clone(),
        target,
        sources: rows,
        revisions,
        collisions: plan.collisions.clone(),
        problems: plan.problems(),
        gains: Vec::new(),
        losses: Vec::new(),
        gain_count: 0,
        outside_gain_count: 0,
        loss_count: 0,
        shares: 0,
        guest_shares: 0,
        edit_requests: 0,
    }
}
