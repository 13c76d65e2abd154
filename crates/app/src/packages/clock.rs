//! The time of work packages: whoever it waits for is told on the morning before the day that it is due, and on every
//! morning after it while it is not approved. One job follows a package from one of these moments to the next; it ends when
//! the package is approved, or when its day is another.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use wayleave_base::{OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::Tx;
use wayleave_jobs::{Enqueue, Handlers, Job, JobError};

use super::contents::Held;
use super::store::{self, PackageRow};
use super::tables::State;
use crate::error::Result;
use crate::notices::{self, Notice};
use crate::people;
use crate::shared::Shared;
use crate::wire;
use crate::work::ProjectRow;

/// For how many days a late package is told of.
const DAYS: i64 = 30;

/// A moment in the time of a package.
#[derive(Serialize, Deserialize)]
struct Tick {
    organisation: i64,
    package: i64,
    /// How often its time began; a later beginning has a clock of its own.
    clock: i64,
    at: Timestamp,
}

impl Job for Tick {
    const NAME: &'static str = "work_package_clock";
    const PRIORITY: i64 = 5;
}

/// The first of a package's mornings after `now`: the one before its day, and those after it.
fn next(due_on: &str, zone: &str, now: Timestamp) -> Option<Timestamp> {
    let due: Date = due_on.parse().ok()?;
    let mut mornings = std::iter::once(-1).chain(1..=DAYS).filter_map(|days| wire::morning(due, days, zone));
    mornings.find(|at| *at > now)
}

/// Begins the time of a package anew.
pub async fn wind(tx: &mut Tx, organisation: OrganisationId, held: &Held, now: Timestamp) -> Result<()> {
    let zone = &held.project.timezone;
    let Some(at) = held.row.due_on.as_deref().and_then(|day| next(day, zone, now)) else { return Ok(()) };
    let tick = Tick { organisation: organisation.get(), package: held.row.id, clock: held.row.clock, at };
    set(tx, &tick, now).await
}

async fn set(tx: &mut Tx, tick: &Tick, now: Timestamp) -> Result<()> {
    let organisation = Some(OrganisationId(tick.organisation));
    let how = Enqueue { run_at: tick.at, dedupe: None, organisation };
    Ok(wayleave_jobs::enqueue(tx, now, tick, how).await?)
}

async fn run(shared: &Shared, tick: &Tick) -> Result<()> {
    let (organisation, now) = (OrganisationId(tick.organisation), shared.clock.now());
    let mut tx = shared.db.begin_in(organisation).await?;
    // Somebody may be approving it at this moment.
    wayleave_access::audit::hold(&mut tx, organisation).await?;
    let found = store::of_organisation(&mut tx, organisation, tick.package).await?;
    let running = found.filter(|(_, row)| {
        row.clock == tick.clock && State::parse(&row.state).is_some_and(State::runs) && row.told_at < tick.at
    });
    let Some((project, row)) = running else { return Ok(()) };
    let place = ProjectRow::load(&mut tx, organisation, project).await?;
    let (Some(due_on), zone) = (row.due_on.as_deref(), place.timezone.as_str()) else { return Ok(()) };
    // A server that stood still tells of what is the case now, not of every day that it missed.
    let late = wire::end_of_day("due_on", due_on, zone).is_ok_and(|end| now > end);
    let kind = if late { "work_package.overdue" } else { "work_package.due" };
    let people = waits_for(&mut tx, (organisation, project), &row, now).await?;
    let payload = json!({"package": row.public_id, "number": row.reference});
    let notice = Notice { kind, project: Some(project), document: None, payload };
    notices::notify(&mut tx, &shared.ids, organisation, now, &people, &notice).await?;
    store::told(&mut tx, row.id, tick.at).await?;
    if let Some(at) = next(due_on, zone, now) {
        set(&mut tx, &Tick { at, ..*tick }, now).await?;
    }
    tx.commit().await?;
    shared.wake.notify_one();
    Ok(())
}

/// Whom a package waits for: its assignee, or once it was submitted its reviewers; where nobody is named, those who look
/// after the project.
async fn waits_for(
    tx: &mut Tx,
    (organisation, project): (OrganisationId, ProjectId),
    row: &PackageRow,
    now: Timestamp,
) -> Result<Vec<SubjectId>> {
    let named = if row.state == State::Submitted.code() {
        store::reviewers(tx, row.id).await?
    } else {
        row.assignee_id.into_iter().collect()
    };
    let present = store::present(tx, (organisation, project), &named, now).await?;
    let named: Vec<SubjectId> = named.into_iter().filter(|person| present.contains(person)).collect();
    if named.is_empty() {
        return Ok(people::project_admins(tx, organisation, project, now).await?);
    }
    Ok(named)
}

async fn tick(shared: Arc<Shared>, tick: Tick) -> std::result::Result<(), JobError> {
    run(&shared, &tick).await.map_err(JobError::from)
}

/// The jobs of this feature.
pub(crate) fn jobs(handlers: Handlers<Shared>) -> Handlers<Shared> {
    handlers.with::<Tick, _, _>(tick)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_told_of_on_the_morning_before_its_day_and_on_every_morning_after_it() {
        // Clocks in Berlin went forward on the 29th of March 2026; eight in the morning stays eight.
        let morning = |day: &str| {
            let text = format!("{day}T08:00[Europe/Berlin]");
            text.parse::<jiff::Zoned>().expect("a moment").timestamp().as_millisecond()
        };
        let (mut now, mut told) = (morning("2026-03-01"), Vec::new());
        while let Some(at) = next("2026-03-28", "Europe/Berlin", now) {
            told.push(at);
            now = at;
        }
        assert_eq!(told[..3], [morning("2026-03-27"), morning("2026-03-29"), morning("2026-03-30")]);
        assert_eq!((told.len(), told[30]), (31, morning("2026-04-27")));
    }
}
