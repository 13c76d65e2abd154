//! How many documents have each status and each code, within a scope and a filter.
//!
//! The numbers of one field are those of the list without the field's own filter, so that a reader sees what else they
//! could choose there. Promise: nothing is counted that the list would not show.

use std::collections::BTreeMap;

use wayleave_db::{DbResult, Tx, row, sql};

use super::list::{AT_ONCE, Sort, walk_all};
use super::way::{Wanted, Way};
use super::{Coded, Filter, Scope, Visible};

/// A field that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// The status; outside, that of the revision shown.
    Status,
    /// A code.
    Coded(Coded),
}

impl Facet {
    /// Its name, which is that of its column too.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Coded(field) => field.name(),
        }
    }

    /// All of them, in the order of screens.
    pub fn all() -> impl Iterator<Item = Self> {
        std::iter::once(Self::Status).chain(Coded::ALL.into_iter().map(Self::Coded))
    }
}

/// The numbers of documents by field and code; what has no code is counted under the empty one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// By field.
    pub fields: BTreeMap<Facet, BTreeMap<String, i64>>,
    /// Were there more documents than are counted? Then every number is a lower bound.
    pub more: bool,
}

/// Where the engine's counting stops.
const COUNTED: i64 = 10_000;
/// Where looking at single documents stops.
const LOOKED_AT: usize = 10_000;

/// The numbers for these fields.
pub async fn facets(tx: &mut Tx, scope: &Scope, filter: &Filter, fields: &[Facet]) -> DbResult<Facets> {
    let mut facets =
        Facets { fields: fields.iter().map(|field| (*field, BTreeMap::new())).collect(), more: false };
    if scope.is_empty() || fields.is_empty() {
        return Ok(facets);
    }
    // The fields' own filters are applied when counting.
    let base = Filter { statuses: Vec::new(), codes: BTreeMap::new(), ..filter.clone() };
    if !scope.is_team() {
        look(tx, scope, (&base, filter), &mut facets).await?;
        return Ok(facets);
    }
    if !base.asks_rows() {
        count(tx, scope, (&base, filter), &mut facets).await?;
        return Ok(facets);
    }
    // Of settled documents the engine tells what is found; the others are looked at one by one.
    if base.restricted != Some(true) && base.admitted != Some(false) && !base.waiting {
        let settled = Filter { restricted: Some(false), admitted: Some(true), ..base.clone() };
        count(tx, scope, (&settled, filter), &mut facets).await?;
    }
    look(tx, scope, (&Filter { unsettled: true, ..base.clone() }, filter), &mut facets).await?;
    Ok(facets)
}

row! {
    struct Numbered { place: i64, code: String, n: i64 }
}

/// Lets the engine count what `base` finds, each field under the other fields' filters.
async fn count(
    tx: &mut Tx,
    scope: &Scope,
    (base, filter): (&Filter, &Filter),
    facets: &mut Facets,
) -> DbResult<()> {
    let way = Way::choose(tx, scope, base, Wanted::Number).await?;
    let mut text = sql("with hits as materialized (select d.status");
    for field in Coded::ALL {
        text.push(&format!(", d.{}", field.name()));
    }
    if let Some(lead) = &way.lead {
        text.push(" from (select distinct id from (").append(lead);
        text.push(") x) y cross join document d where d.id = y.id and ");
    } else {
        text.push(" from document d where ");
    }
    scope.predicate(&mut text);
    way.filters(&mut text, scope, base);
    text.push(&format!(
        " limit {}) select cast(-1 as bigint) as place, '' as code, count(*) as n from hits",
        COUNTED + 1
    ));
    let fields: Vec<Facet> = facets.fields.keys().copied().collect();
    for (place, field) in fields.iter().enumerate() {
        let name = field.name();
        text.push(&format!(
            " union all select cast({place} as bigint) as place, {name} as code, count(*) as n from hits where 1 = 1"
        ));
        if !filter.statuses.is_empty() && *field != Facet::Status {
            text.push(" and status in ").text_list(&filter.statuses);
        }
        for (other, codes) in filter.codes.iter().filter(|(other, _)| Facet::Coded(**other) != *field) {
            text.push(&format!(" and {} in ", other.name())).text_list(codes);
        }
        text.push(&format!(" group by {name}"));
    }
    for row in tx.all::<Numbered>(text).await? {
        match usize::try_from(row.place).ok().and_then(|place| fields.get(place)) {
            Some(field) => *facets.fields.entry(*field).or_default().entry(row.code).or_default() += row.n,
            None => facets.more |= row.n > COUNTED,
        }
    }
    Ok(())
}

/// Looks at the documents that `base` finds, as the list does, and counts each field under the other fields' filters.
async fn look(
    tx: &mut Tx,
    scope: &Scope,
    (base, filter): (&Filter, &Filter),
    facets: &mut Facets,
) -> DbResult<()> {
    let way = Way::counting(tx, scope, base).await?;
    let (mut after, mut seen) = (None, 0);
    loop {
        let page = walk_all(tx, &way, scope, base, (Sort::Created, false), after.as_ref(), AT_ONCE).await?;
        for visible in &page.documents {
            for (field, numbers) in &mut facets.fields {
                if fits(scope, filter, visible, *field) {
                    *numbers.entry(code(scope, visible, *field).to_owned()).or_default() += 1;
                }
            }
        }
        seen += page.documents.len();
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
        if seen >= LOOKED_AT {
            facets.more = true;
            return Ok(());
        }
    }
}

/// Does the document pass the filters of all fields but this one?
fn fits(scope: &Scope, filter: &Filter, visible: &Visible, but: Facet) -> bool {
    let passes = |field: Facet, codes: &[String]| {
        field == but || codes.is_empty() || codes.iter().any(|one| one == code(scope, visible, field))
    };
    passes(Facet::Status, &filter.statuses)
        && filter.codes.iter().all(|(field, codes)| passes(Facet::Coded(*field), codes))
}

/// What a document is counted under.
fn code<'a>(scope: &Scope, visible: &'a Visible, field: Facet) -> &'a str {
    match field {
        Facet::Status if scope.is_team() => &visible.document.status,
        Facet::Status => &visible.shown().status,
        Facet::Coded(field) => field.of(&visible.document),
    }
}
