//! Counting what the dashboard shows.

use std::collections::BTreeMap;

use wayleave_access::documents::{self, Coded, Counted, Facet, Filter};
use wayleave_access::{Action, ProjectFacts, Scope, Target, act};
use wayleave_base::Timestamp;

use super::view::{
    BarView, ChartView, DashboardView, ListLink, OverdueView, OwnAccess, TileView, WeekView, WeeksView,
};
use super::weeks;
use crate::cx::Cx;
use crate::error::Result;
use crate::ledger;
use crate::packages;
use crate::projects;
use crate::register::overview;
use crate::reports::Reader;
use crate::reports::overdue::{self, Narrow};
use crate::transmittals;
use crate::wire;
use crate::work::{ProjectRow, Work};
use crate::workflows;

/// A day in milliseconds.
const DAY: i64 = 24 * 3600 * 1000;
/// What waits for longer than this many days is overdue.
const OVERDUE_DAYS: i64 = 7;
/// Access that ends within this many days is counted.
const ENDING_DAYS: i64 = 14;
/// How much of what is overdue is shown.
const LATE: usize = 8;
/// How many of the documents that changed last are shown.
const RECENT: usize = 8;

/// The fields of the charts.
const CHARTS: [Facet; 3] =
    [Facet::Status, Facet::Coded(Coded::DocumentType), Facet::Coded(Coded::Discipline)];

/// A project at a glance.
pub async fn get(cx: &Cx, organisation: &str, project: &str) -> Result<DashboardView> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::ProjectView>(&facts, Target::default())?;
    let scope = facts.scope();
    let mut tiles = queue_tiles(&mut work, &project, &facts, &scope).await?;
    tiles.extend(register_tiles(&mut work, &facts, &scope).await?);
    let sort = if facts.is_team() { "updated" } else { "newest" };
    Ok(DashboardView {
        tiles,
        overdue: overdue(&mut work, &project, &facts).await?,
        charts: charts(&mut work, &facts, &scope).await?,
        weeks: over_weeks(&mut work, &project, &scope).await?,
        recent: overview::recent(&mut work, &facts, RECENT).await?,
        recent_link: link("documents", [("sort", sort.to_owned())]),
        access: own_access(&mut work, &facts).await?,
    })
}

fn link<const N: usize>(list: &'static str, query: [(&'static str, String); N]) -> ListLink {
    ListLink { list, query: BTreeMap::from(query) }
}

fn tile(key: &'static str, (count, more): Counted, link: ListLink) -> TileView {
    TileView { key, count, more, link }
}

/// What asks the reader to do something.
async fn queue_tiles(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    scope: &Scope,
) -> Result<Vec<TileView>> {
    let may = |action| facts.outcome(action, Target::default()).is_allowed();
    let (now, me) = (work.now(), work.me.subject);
    let mut tiles = Vec::new();
    if may(Action::SubmissionList) {
        let before: Timestamp = now - OVERDUE_DAYS * DAY;
        let (waiting, overdue) = documents::count_waiting(&mut work.tx, scope, before).await?;
        tiles.push(tile("pending", waiting, link("pending", [])));
        tiles.push(tile("overdue", overdue, link("pending", [("before", wire::time(before))])));
    }
    if may(Action::EditRequestList) {
        let open = overview::requests(&mut work.tx, scope, None).await?;
        tiles.push(tile("edit_requests", open, link("edit_requests", [])));
    }
    if may(Action::AccessView) {
        let before = now + ENDING_DAYS * DAY;
        let ending = ledger::ending(work, project.id, before).await?;
        tiles.push(tile("access_ending", ending, link("access", [("ends_before", wire::time(before))])));
    }
    if let Some(waiting) = packages::count_waiting(work, project, facts).await? {
        let asked = [("waiting", "true".to_owned())];
        tiles.push(tile("work_packages", waiting, link("work_packages", asked)));
    }
    tiles.extend(routing_tiles(work, project, facts).await?);
    if may(Action::EditRequestListOwn) {
        let own = overview::requests(&mut work.tx, scope, Some(me)).await?;
        tiles.push(tile("own_edit_requests", own, link("own_edit_requests", [])));
    }
    Ok(tiles)
}

/// Transmittals and workflows that wait for somebody.
async fn routing_tiles(work: &mut Work, project: &ProjectRow, facts: &ProjectFacts) -> Result<Vec<TileView>> {
    let yes = || "true".to_owned();
    let place = || std::iter::once((project, facts));
    let mut tiles = Vec::new();
    let mut add = |key, count: Option<i64>, link| {
        tiles.extend(count.map(|count| tile(key, (count, false), link)));
    };
    let pressing = transmittals::listing::pressing(work, place()).await?;
    if let Some(found) = pressing.get(&project.id) {
        let own = link("transmittals", [("mine", "to_acknowledge".to_owned())]);
        add("to_acknowledge", Some(found.own), own);
        add("transmittals_overdue", found.overdue, link("transmittals", [("overdue", yes())]));
        add("mail_failed", found.mail_failed, link("transmittals", [("mail_failed", yes())]));
    }
    let late = workflows::late(work, place()).await?;
    add("workflows_overdue", late.get(&project.id).copied(), link("workflows", [("overdue", yes())]));
    Ok(tiles)
}

/// What is overdue, one by one: everybody's for Document Controllers and Project Admins, one's own for the others.
async fn overdue(work: &mut Work, project: &ProjectRow, facts: &ProjectFacts) -> Result<OverdueView> {
    let reader = Reader::new(work, project, facts);
    let everybodys = facts.outcome(Action::SubmissionList, Target::default()).is_allowed();
    let own = (!everybodys).then_some(work.me.subject);
    let narrow = Narrow { own, ..Narrow::default() };
    let (items, more) = overdue::list(work, &reader, &narrow, LATE).await?;
    Ok(OverdueView { items, more, everybodys })
}

/// The register itself: all of it, what is the reader's own, what is restricted.
async fn register_tiles(work: &mut Work, facts: &ProjectFacts, scope: &Scope) -> Result<Vec<TileView>> {
    let yes = || "true".to_owned();
    let mine = Filter { uploaded_by: Some(work.me.subject), ..Filter::default() };
    let mut asked = vec![
        ("documents", Filter::default(), link("documents", [])),
        ("mine", mine.clone(), link("documents", [("mine", yes())])),
        (
            "mine_pending",
            Filter { waiting: true, ..mine },
            link("documents", [("mine", yes()), ("pending", yes())]),
        ),
    ];
    if facts.is_team() {
        let restricted = Filter { restricted: Some(true), ..Filter::default() };
        asked.push(("restricted", restricted, link("documents", [("restricted", yes())])));
    }
    let settled: Vec<Filter> =
        asked.iter().map(|(_, filter, _)| filter.clone()).filter(|filter| scope.settles(filter)).collect();
    let mut counted = documents::count_each(&mut work.tx, scope, &settled).await?.into_iter();
    let mut tiles = Vec::new();
    for (key, filter, link) in asked {
        let count = if scope.settles(&filter) {
            counted.next().unwrap_or_default()
        } else {
            documents::count(&mut work.tx, scope, &filter).await?
        };
        tiles.push(tile(key, count, link));
    }
    Ok(tiles)
}

/// Documents by status, document type and discipline.
async fn charts(work: &mut Work, facts: &ProjectFacts, scope: &Scope) -> Result<Vec<ChartView>> {
    let mut found = documents::facets(&mut work.tx, scope, &Filter::default(), &CHARTS).await?;
    let labels = overview::labels(work, facts.project).await?;
    let mut charts = Vec::new();
    for field in CHARTS {
        let numbers = found.fields.remove(&field).unwrap_or_default();
        let mut values: Vec<BarView> = numbers
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(code, count)| bar(field, code, count, &labels))
            .collect();
        values.sort_by(|one, two| two.count.cmp(&one.count).then_with(|| one.code.cmp(&two.code)));
        charts.push(ChartView { field: field.name(), values, more: found.more });
    }
    Ok(charts)
}

fn bar(field: Facet, code: String, count: i64, labels: &BTreeMap<(String, String), String>) -> BarView {
    let label = match field {
        Facet::Status => overview::status_words(&code),
        Facet::Coded(_) => labels.get(&(field.name().to_owned(), code.clone())).unwrap_or(&code).clone(),
    };
    // A list takes several codes with commas between them, and cannot be asked for documents without one.
    let asked = !code.is_empty() && !code.contains(',') && code.trim() == code;
    let link = asked.then(|| link("documents", [(field.name(), code.clone())]));
    BarView { code, label, count, link }
}

/// Documents over the last weeks, by the day they were added.
async fn over_weeks(work: &mut Work, project: &ProjectRow, scope: &Scope) -> Result<WeeksView> {
    let (weeks, moments) = weeks::last(work.now(), &project.timezone);
    let (counts, more) = documents::created_between(&mut work.tx, scope, &moments).await?;
    let values = weeks
        .into_iter()
        .zip(counts)
        .map(|((from, to), count)| WeekView {
            from: from.to_string(),
            to: to.to_string(),
            count,
            link: link("documents", [("q", format!("created:{from}..{to}"))]),
        })
        .collect();
    Ok(WeeksView { values, more })
}

/// Until when somebody from outside is in, and whom to ask.
async fn own_access(work: &mut Work, facts: &ProjectFacts) -> Result<Option<OwnAccess>> {
    if facts.is_team() {
        return Ok(None);
    }
    let (organisation, now, me) = (work.organisation.id, work.now(), work.me.subject);
    let mut found = projects::standings(&mut work.tx, organisation, now, me, &[facts.project]).await?;
    let standing = found.remove(&facts.project).unwrap_or_default();
    Ok(Some(OwnAccess {
        ends_at: standing.ends_at.and_then(wire::end),
        full_register_until: facts.full_register_until.and_then(wire::end),
        contacts: standing.contacts,
    }))
}
