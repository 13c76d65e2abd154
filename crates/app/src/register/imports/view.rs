//! Imports on the wire, and as their checks are kept.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The files that belong to the rows of an import.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenFiles {
    /// The uploads, 2,000 at most; they replace those given before.
    pub upload_ids: Vec<String>,
}

/// An import is to be entered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportCommit {
    /// The version that was looked at.
    pub version: i64,
}

/// Which rows of an import.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct ImportRows {
    /// `all`, `wrong`, `warned`, `new`, `revision`, `change` or `unchanged`.
    #[param(example = "all")]
    pub show: Option<String>,
    /// Rows per page, 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// Where the page begins, from the page before.
    pub cursor: Option<String>,
}

/// A column of the sheet.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ImportColumn {
    /// Its letter.
    #[schema(example = "A")]
    pub letter: String,
    /// Its title.
    #[schema(example = "Number")]
    pub title: String,
    /// The field that is read from it; null for none.
    #[schema(example = "number")]
    pub field: Option<String>,
}

/// How many rows do what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportCounts {
    /// Rows that make a document.
    pub new: usize,
    /// Rows that add a revision.
    pub revision: usize,
    /// Rows that change what is there.
    pub change: usize,
    /// Rows that change nothing.
    pub unchanged: usize,
    /// Rows with something wrong.
    pub wrong: usize,
    /// Rows with something odd.
    pub warned: usize,
}

/// A file that was given.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct GivenFile {
    /// The upload.
    pub upload_id: String,
    /// Its name.
    pub filename: String,
}

/// The files of an import.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct ImportFiles {
    /// How many were given.
    pub given: usize,
    /// How many of them have a row.
    pub matched: usize,
    /// Those without a row, 200 at most.
    pub unmatched: Vec<GivenFile>,
    /// Rows that need a file and have none.
    pub missing: usize,
}

/// What checking found, in short.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct Summary {
    /// The columns.
    pub columns: Vec<ImportColumn>,
    /// How many rows do what.
    pub counts: ImportCounts,
    /// The files.
    pub files: ImportFiles,
}

/// Something wrong or odd in a row.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CellFault {
    /// The letter of the column; null for the row as a whole.
    #[schema(example = "D")]
    pub column: Option<String>,
    /// The field.
    #[schema(example = "discipline")]
    pub field: String,
    /// What kind of fault.
    #[schema(example = "unknown_choice")]
    pub code: String,
    /// A sentence.
    #[schema(example = "Choose one of the values offered.")]
    pub detail: String,
}

/// A field that a row changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CellChange {
    /// The field.
    #[schema(example = "title")]
    pub field: String,
    /// What it is now.
    #[schema(example = "Ground floor")]
    pub before: String,
    /// What it becomes.
    #[schema(example = "Ground floor plan")]
    pub after: String,
}

/// A row of an import, as checking found it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ImportRow {
    /// Its line in the sheet.
    #[schema(example = 12)]
    pub row: usize,
    /// `new`, `revision`, `change`, `unchanged` or `wrong`.
    #[schema(example = "change")]
    pub act: String,
    /// The number.
    #[schema(example = "A-101")]
    pub number: String,
    /// The title.
    pub title: String,
    /// The revision.
    #[schema(example = "P02")]
    pub revision: String,
    /// The document that it changes or adds to.
    pub document_id: Option<String>,
    /// Its file.
    pub file: Option<GivenFile>,
    /// What it changes.
    pub changes: Vec<CellChange>,
    /// What is wrong.
    pub errors: Vec<CellFault>,
    /// What is odd.
    pub warnings: Vec<CellFault>,
}

/// How far an import is while it is entered.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportProgress {
    /// Rows done.
    pub done: usize,
    /// Rows in all.
    pub total: usize,
}

/// What entering an import did.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct ImportResult {
    /// Documents that were made.
    pub created: usize,
    /// Revisions that were added.
    pub revised: usize,
    /// Documents that were changed.
    pub changed: usize,
    /// Rows that changed nothing.
    pub unchanged: usize,
}

/// An import.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Import)]
pub struct ImportView {
    /// The public id.
    #[schema(example = "imp_0d1w5v9m3q8r7t2y4k6h1n5b0c")]
    pub id: String,
    /// The name of the sheet's file.
    #[schema(example = "register.xlsx")]
    pub filename: String,
    /// `checked`, `waiting`, `working`, `done` or `failed`.
    #[schema(example = "checked")]
    pub state: String,
    /// May it be entered as it is?
    pub ok: bool,
    /// Its rows.
    pub rows: usize,
    /// What checking found.
    #[serde(flatten)]
    pub summary: Summary,
    /// How far it is while it is entered.
    pub progress: ImportProgress,
    /// Why entering it failed.
    pub failure: String,
    /// What entering it did.
    pub result: Option<ImportResult>,
    /// The version that entering must name.
    pub version: i64,
    /// When it was made.
    pub created_at: String,
    /// Until when it is kept.
    pub expires_at: String,
}
