//! What the register tells a project's dashboard and reports: numbers that are lengths of its lists, what changed last,
//! and what a query of its list finds.

use std::collections::BTreeMap;

use wayleave_access::documents::{self, Counted, Filter, Sort};
use wayleave_access::{ProjectFacts, Scope};
use wayleave_base::{ProjectId, SubjectId};
use wayleave_db::{DbResult, Tx};

use super::view::RowView;
use super::viewer::{self, Viewer};
use super::{list, requests, statuses};
use crate::error::Result;
use crate::work::Work;

pub(crate) use super::exports::XLSX;
pub(crate) use super::list::{ListQuery, several};
pub(crate) use super::question::{SearchHint, fields, hints};

/// The documents that changed last, as the register lists them in that order: outsiders get the newest, since the time of
/// a change would tell of revisions that they do not see.
pub async fn recent(work: &mut Work, facts: &ProjectFacts, limit: usize) -> Result<Vec<RowView>> {
    let sort = if facts.is_team() { Sort::Updated } else { Sort::Created };
    let filter = Filter::default();
    let listed = documents::list(&mut work.tx, &facts.scope(), &filter, (sort, false), None, limit).await?;
    let shown = Viewer::new(work, facts, &listed.documents).await?;
    Ok(listed.documents.iter().map(|visible| shown.row(visible, viewer::ROW_ACTIONS)).collect())
}

/// What people read for the codes of a project's fields, by field and code.
pub async fn labels(work: &mut Work, project: ProjectId) -> Result<BTreeMap<(String, String), String>> {
    let rows = list::option_rows(work, project, true).await?;
    Ok(rows.into_iter().map(|row| ((row.field, row.code), row.label)).collect())
}

/// A status in words.
#[must_use]
pub fn status_words(code: &str) -> String {
    statuses::words(code).to_string()
}

/// How many requests for edits the reader finds: the open ones of those who decide, or one person's own.
pub async fn requests(tx: &mut Tx, scope: &Scope, of: Option<SubjectId>) -> DbResult<Counted> {
    requests::count_within(tx, scope, of).await
}
