//! One document within reach, the revisions and grants that complete a page, counts, and the state of the past.

use std::collections::HashMap;

use wayleave_base::DocumentId;
use wayleave_db::{DbResult, Tx, row, sql};

use super::list::{AT_ONCE, Plan, Sort, list_with, walk_all};
use super::numbers::{CAP, capped};
use super::rows::{COUNTED_REVISION_COLUMNS, CountedRevision, DOCUMENT_COLUMNS, REVISION_COLUMNS};
use super::way::{Detail, Wanted, Way};
use super::{DocumentRow, Filter, RevisionRow, Scope, Visible, grants};
use crate::reach::{GrantState, Reach, RevisionState, reach};
use crate::words::Acceptance;

/// A document by its public id, or `None` when it does not exist for this scope.
pub async fn find(tx: &mut Tx, scope: &Scope, public_id: &str) -> DbResult<Option<Visible>> {
    visible(tx, scope, &Filter { public_id: Some(public_id.to_owned()), ..Filter::default() }).await
}

/// A document by its internal id, or `None` when it does not exist for this scope.
pub async fn find_by_id(tx: &mut Tx, scope: &Scope, id: DocumentId) -> DbResult<Option<Visible>> {
    visible(tx, scope, &Filter { document: Some(id), ..Filter::default() }).await
}

/// Those of these documents that exist for this scope, in statements whose number does not depend on theirs.
pub async fn among(tx: &mut Tx, scope: &Scope, ids: &[DocumentId]) -> DbResult<Vec<Visible>> {
    if scope.is_empty() || ids.is_empty() {
        return Ok(Vec::new());
    }
    let filter = Filter { among: ids.iter().map(|id| id.get()).collect(), ..Filter::default() };
    let listed = list_with(tx, Plan::Probe, scope, &filter, (Sort::Created, false), None, ids.len()).await?;
    Ok(listed.documents)
}

/// Those of these documents that exist for the scopes they stand beside, each of another project: as many statements for
/// many projects as for one.
pub async fn among_many(tx: &mut Tx, wanted: &[(Scope, Vec<DocumentId>)]) -> DbResult<Vec<Visible>> {
    let raw = |ids: &[DocumentId]| ids.iter().map(|id| id.get()).collect::<Vec<_>>();
    let asked: Vec<(&Scope, Vec<i64>)> = wanted
        .iter()
        .filter(|(scope, ids)| !scope.is_empty() && !ids.is_empty())
        .map(|(scope, ids)| (scope, raw(ids)))
        .collect();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let mut text = sql("");
    text.push("select ").push(DOCUMENT_COLUMNS).push(" from document d where ");
    for (at, (scope, ids)) in asked.iter().enumerate() {
        text.push(if at > 0 { " or (" } else { "(" });
        scope.predicate(&mut text);
        text.push(" and d.id in ").id_list(ids).push(")");
    }
    let rows: Vec<DocumentRow> = tx.all(text).await?;
    let found: Vec<i64> = rows.iter().map(|row| row.id.get()).collect();
    let mut revisions = revisions_of(tx, &found, Detail::Shown).await?;
    let scopes: HashMap<i64, &Scope> = asked.iter().map(|(scope, _)| (scope.project.get(), *scope)).collect();
    let parts: Vec<(&Scope, Vec<i64>)> = asked
        .iter()
        .map(|(scope, _)| {
            let own = rows.iter().filter(|row| row.project_id == scope.project);
            (*scope, own.map(|row| row.id.get()).collect())
        })
        .filter(|(scope, ids): &(&Scope, Vec<i64>)| scope.is_granted() && !ids.is_empty())
        .collect();
    let mut grants = grants::of_several(tx, &parts, None).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let scope = scopes.get(&row.project_id.get())?;
            let revisions = revisions.remove(&row.id.get()).unwrap_or_default();
            let grants = grants.remove(&row.id.get()).unwrap_or_default();
            assemble(scope, row, revisions, &grants)
        })
        .collect())
}

/// The first document that the filter finds within the scope: the list's own predicate, limited to one.
pub async fn visible(tx: &mut Tx, scope: &Scope, filter: &Filter) -> DbResult<Option<Visible>> {
    if scope.is_empty() {
        return Ok(None);
    }
    let listed = list_with(tx, Plan::Probe, scope, filter, (Sort::Created, false), None, 1).await?;
    Ok(listed.documents.into_iter().next())
}

/// How many documents the filter finds within the scope; beyond 10,000 the second value says there are more.
pub async fn count(tx: &mut Tx, scope: &Scope, filter: &Filter) -> DbResult<(i64, bool)> {
    if scope.is_empty() {
        return Ok((0, false));
    }
    let by_row = !filter.statuses.is_empty() || filter.uploaded_by.is_some() || filter.asks_rows();
    if by_row && !scope.is_team() {
        return count_shown(tx, scope, filter).await;
    }
    if !filter.asks_rows() {
        return counted(tx, scope, filter).await;
    }
    // Of settled documents the engine tells what is found; the others are looked at one by one.
    let settled = Filter { restricted: Some(false), admitted: Some(true), ..filter.clone() };
    let asked = filter.restricted != Some(true) && filter.admitted != Some(false) && !filter.waiting;
    let (n, more) = if asked { counted(tx, scope, &settled).await? } else { (0, false) };
    if more {
        return Ok((n, more));
    }
    let (rest, _) = count_shown(tx, scope, &Filter { unsettled: true, ..filter.clone() }).await?;
    Ok(capped(n + rest))
}

/// Counts what the engine can tell by itself.
async fn counted(tx: &mut Tx, scope: &Scope, filter: &Filter) -> DbResult<(i64, bool)> {
    let way = Way::choose(tx, scope, filter, Wanted::Number).await?;
    let mut text = sql("select count(*) as n from (select d.id from ");
    if let Some(lead) = &way.lead {
        text.push("(select distinct id from (").append(lead);
        text.push(") x) y cross join document d where d.id = y.id and ");
    } else {
        text.push("document d where ");
    }
    scope.predicate(&mut text);
    way.filters(&mut text, scope, filter);
    text.push(&format!(" limit {}) c", CAP + 1));
    let n = tx.int(text).await?;
    Ok(capped(n))
}

/// How many documents, and how many revisions that wait for acceptance, lie within each of these scopes, in one
/// statement; each count stops just beyond 10,000.
pub async fn count_many(tx: &mut Tx, scopes: &[Scope]) -> DbResult<Vec<(i64, i64)>> {
    if scopes.is_empty() {
        return Ok(Vec::new());
    }
    let mut text = sql("");
    for (at, scope) in scopes.iter().enumerate() {
        if at > 0 {
            text.push(" union all ");
        }
        text.push("select cast(")
            .push(&at.to_string())
            .push(" as bigint) as place, (select count(*) from (select d.id from document d where ");
        scope.predicate(&mut text);
        text.push(&format!(
            " limit {}) a) as documents, (select count(*) from (select r.id from revision r
            join document d on d.id = r.document_id where r.acceptance = 'pending' and r.project_id = ",
            CAP + 1
        ));
        text.arg(scope.project).push(" and ");
        scope.predicate(&mut text);
        text.push(&format!(" limit {}) b) as pending", CAP + 1));
    }
    let mut counts = vec![(0, 0); scopes.len()];
    for row in tx.all::<Both>(text).await? {
        if let Some(count) = usize::try_from(row.place).ok().and_then(|place| counts.get_mut(place)) {
            *count = (row.documents, row.pending);
        }
    }
    Ok(counts)
}

row! {
    struct Both { place: i64, documents: i64, pending: i64 }
}

/// Counts what only the shown revision can tell, page by page.
async fn count_shown(tx: &mut Tx, scope: &Scope, filter: &Filter) -> DbResult<(i64, bool)> {
    let (mut total, mut after) = (0, None);
    let way = Way::counting(tx, scope, filter).await?;
    loop {
        let page = walk_all(tx, &way, scope, filter, (Sort::Created, false), after.as_ref(), AT_ONCE).await?;
        total += page.documents.len() as i64;
        after = page.next;
        if after.is_none() || total > CAP {
            return Ok(capped(total));
        }
    }
}

/// Completes rows with their visible revisions; a row of which nothing is within reach is dropped.
pub(super) async fn complete(
    tx: &mut Tx,
    scope: &Scope,
    rows: Vec<DocumentRow>,
    detail: Detail,
) -> DbResult<Vec<Visible>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = rows.iter().map(|row| row.id.get()).collect();
    let mut revisions = revisions_of(tx, &ids, detail).await?;
    // Project-wide reach does not stand in for grants: one may add a right, an unaccepted revision of one's own, or a
    // document whose status the wide row does not show.
    let mut grants =
        if scope.is_granted() { grants::on(tx, scope, &ids, None).await? } else { HashMap::new() };
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let revisions = revisions.remove(&row.id.get()).unwrap_or_default();
            let grants = grants.remove(&row.id.get()).unwrap_or_default();
            assemble(scope, row, revisions, &grants)
        })
        .collect())
}

/// Every revision of these documents, the newest first.
async fn revisions_of(tx: &mut Tx, ids: &[i64], detail: Detail) -> DbResult<HashMap<i64, Vec<RevisionRow>>> {
    let mut revisions: HashMap<i64, Vec<RevisionRow>> = HashMap::new();
    if ids.is_empty() {
        return Ok(revisions);
    }
    let mut text = sql("");
    text.push("select ").push(match detail {
        Detail::Shown => REVISION_COLUMNS,
        Detail::Counted => COUNTED_REVISION_COLUMNS,
    });
    text.push(" from revision r where r.document_id in ").id_list(ids);
    text.push(" order by r.document_id, r.seq desc");
    let rows: Vec<RevisionRow> = match detail {
        Detail::Shown => tx.all(text).await?,
        Detail::Counted => tx.all::<CountedRevision>(text).await?.into_iter().map(Into::into).collect(),
    };
    for revision in rows {
        revisions.entry(revision.document_id.get()).or_default().push(revision);
    }
    Ok(revisions)
}

fn assemble(
    scope: &Scope,
    document: DocumentRow,
    revisions: Vec<RevisionRow>,
    grants: &[GrantState],
) -> Option<Visible> {
    let states: Vec<_> = revisions.iter().map(RevisionRow::state).collect();
    let mut reach = reach(scope.mode, &scope.clauses, &document.state(), &states, grants)?;
    prefer_current(&mut reach, &document, &states);
    let revisions = revisions
        .into_iter()
        .filter(|revision| reach.revisions.iter().any(|(seq, _)| *seq == revision.seq))
        .collect();
    Some(Visible { document, revisions, reach })
}

/// An archival upload is accepted without becoming current; it is not shown where the current revision, or one before
/// it, is within reach too.
fn prefer_current(reach: &mut Reach, document: &DocumentRow, states: &[RevisionState]) {
    let accepted =
        |seq: i64| states.iter().any(|state| state.seq == seq && state.acceptance == Acceptance::Accepted);
    let found = reach.revisions.iter().find(|(seq, _)| *seq <= document.current_seq && accepted(*seq));
    if let Some((seq, caps)) = found.copied() {
        reach.shown = seq;
        reach.caps = caps;
    }
}

/// A document in the bin by its public id, or `None` when it would not exist for this scope outside the bin.
pub async fn find_in_bin(tx: &mut Tx, scope: &Scope, public_id: &str) -> DbResult<Option<Visible>> {
    let mut text = sql("");
    text.push("select ").push(DOCUMENT_COLUMNS).push(" from document d where d.public_id = ").arg(public_id);
    text.push(" and d.organisation_id = ").arg(scope.organisation);
    text.push(" and d.project_id = ").arg(scope.project);
    text.push(" and ").push(IN_BIN);
    let Some(mut row) = tx.optional::<DocumentRow>(text).await? else { return Ok(None) };
    let deleted_at = row.deleted_at.take();
    let found = complete(tx, scope, vec![row], Detail::Shown).await?.into_iter().next();
    Ok(found.map(|mut visible| {
        visible.document.deleted_at = deleted_at;
        visible
    }))
}

/// What lies in the bin: neither what was merged into another document nor what was removed for good.
const IN_BIN: &str = "d.deleted_at is not null and d.merged_into is null and d.purged_at is null";

/// A page of the documents in the bin that would exist for this scope outside it, the last deleted first; with where the
/// next page begins, if there may be one.
pub async fn bin(
    tx: &mut Tx,
    scope: &Scope,
    before: Option<(i64, i64)>,
    limit: usize,
) -> DbResult<(Vec<Visible>, Option<(i64, i64)>)> {
    let mut text = sql("");
    text.push("select ").push(DOCUMENT_COLUMNS).push(" from document d where d.organisation_id = ");
    text.arg(scope.organisation).push(" and d.project_id = ").arg(scope.project).push(" and ").push(IN_BIN);
    if let Some((at, id)) = before {
        text.push(" and (d.deleted_at, d.id) < (").arg(at).push(", ").arg(id).push(")");
    }
    text.push(" order by d.deleted_at desc, d.id desc limit ").arg(limit as i64 + 1);
    let mut rows: Vec<DocumentRow> = tx.all(text).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().map(|row| (row.deleted_at.unwrap_or_default(), row.id.get()));
    let deleted: HashMap<DocumentId, i64> =
        rows.iter_mut().map(|row| (row.id, row.deleted_at.take().unwrap_or_default())).collect();
    let mut found = complete(tx, scope, rows, Detail::Shown).await?;
    for visible in &mut found {
        visible.document.deleted_at = deleted.get(&visible.document.id).copied();
    }
    Ok((found, last.filter(|_| more)))
}

row! {
    struct PastDocument { status: String, admitted: bool, restricted: bool, current_seq: i64, deleted: bool }
}
row! {
    struct PastRevision { revision_id: i64, seq: i64, status: String, acceptance: String }
}

/// The document as the scope's principal saw it at `scope.at`, a moment of the past; the scope must have been made from
/// facts of that moment. Titles and other fields that no rule reads are today's.
pub async fn as_of(tx: &mut Tx, scope: &Scope, id: DocumentId) -> DbResult<Option<Visible>> {
    let mut text = sql("");
    text.push("select ").push(DOCUMENT_COLUMNS).push(" from document d where d.id = ").arg(id);
    text.push(" and d.organisation_id = ")
        .arg(scope.organisation)
        .push(" and d.project_id = ")
        .arg(scope.project);
    let Some(mut document) = tx.optional::<DocumentRow>(text).await? else { return Ok(None) };
    let past = sql("select status, admitted, restricted, current_seq, deleted from document_history
        where document_id = $1 and valid_from <= $2 and valid_to > $2")
    .bind(id)
    .bind(scope.at);
    let Some(past) = tx.optional::<PastDocument>(past).await? else { return Ok(None) };
    document.status = past.status;
    document.admitted = past.admitted;
    document.restricted = past.restricted;
    document.current_seq = past.current_seq;
    document.deleted_at = past.deleted.then_some(scope.at);
    let states: Vec<PastRevision> = tx
        .all(
            sql("select revision_id, seq, status, acceptance from revision_history
                where document_id = $1 and valid_from <= $2 and valid_to > $2")
            .bind(id)
            .bind(scope.at),
        )
        .await?;
    // A revision may have moved to another document since: it is read by its own number, wherever it lies now.
    let ids: Vec<i64> = states.iter().map(|state| state.revision_id).collect();
    let mut text = sql("");
    text.push("select ").push(REVISION_COLUMNS).push(" from revision r where r.id in ").id_list(&ids);
    let mut revisions: Vec<RevisionRow> = tx.all(text).await?;
    for revision in &mut revisions {
        if let Some(state) = states.iter().find(|state| state.revision_id == revision.id.get()) {
            (revision.document_id, revision.seq) = (id, state.seq);
            revision.status.clone_from(&state.status);
            revision.acceptance.clone_from(&state.acceptance);
        }
    }
    revisions.sort_by_key(|revision| std::cmp::Reverse(revision.seq));
    let mut grants = grants::on(tx, scope, &[id.get()], Some(scope.at)).await?;
    Ok(assemble(scope, document, revisions, &grants.remove(&id.get()).unwrap_or_default()))
}
