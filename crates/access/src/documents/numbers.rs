//! Several numbers about a scope at once, each in one statement, and each the length of a list that the scope shows.

use wayleave_base::Timestamp;
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use super::{Filter, Scope};
use crate::reach::Clause;
use crate::words::{Caps, Reason};

/// Where each count stops.
pub const CAP: i64 = 10_000;

/// A number, and whether there is more than was counted.
pub type Counted = (i64, bool);

row! {
    struct Numbered { place: i64, n: i64 }
}

/// The number to show for a count that looked one beyond [`CAP`].
#[must_use]
pub fn capped(n: i64) -> Counted {
    (n.min(CAP), n > CAP)
}

impl Scope {
    /// Can the engine tell by itself what this filter shows? For outsiders the status and the uploader are those of
    /// revisions within their reach; a search, and what is asked of revisions, is for what a reader is shown.
    #[must_use]
    pub fn settles(&self, filter: &Filter) -> bool {
        let by_row = !filter.statuses.is_empty() || filter.uploaded_by.is_some();
        !filter.asks_rows() && (self.is_team() || !by_row)
    }

    /// `and` the waiting revision `r` of document `d`, which is within the scope, is within reach itself: project-wide
    /// where unaccepted revisions are, and for whoever uploaded it.
    fn waiting(&self, text: &mut Sql) {
        text.push(" and r.acceptance = 'pending' and (1 = 0");
        for clause in &self.clauses {
            match clause {
                Clause::Wide { columns, unaccepted: true, .. } => {
                    text.push(" or ");
                    super::scope::wide(text, columns);
                }
                Clause::Wide { .. } => {}
                Clause::Granted { cap, .. } => {
                    text.push(
                        " or exists (select 1 from access_grant g where g.object_kind = 1 and g.object_id = d.id \
                         and g.subject_id in ",
                    );
                    text.id_list(&self.subjects);
                    self.live(text, "g", cap.with(Caps::VIEW));
                    text.push(&format!(
                        " and g.reason = {} and r.seq >= g.rev_from and r.seq <= g.rev_to)",
                        Reason::Created as i64
                    ));
                }
            }
        }
        text.push(")");
    }
}

/// How many documents each of these filters finds, in one statement; each must be one that the scope settles.
pub async fn count_each(tx: &mut Tx, scope: &Scope, filters: &[Filter]) -> DbResult<Vec<Counted>> {
    let mut counts = vec![(0, false); filters.len()];
    if scope.is_empty() || filters.is_empty() {
        return Ok(counts);
    }
    let mut text = sql("");
    for (place, filter) in filters.iter().enumerate() {
        debug_assert!(scope.settles(filter), "the engine alone cannot tell what this filter shows");
        text.push(if place > 0 { " union all select cast(" } else { "select cast(" });
        text.push(&format!(
            "{place} as bigint) as place, (select count(*) from (select d.id from document d where "
        ));
        scope.predicate(&mut text);
        scope.filters(&mut text, filter);
        text.push(&format!(" limit {}) c{place}) as n", CAP + 1));
    }
    for row in tx.all::<Numbered>(text).await? {
        if let Some(count) = usize::try_from(row.place).ok().and_then(|place| counts.get_mut(place)) {
            *count = capped(row.n);
        }
    }
    Ok(counts)
}

/// How many revisions wait for acceptance within reach: all, and those that were uploaded before `before`.
pub async fn count_waiting(tx: &mut Tx, scope: &Scope, before: Timestamp) -> DbResult<(Counted, Counted)> {
    if scope.is_empty() {
        return Ok(((0, false), (0, false)));
    }
    let mut text = sql("");
    for (place, before) in [(0, None), (1, Some(before))] {
        text.push(if place > 0 { " union all select cast(" } else { "select cast(" });
        text.push(&format!(
            "{place} as bigint) as place, (select count(*) from (select r.id from revision r
             join document d on d.id = r.document_id where r.project_id = "
        ));
        text.arg(scope.project);
        if let Some(before) = before {
            text.push(" and r.uploaded_at < ").arg(before);
        }
        text.push(" and ");
        scope.predicate(&mut text);
        scope.waiting(&mut text);
        text.push(&format!(" limit {}) c{place}) as n", CAP + 1));
    }
    let mut counts = [(0, false); 2];
    for row in tx.all::<Numbered>(text).await? {
        if let Some(count) = usize::try_from(row.place).ok().and_then(|place| counts.get_mut(place)) {
            *count = capped(row.n);
        }
    }
    Ok((counts[0], counts[1]))
}

/// How many documents within the scope were created in each of the spans between these moments; the newest 10,000 are
/// counted, and the flag says that there are more. `bounds` ascend.
pub async fn created_between(tx: &mut Tx, scope: &Scope, bounds: &[Timestamp]) -> DbResult<(Vec<i64>, bool)> {
    let mut counts = vec![0; bounds.len().saturating_sub(1)];
    let (Some(first), Some(last)) = (bounds.first(), bounds.last()) else { return Ok((counts, false)) };
    if scope.is_empty() || counts.is_empty() {
        return Ok((counts, false));
    }
    let mut text = sql("select place, count(*) as n from (select case");
    for (place, before) in bounds.iter().skip(1).enumerate() {
        text.push(" when d.created_at < ").arg(*before);
        text.push(&format!(" then cast({place} as bigint)"));
    }
    text.push(" end as place from document d where ");
    scope.predicate(&mut text);
    text.push(" and d.created_at >= ").arg(*first).push(" and d.created_at < ").arg(*last);
    text.push(&format!(" order by d.created_at desc, d.id desc limit {}) s group by place", CAP + 1));
    let mut total = 0;
    for row in tx.all::<Numbered>(text).await? {
        total += row.n;
        if let Some(count) = usize::try_from(row.place).ok().and_then(|place| counts.get_mut(place)) {
            *count = row.n;
        }
    }
    Ok((counts, total > CAP))
}
