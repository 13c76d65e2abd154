//! The register's search box: what was typed, read and made ready, or refused with the place where it went wrong.

use jiff::tz::TimeZone;
use wayleave_access::ProjectFacts;
use wayleave_access::search::{self, Reader, Search};
use wayleave_query::{Expr, Fields};

use crate::error::{Error, Result};
use crate::work::{ProjectRow, Work};

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
