//! The register's search box: what was typed, read and made ready, or refused with the place where it went wrong.

use jiff::tz::TimeZone;
use serde::Serialize;
use utoipa::ToSchema;
use wayleave_access::ProjectFacts;
use wayleave_access::search::{self, Reader, Search};
use wayleave_base::ProjectId;
use wayleave_query::{Expr, FieldKind, Fields, Leaf, Source};

use crate::error::{Error, Result};
use crate::metadata::store as metadata;
use crate::work::{ProjectRow, Work};

/// A remark on a search that was understood.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SearchHint {
    /// Where the part begins that it speaks of, in characters.
    pub position: usize,
    /// How long that part is.
    pub length: usize,
    /// A sentence.
    pub message: String,
}

/// The prefixes of a project: those that are the same everywhere, and the keys of its own fields.
pub async fn fields(work: &mut Work, project: ProjectId) -> Result<Fields> {
    let catalogue = metadata::load(&mut work.tx, work.organisation.id, Some(project)).await?;
    let mut fields = Fields::default();
    for field in catalogue.fields.iter().filter(|field| !field.built_in) {
        fields.add(&field.key, FieldKind::Whole);
    }
    Ok(fields)
}

/// The remarks on a search; none when it is not understood.
pub async fn hints(work: &mut Work, project: ProjectId, typed: &str) -> Result<Vec<SearchHint>> {
    let fields = fields(work, project).await?;
    let hints = wayleave_query::parse(typed, &fields).map(|query| query.hints).unwrap_or_default();
    Ok(hints
        .into_iter()
        .map(|hint| SearchHint { position: hint.position, length: hint.length, message: hint.message })
        .collect())
}

/// The search with the filters that are asked as one, or nothing when it asks for everything. A mistake is 422 at `q`, its sentence ending with the place.
pub async fn compile(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    (typed, flags): (&str, &[(Source, bool)]),
) -> Result<Option<Search>> {
    let mut parts = Vec::new();
    if !typed.trim().is_empty() {
        let query = wayleave_query::parse(typed, &fields(work, project.id).await?)
            .map_err(|error| Error::field("q", "syntax", error.to_string()))?;
        parts.extend(Some(query.expr).filter(|expr| *expr != Expr::All));
    }
    parts.extend(flags.iter().map(|(source, flag)| Expr::Leaf(Leaf::Flag(source.clone(), *flag))));
    let expr = match parts.pop() {
        None => return Ok(None),
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            Expr::And(parts)
        }
    };
    let reader = Reader {
        organisation: work.organisation.id,
        project: project.id,
        zone: TimeZone::get(&project.timezone).unwrap_or(TimeZone::UTC),
        team: facts.is_team(),
        formal: facts.formal(),
    };
    Ok(Some(search::compile(&mut work.tx, &reader, &expr).await?))
}
