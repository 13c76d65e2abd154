//! How a list is walked: the plan, and what is found out before the walk begins.
//!
//! The index of words answers a question about all its passages sooner than about a few hundred of them one by one. So a
//! search is asked as a whole wherever it can be, and only the rows of a page are ever tested singly.

use wayleave_db::{DbResult, Sql, Tx, row, sql};

use super::list::{Plan, Sort, union};
use super::{Filter, Scope};
use crate::search::{self, Hits, Search};

/// Up to how many visible ids GATHER sorts; beyond, PROBE's bounded walk is cheaper.
const GATHER_LIMIT: i64 = 2_000;
/// Among how many documents a search is answered before the walk.
const KNOWN_LIMIT: i64 = 10_000;
/// How many streams one statement merges; SQLite allows 500 terms.
pub(super) const STREAMS_PER_STATEMENT: usize = 64;

/// What is wanted of the walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A page in this order: where a search finds much, the order leads.
    Page(Sort),
    /// A number of the engine's: whatever the order, the search leads.
    Number,
}

/// How much is read of each document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Detail {
    /// All that is shown.
    Shown,
    /// What decides whether and where it is counted; the rest is empty, and the documents are not handed out.
    Counted,
}

/// A plan with what it needs.
#[derive(Debug)]
pub(super) struct Way {
    /// The plan.
    pub(super) plan: Plan,
    /// How much is read.
    pub(super) detail: Detail,
    /// The query for the ids that the walk begins with.
    pub(super) lead: Option<Sql>,
    /// The condition of the search that the lead stands for.
    led: Option<usize>,
    /// What the search finds among the ids of the lead, if that is known; then the rows decide alone.
    pub(super) hits: Option<Hits>,
}

impl Way {
    /// A plan that needs nothing.
    pub(super) fn plain(plan: Plan) -> Self {
        Self { plan, detail: Detail::Shown, lead: None, led: None, hits: None }
    }

    /// Begins with documents that are named: whoever asks for a few does not walk the register.
    fn among(ids: &[i64]) -> Self {
        let mut text = sql("select n.id from document n where n.id in ");
        text.id_list(ids);
        Self { lead: Some(text), ..Self::plain(Plan::Found) }
    }

    /// The cheapest way through this scope.
    pub(super) async fn choose(
        tx: &mut Tx,
        scope: &Scope,
        filter: &Filter,
        wanted: Wanted,
    ) -> DbResult<Self> {
        if scope.is_empty() {
            return Ok(Self::plain(Plan::Probe));
        }
        if let Some(documents) = &filter.documents {
            let ids: Vec<i64> = documents.iter().map(|document| document.get()).collect();
            return Ok(Self::among(&ids));
        }
        let Some(search) = filter.search.as_ref().filter(|search| !search.is_all()) else {
            return Self::unsought(tx, scope, filter, wanted).await;
        };
        // Where the rows decide in the end, the search is answered beforehand among all the documents it can concern.
        let rows_decide = filter.unsettled || !scope.is_team();
        if rows_decide
            && let Some((all, granted)) = within(tx, scope, filter).await?
            && let Some(way) = Self::known(tx, scope, filter, search, (&all, granted)).await?
        {
            return Ok(way);
        }
        let way = Self::led(tx, scope, search, wanted).await?;
        if rows_decide
            && let Some(lead) = &way.lead
            && let Some(way) = Self::known(tx, scope, filter, search, (lead, false)).await?
        {
            return Ok(way);
        }
        Ok(way)
    }

    async fn unsought(tx: &mut Tx, scope: &Scope, filter: &Filter, wanted: Wanted) -> DbResult<Self> {
        // The few that rows must decide about are found by their own indexes, not by walking all the others.
        if filter.unsettled
            && let Some((lead, _)) = within(tx, scope, filter).await?
        {
            return Ok(Self { lead: Some(lead), ..Self::plain(Plan::Found) });
        }
        let granted = scope.is_granted() && !scope.is_wide();
        if granted && wanted == Wanted::Page(Sort::Created) && *filter == Filter::default() {
            return Ok(Self::plain(Plan::Stream));
        }
        let few = granted && estimate(tx, scope, GATHER_LIMIT).await? <= GATHER_LIMIT;
        Ok(Self::plain(if few { Plan::Gather } else { Plan::Probe }))
    }

    /// Begins with what the search finds, if that is little or whatever leads must.
    pub(super) async fn led(tx: &mut Tx, scope: &Scope, search: &Search, wanted: Wanted) -> DbResult<Self> {
        let always = wanted == Wanted::Number;
        let lead = search::leading(tx, search, scope.project, scope.is_team(), always).await?;
        Ok(match lead {
            Some(lead) => Self { lead: Some(lead.ids), led: lead.leaf, ..Self::plain(Plan::Found) },
            None => Self::plain(Plan::Probe),
        })
    }

    /// Answers the search among these documents, of which the query tells the ids, if they are few. Those that grants open
    /// are hardly ever out of reach.
    async fn known(
        tx: &mut Tx,
        scope: &Scope,
        filter: &Filter,
        search: &Search,
        (all, granted): (&Sql, bool),
    ) -> DbResult<Option<Self>> {
        let mut text =
            sql(if granted { "select distinct y.id from (" } else { "select distinct d.id from (" });
        text.append(all).push(") y");
        if !granted {
            text.push(" cross join document d where d.id = y.id and ");
            scope.predicate(&mut text);
            scope.filters_but_search(&mut text, filter);
            search.print_plain(&mut text, scope.is_team());
        }
        text.push(" limit ").arg(KNOWN_LIMIT + 1);
        let ids: Vec<i64> = tx.all::<Id>(text).await?.into_iter().map(|row| row.id).collect();
        if ids.len() as i64 > KNOWN_LIMIT {
            return Ok(None);
        }
        let hits = Hits::among(tx, search, &ids).await?;
        let ids: Vec<i64> = ids.into_iter().filter(|id| hits.may_find(search, *id)).collect();
        Ok(Some(Self { hits: Some(hits), ..Self::among(&ids) }))
    }

    /// The way on which the documents that single rows must decide about are counted.
    pub(super) async fn counting(tx: &mut Tx, scope: &Scope, filter: &Filter) -> DbResult<Self> {
        let way = Self::choose(tx, scope, filter, Wanted::Page(Sort::Number)).await?;
        Ok(Self { detail: Detail::Counted, ..way })
    }

    /// The reader's filters over table `d` that this way does not stand for, each beginning with `and`.
    pub(super) fn filters(&self, text: &mut Sql, scope: &Scope, filter: &Filter) {
        if let Some(search) = &filter.search {
            match self.hits {
                None => search.print(text, scope.is_team(), self.led),
                Some(_) => search.print_plain(text, scope.is_team()),
            }
        }
        scope.filters_but_search(text, filter);
    }
}

row! {
    struct Id { id: i64 }
}

/// A query for the ids of all documents that the filter can find, whatever is searched for, and whether grants open them;
/// `None` where they may be many.
async fn within(tx: &mut Tx, scope: &Scope, filter: &Filter) -> DbResult<Option<(Sql, bool)>> {
    if filter.unsettled {
        let mut text = sql("select u.id from document u where u.restricted = 1 and u.project_id = ");
        text.arg(scope.project);
        text.push(" union all select u.id from document u where u.admitted = 0 and u.project_id = ");
        text.arg(scope.project);
        return Ok(Some((text, false)));
    }
    let granted = scope.is_granted() && !scope.is_wide();
    let few = granted && estimate(tx, scope, KNOWN_LIMIT).await? <= KNOWN_LIMIT;
    Ok(few.then(|| (union(&scope.streams(None)), true)))
}

/// How many ids the streams hold, each counted to just past the limit. Capping the union would not cap the work.
async fn estimate(tx: &mut Tx, scope: &Scope, limit: i64) -> DbResult<i64> {
    let mut total = 0;
    for stream in scope.streams(None).chunks(STREAMS_PER_STATEMENT) {
        let mut text = sql("select cast(0");
        for part in stream {
            text.push(" + (select count(*) from (").append(part).push(&format!(" limit {}) s)", limit + 1));
        }
        text.push(" as bigint) as n");
        total += tx.int(text).await?;
        if total > limit {
            break;
        }
    }
    Ok(total)
}
