//! The register's search box: what was typed, read and made ready, or refused with the place where it went wrong.

use jiff::tz::TimeZone;
use serde::Serialize;
use utoipa::ToSchema;
use wayleave_access::ProjectFacts;
use wayleave_access::search::{self, Reader, Search};
use wayleave_query::{Expr, Fields};

use crate::error::{Error, Result};
use crate::work::{ProjectRow, Work};

/// A remark on a search that was understood.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchHint {
    /// Where the part begins that it speaks of, in characters.
    pub position: usize,
    /// How long that part is.
    pub length: usize,
    /// A sentence.
    pub message: String,
}

/// The remarks on a search; none when it is not understood.
pub fn hints(typed: &str) -> Vec<SearchHint> {
    let hints = wayleave_query::parse(typed, &Fields::default()).map(|query| query.hints).unwrap_or_default();
    hints
        .into_iter()
        .map(|hint| SearchHint { position: hint.position, length: hint.length, message: hint.message })
        .collect()
}

/// The search, or nothing when it asks for everything. A mistake is 422 at `q`, its sentence ending with the place.
pub async fn compile(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    typed: &str,
) -> Result<Option<Search>> {
    let query = wayleave_query::parse(typed, &Fields::default())
        .map_err(|error| Error::field("q", "syntax", error.to_string()))?;
    if query.expr == Expr::All {
        return Ok(None);
    }
    let reader = Reader {
        organisation: work.organisation.id,
        zone: TimeZone::get(&project.timezone).unwrap_or(TimeZone::UTC),
        team: facts.is_team(),
    };
    Ok(Some(search::compile(&mut work.tx, &reader, &query.expr).await?))
}
