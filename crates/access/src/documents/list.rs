//! Lists of documents within a scope. Three plans give the same pages; which one runs is a matter of cost alone.
//!
//! * STREAM: newest first for those who reach by grants: one ordered index range per subject and folder, merged.
//! * GATHER: other orders and filters when little is visible: collect the ids, then sort.
//! * PROBE: walk the project's index in the wanted order and test each row with the predicate.
//! * FOUND: begin with what a search finds, when that is little, or with the documents named, and test it with the
//!   predicate.

use serde::{Deserialize, Serialize};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use super::fetch::complete;
use super::rows::{COUNTED_COLUMNS, CountedDocument, DOCUMENT_COLUMNS};
use super::way::{Detail, STREAMS_PER_STATEMENT, Wanted, Way};
use super::{DocumentRow, Filter, Scope, Visible};
use crate::search;

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sort {
    /// By creation.
    Created,
    /// By last change.
    Updated,
    /// By number, digits compared as numbers.
    Number,
    /// By title.
    Title,
    /// By the code of the status.
    Status,
    /// By the code of the document type.
    DocumentType,
    /// By the code of the discipline.
    Discipline,
    /// By the current revision's code, digits compared as numbers.
    Revision,
    /// By the date on the current revision.
    RevisionDate,
    /// By the acceptance of the current revision.
    Accepted,
    /// By the upload of the current revision.
    Uploaded,
}

/// What an order compares before the document's own number.
enum Key<'a> {
    Nothing,
    Number(i64),
    Text(&'a str),
}

impl Sort {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Created,
        Self::Updated,
        Self::Number,
        Self::Title,
        Self::Status,
        Self::DocumentType,
        Self::Discipline,
        Self::Revision,
        Self::RevisionDate,
        Self::Accepted,
        Self::Uploaded,
    ];

    /// Is it for the project's own people alone? The document's row tells of its current revision, and whoever is shown
    /// another would learn of it by the order; an order by the revision shown to each reader has no index.
    #[must_use]
    pub fn is_of_the_team(self) -> bool {
        !matches!(self, Self::Created | Self::Number | Self::Title | Self::DocumentType | Self::Discipline)
    }

    /// The column of table `d`; each is of an index that begins with the project and ends with the document.
    fn column(self) -> &'static str {
        match self {
            Self::Created => "d.id",
            Self::Updated => "d.updated_at",
            Self::Number => "d.number_key",
            Self::Title => "d.title_key",
            Self::Status => "d.status",
            Self::DocumentType => "d.document_type",
            Self::Discipline => "d.discipline",
            Self::Revision => "d.current_code",
            Self::RevisionDate => "d.current_dated",
            Self::Accepted => "d.current_accepted",
            Self::Uploaded => "d.current_uploaded",
        }
    }

    fn key(self, row: &DocumentRow) -> Key<'_> {
        match self {
            Self::Created => Key::Nothing,
            Self::Updated => Key::Number(row.updated_at),
            Self::Number => Key::Text(&row.number_key),
            Self::Title => Key::Text(&row.title_key),
            Self::Status => Key::Text(&row.status),
            Self::DocumentType => Key::Text(&row.document_type),
            Self::Discipline => Key::Text(&row.discipline),
            Self::Revision => Key::Text(&row.current_code),
            Self::RevisionDate => Key::Text(&row.current_dated),
            Self::Accepted => Key::Number(row.current_accepted),
            Self::Uploaded => Key::Number(row.current_uploaded),
        }
    }

    /// Is it an order by time?
    fn is_number(self) -> bool {
        matches!(self, Self::Updated | Self::Accepted | Self::Uploaded)
    }
}

/// Where a list went on: the sort key and id of the last row examined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The key of the orders by text.
    pub text: String,
    /// The key of the orders by time.
    pub number: i64,
    /// The document.
    pub id: i64,
}

/// How a list is walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// Merge ordered streams of grants.
    Stream,
    /// Collect, then sort.
    Gather,
    /// Walk an index and test.
    Probe,
    /// Begin with what a search finds or what is named, then sort.
    Found,
}

/// A page of documents.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The documents.
    pub documents: Vec<Visible>,
    /// Where the next page begins, if there may be one.
    pub next: Option<Position>,
    /// The plan that ran.
    pub plan: Plan,
}

/// How many documents a count looks at at a time.
pub(super) const AT_ONCE: usize = 2_500;
/// How often a short page is refilled before it is handed over with a cursor to continue.
const ROUNDS: usize = 4;

/// A page of documents within the scope: `limit` rows unless the list ends, or a cursor to continue.
pub async fn list(
    tx: &mut Tx,
    scope: &Scope,
    filter: &Filter,
    order: (Sort, bool),
    after: Option<&Position>,
    limit: usize,
) -> DbResult<Listed> {
    let way = Way::choose(tx, scope, filter, Wanted::Page(order.0)).await?;
    walk_all(tx, &way, scope, filter, order, after, limit).await
}

/// The same list by a given plan. STREAM serves the order by creation without filters; FOUND leads only where a search
/// finds little, and is PROBE elsewhere.
pub async fn list_with(
    tx: &mut Tx,
    plan: Plan,
    scope: &Scope,
    filter: &Filter,
    order: (Sort, bool),
    after: Option<&Position>,
    limit: usize,
) -> DbResult<Listed> {
    let way = match &filter.search {
        Some(search) if plan == Plan::Found => Way::led(tx, scope, search, Wanted::Page(order.0)).await?,
        None if plan == Plan::Found => Way::plain(Plan::Probe),
        _ => Way::plain(plan),
    };
    walk_all(tx, &way, scope, filter, order, after, limit).await
}

/// Fills a page on this way.
pub(super) async fn walk_all(
    tx: &mut Tx,
    way: &Way,
    scope: &Scope,
    filter: &Filter,
    order: (Sort, bool),
    after: Option<&Position>,
    limit: usize,
) -> DbResult<Listed> {
    let plan = way.plan;
    let mut documents = Vec::new();
    let mut after = after.cloned();
    if scope.is_empty() {
        return Ok(Listed { documents, next: None, plan });
    }
    for _ in 0..ROUNDS {
        let wanted = limit - documents.len();
        let mut rows = match plan {
            Plan::Stream => stream(tx, scope, order.1, after.as_ref(), wanted).await?,
            Plan::Gather | Plan::Probe | Plan::Found => {
                let statement = walk_statement(way, scope, filter, order, after.as_ref(), wanted);
                match way.detail {
                    Detail::Shown => tx.all(statement).await?,
                    Detail::Counted => {
                        tx.all::<CountedDocument>(statement).await?.into_iter().map(Into::into).collect()
                    }
                }
            }
        };
        let more = rows.len() > wanted;
        rows.truncate(wanted);
        if let Some(last) = rows.last() {
            after = Some(Position::of(last, order.0));
        }
        let mut found = complete(tx, scope, rows, way.detail).await?;
        found.retain(|visible| matches_what_is_shown(scope, filter, visible));
        if let Some(search) = &filter.search {
            found = search::recheck(tx, search, scope.is_team(), found, way.hits.as_ref()).await?;
        }
        documents.extend(found);
        if !more {
            return Ok(Listed { documents, next: None, plan });
        }
        if documents.len() >= limit {
            break;
        }
    }
    Ok(Listed { documents, next: after, plan })
}

/// Everybody asks of the revision that they are shown. Outsiders filter by what they are shown in the rest too: the status
/// of that revision, and who uploaded those they see. An answer that depended on any other would tell of it.
fn matches_what_is_shown(scope: &Scope, filter: &Filter, visible: &Visible) -> bool {
    if !filter.revision.is_empty() && !filter.revision.finds(visible) {
        return false;
    }
    if scope.is_team() {
        return true;
    }
    let status = filter.statuses.is_empty() || filter.statuses.contains(&visible.shown().status);
    let uploader = filter
        .uploaded_by
        .is_none_or(|person| visible.revisions.iter().any(|revision| revision.uploaded_by == person));
    status && uploader
}

impl Position {
    fn of(row: &DocumentRow, sort: Sort) -> Self {
        let (text, number) = match sort.key(row) {
            Key::Nothing => (String::new(), 0),
            Key::Number(number) => (String::new(), number),
            Key::Text(text) => (text.to_owned(), 0),
        };
        Self { text, number, id: row.id.get() }
    }
}

row! {
    struct Streamed { id: i64 }
}

/// The next `wanted + 1` documents of the merged streams.
async fn stream(
    tx: &mut Tx,
    scope: &Scope,
    ascending: bool,
    after: Option<&Position>,
    wanted: usize,
) -> DbResult<Vec<DocumentRow>> {
    let start = after.map_or(if ascending { 0 } else { i64::MAX }, |position| position.id);
    let limit = wanted as i64 + 1;
    let parts = scope.streams(Some((start, ascending, limit)));
    if parts.len() <= STREAMS_PER_STATEMENT {
        return tx.all(merged(scope, &parts, ascending, limit)).await;
    }
    // More streams than one statement takes: read each batch, merge here, then read the rows.
    let mut ids = Vec::new();
    for batch in parts.chunks(STREAMS_PER_STATEMENT) {
        let rows: Vec<Streamed> = tx.all(union(batch)).await?;
        ids.extend(rows.into_iter().map(|row| row.id));
    }
    ids.sort_unstable();
    ids.dedup();
    if !ascending {
        ids.reverse();
    }
    ids.truncate(wanted + 1);
    let mut text = sql("");
    text.push("select ").push(DOCUMENT_COLUMNS).push(" from document d where ");
    base(&mut text, scope);
    text.push(" and d.id in ").id_list(&ids).push(&format!(" order by d.id {}", direction(ascending)));
    tx.all(text).await
}

fn merged(scope: &Scope, parts: &[Sql], ascending: bool, limit: i64) -> Sql {
    let direction = direction(ascending);
    let mut text = sql("");
    text.push("select ").push(DOCUMENT_COLUMNS).push(" from (select x.id from (");
    text.append(&union(parts));
    text.push(&format!(") x group by x.id order by x.id {direction} limit ")).arg(limit);
    text.push(") y cross join document d where d.id = y.id and ");
    base(&mut text, scope);
    text.push(&format!(" order by d.id {direction}"));
    text
}

pub(super) fn union(parts: &[Sql]) -> Sql {
    let mut text = sql("");
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            text.push(" union all ");
        }
        text.push("select id from (").append(part).push(&format!(") s{at}"));
    }
    text
}

fn base(text: &mut Sql, scope: &Scope) {
    text.push("d.organisation_id = ").arg(scope.organisation).push(" and d.project_id = ").arg(scope.project);
}

/// The statement of GATHER, PROBE or FOUND: the same rows, driven by the ids, the project's index, or the search.
fn walk_statement(
    way: &Way,
    scope: &Scope,
    filter: &Filter,
    (sort, ascending): (Sort, bool),
    after: Option<&Position>,
    wanted: usize,
) -> Sql {
    let mut text = sql("");
    text.push("select ").push(match way.detail {
        Detail::Shown => DOCUMENT_COLUMNS,
        Detail::Counted => COUNTED_COLUMNS,
    });
    if way.plan == Plan::Gather {
        text.push(" from (select distinct id from (").append(&union(&scope.streams(None)));
        text.push(") x) y cross join document d where d.id = y.id and ");
    } else if let Some(lead) = &way.lead {
        text.push(" from (select distinct id from (").append(lead);
        text.push(") x) y cross join document d where d.id = y.id and ");
    } else {
        text.push(" from document d where ");
    }
    scope.predicate(&mut text);
    way.filters(&mut text, scope, filter);
    let (column, direction) = (sort.column(), direction(ascending));
    let compare = if ascending { ">" } else { "<" };
    if let Some(position) = after {
        if sort == Sort::Created {
            text.push(&format!(" and d.id {compare} ")).arg(position.id);
        } else {
            text.push(&format!(" and ({column}, d.id) {compare} ("));
            if sort.is_number() {
                text.arg(position.number);
            } else {
                text.arg(&position.text);
            }
            text.push(", ").arg(position.id).push(")");
        }
    }
    if sort == Sort::Created {
        text.push(&format!(" order by d.id {direction} limit "));
    } else {
        text.push(&format!(" order by {column} {direction}, d.id {direction} limit "));
    }
    text.arg(wanted as i64 + 1);
    text
}

fn direction(ascending: bool) -> &'static str {
    if ascending { "asc" } else { "desc" }
}
