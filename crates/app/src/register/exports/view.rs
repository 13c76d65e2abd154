//! Exports on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::list::ListQuery;

/// A file to be made of the register.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewExport {
    /// `xlsx`, `csv`, or `zip` for the files of the documents.
    #[schema(example = "xlsx")]
    pub format: String,
    /// The columns in their order; those that an import reads when there are none. An archive has none.
    #[serde(default)]
    #[schema(example = json!(["number", "title", "revision", "status"]))]
    pub columns: Vec<String>,
    /// Which documents, asked as of the list, without `limit` and `cursor`.
    #[serde(default)]
    #[schema(example = json!({"status": ["for_review"], "sort": "number"}))]
    pub query: ListQuery,
    /// These documents and no others, 500 at most.
    #[serde(default)]
    pub documents: Option<Vec<String>>,
}

/// A file made of the register, or being made.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Export)]
pub struct ExportView {
    /// The public id.
    #[schema(example = "exp_0d1w5v9m3q8r7t2y4k6h1n5b0c")]
    pub id: String,
    /// `xlsx`, `csv` or `zip`.
    #[schema(example = "xlsx")]
    pub format: String,
    /// `waiting`, `working`, `ready` or `failed`.
    #[schema(example = "ready")]
    pub state: String,
    /// The name of the file.
    #[schema(example = "HRB-01 register 2026-11-21.xlsx")]
    pub filename: String,
    /// Rows in it, or written so far; the files of an archive.
    pub rows: i64,
    /// Rows that there will be; null when there are more than 10,000 and nobody counted them yet.
    pub total: Option<i64>,
    /// Its bytes, where they are known.
    pub size: Option<i64>,
    /// Documents whose file may not be taken along; an archive names them.
    pub left_out: i64,
    /// Why it failed.
    pub failure: String,
    /// When it was asked for.
    pub created_at: String,
    /// Until when it is kept.
    pub expires_at: String,
}
