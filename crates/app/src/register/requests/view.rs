//! Requests for edits as they go over the wire.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::abilities::Abilities;
use crate::people::PersonRef;
use crate::register::view::{DocumentRef, RevisionCode};

/// Wished values; what is absent is not asked for.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Wishes {
    /// The number.
    pub number: Option<String>,
    /// The revision's code.
    pub revision: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The code of the discipline.
    pub discipline: Option<String>,
    /// The code of the document type.
    pub document_type: Option<String>,
    /// The status.
    pub status: Option<String>,
}

/// A request for edits.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEditRequest {
    /// The wished values.
    pub changes: Wishes,
    /// Why.
    #[serde(default)]
    pub comment: Option<String>,
}

/// The approval of a request.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// The version of the request that is approved.
    pub version: i64,
    /// The version of the document that is changed.
    pub document_version: i64,
    /// The values to be written; as wished when absent. What is left out is not changed.
    #[serde(default)]
    pub changes: Option<Wishes>,
    /// Why; a verdict needs it where the request says nothing.
    #[serde(default)]
    pub reason: Option<String>,
}

/// The refusal of a request.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// The version of the request that is refused.
    pub version: i64,
    /// Why; the requester reads it.
    pub reason: String,
}

/// Which requests are listed.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct RequestQuery {
    /// `open`, oldest first, or `decided`, the last decided first.
    pub state: Option<String>,
    /// Only requests about this document.
    pub document: Option<String>,
    /// Rows of a page, 200 at most.
    pub limit: Option<i64>,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

/// One wished change.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = EditRequestChange)]
pub struct ChangeView {
    /// The field.
    #[schema(example = "title")]
    pub field: String,
    /// The value when it was asked for.
    pub before: String,
    /// The value wished.
    pub wished: String,
    /// The value now; null where the reader sees it no more.
    pub current: Option<String>,
    /// Did somebody change it since it was asked for, to something else than what was written by the approval?
    pub moved: bool,
    /// The value that was written by the approval; null where none was.
    pub applied: Option<String>,
}

/// A request for edits of a document.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = EditRequest)]
pub struct EditRequestView {
    /// The public id.
    #[schema(example = "edr_0d1w5v9m3q8r7t2y4k6h1n5b0c")]
    pub id: String,
    /// `open`, `approved`, `rejected`, `deleted`, `withdrawn` or `lapsed`.
    #[schema(example = "open")]
    pub state: String,
    /// The document, as it is called now.
    pub document: DocumentRef,
    /// The revision that the requester looked at; null where the reader sees it no more.
    pub revision: Option<RevisionCode>,
    /// Who asks.
    pub requested_by: Option<PersonRef>,
    /// Since when.
    pub requested_at: String,
    /// Why.
    pub comment: String,
    /// What is asked for.
    pub changes: Vec<ChangeView>,
    /// Who decided, or withdrew it.
    pub decided_by: Option<PersonRef>,
    /// When.
    pub decided_at: Option<String>,
    /// The reason of the decision.
    pub reason: String,
    /// Why it cannot be approved now; told for a single request only.
    pub blocked: Option<String>,
    /// The version of the request.
    pub version: i64,
    /// The version of the document; 0 for those who do not decide.
    pub document_version: i64,
    /// What the reader may do.
    #[schema(value_type = std::collections::BTreeMap<String, crate::abilities::Ability>)]
    pub abilities: Abilities,
}
