//! Where saved views lie.

use super::view::SavedViewQuery;
use crate::error::Result;
use crate::kept::{KeptRow, Shelf};

/// The table.
pub const VIEWS: Shelf = Shelf("saved_view");
/// What refuses a second view of the same name.
pub const NAME_TAKEN: &str = "saved_view_project_id_subject_id_name_key_key";

/// What a view shows.
pub fn query(row: &KeptRow) -> Result<SavedViewQuery> {
    Ok(serde_json::from_str(&row.query).map_err(anyhow::Error::from)?)
}

/// As it is stored.
pub fn json(query: &SavedViewQuery) -> Result<String> {
    Ok(serde_json::to_string(query).map_err(anyhow::Error::from)?)
}
