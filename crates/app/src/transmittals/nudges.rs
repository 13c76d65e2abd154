//! The time of a transmittal: those who must acknowledge receipt and did not are reminded on the day by which they should,
//! daily for a week after it and weekly for three more (K-7.3). One job follows it from one of these moments to the next, and
//! ends when nobody is silent any more.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use wayleave_access::SystemAct;
use wayleave_access::audit::{self, Actor, Event};
use wayleave_base::{OrganisationId, Timestamp, TransmittalId};
use wayleave_db::Tx;
use wayleave_jobs::{Enqueue, Handlers, Job, JobError};

use super::letters::{self, Issued, Letter};
use super::received::{self, RecipientRow};
use super::tables::{Deed, Part};
use crate::error::Result;
use crate::notices;
use crate::people;
use crate::shared::Shared;
use crate::wire;
use crate::work::OrganisationRow;

/// On which days after the one by which receipt is to be acknowledged.
const DAYS: [i64; 11] = [0, 1, 2, 3, 4, 5, 6, 7, 14, 21, 28];
/// On which of them whoever sent it hears who is silent.
const TOLD: i64 = 1;
/// Whoever was reminded so lately is left alone.
const LATELY: i64 = 12 * 3_600_000;

/// A moment in the time of a transmittal.
#[derive(Serialize, Deserialize)]
struct Nudge {
    organisation: i64,
    transmittal: i64,
    issued_at: Timestamp,
    at: Timestamp,
    /// How many days after the one by which receipt is to be acknowledged.
    day: i64,
}

impl Job for Nudge {
    const NAME: &'static str = "remind_of_transmittal";
    const PRIORITY: i64 = 5;
}

/// The next moment after `now` at which those who are silent are reminded, with its day.
fn next(acknowledge_by: &str, zone: &str, now: Timestamp) -> Option<(Timestamp, i64)> {
    let last: Date = acknowledge_by.parse().ok()?;
    let mut mornings = DAYS.iter().filter_map(|days| Some((wire::morning(last, *days, zone)?, *days)));
    mornings.find(|(at, _)| *at > now)
}

/// Starts the time of a transmittal of which everybody was told now.
pub async fn wind(tx: &mut Tx, organisation: OrganisationId, issued: &Issued, now: Timestamp) -> Result<()> {
    let next = issued.acknowledge_by.as_deref().and_then(|day| next(day, &issued.timezone, now));
    let (Some((at, day)), Some(issued_at)) = (next, issued.issued_at) else { return Ok(()) };
    let job = Nudge { organisation: organisation.get(), transmittal: issued.id.get(), issued_at, at, day };
    // A job that ran before the server stopped runs again, and must not set a second one.
    let dedupe = Some(format!("remind_of_transmittal:{}:{at}", issued.id.get()));
    let how = Enqueue { run_at: at, dedupe, organisation: Some(organisation) };
    Ok(wayleave_jobs::enqueue(tx, now, &job, how).await?)
}

async fn nudge(shared: Arc<Shared>, job: Nudge) -> std::result::Result<(), JobError> {
    run(&shared, &job).await.map_err(JobError::from)
}

async fn run(shared: &Shared, job: &Nudge) -> Result<()> {
    let (organisation, now) = (OrganisationId(job.organisation), shared.clock.now());
    let transmittal = TransmittalId(job.transmittal);
    let mut tx = shared.db.begin_in(organisation).await?;
    // Somebody may be acknowledging or recalling it at this moment.
    audit::hold(&mut tx, organisation).await?;
    let issued = Issued::load(&mut tx, organisation, transmittal).await?;
    let Some(issued) = issued.filter(|issued| issued.is_the_issue_of(job.issued_at)) else {
        return Ok(());
    };
    if issued.life(now).takes(Part::Clock, Deed::Remind).is_err() {
        return Ok(());
    }
    let mut silent = received::all(&mut tx, transmittal, None).await?;
    silent.retain(|one| one.is_silent() && one.acknowledgement == "required");
    if silent.is_empty() {
        return Ok(());
    }
    // A server that stood still makes up for it.
    let told = issued
        .acknowledge_by
        .as_deref()
        .and_then(|day| wire::morning(day.parse().ok()?, TOLD, &issued.timezone));
    if job.day <= TOLD && told.is_some_and(|told| told <= now) {
        let place = (organisation, issued.project_id);
        let sender = people::answering_for(&mut tx, place, issued.issued_by, now).await?;
        let notice = issued.notice("transmittal.overdue");
        notices::notify(&mut tx, &shared.ids, organisation, now, &sender, &notice).await?;
    }
    // A job that ran before the server stopped runs again, and finds that they were reminded.
    let reached = received::reached(&mut tx, transmittal, now).await?;
    silent.retain(|one| {
        reached.contains(&one.subject_id) && one.reminded_at.is_none_or(|at| at + LATELY < now)
    });
    if !silent.is_empty() {
        remind(&mut tx, shared, organisation, &issued, &silent).await?;
    }
    wind(&mut tx, organisation, &issued, now).await?;
    tx.commit().await?;
    shared.wake.notify_one();
    Ok(())
}

async fn remind(
    tx: &mut Tx,
    shared: &Shared,
    organisation: OrganisationId,
    issued: &Issued,
    silent: &[RecipientRow],
) -> Result<()> {
    let now = shared.clock.now();
    let names: Vec<_> = silent.iter().map(|one| &one.name).collect();
    let label = format!("{} {}", issued.number, issued.subject);
    let event = Event::new("transmittal", "transmittal.reminded", ("transmittal", &issued.public_id, &label))
        .project(issued.project_id)
        .after(json!({"with": names}));
    let actor = Actor::system("transmittals");
    audit::record(tx, &shared.ids, organisation, now, &actor, &SystemAct::Reminder, event).await?;
    let ids: Vec<i64> = silent.iter().map(|one| one.id).collect();
    received::note_reminded(tx, &ids, now).await?;
    let whole = OrganisationRow::load(tx, organisation).await?;
    letters::tell(tx, shared, &whole, issued, Letter::Reminder, silent).await
}

/// The jobs of the time of transmittals.
pub fn jobs(handlers: Handlers<Shared>) -> Handlers<Shared> {
    handlers.with::<Nudge, _, _>(nudge)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn the_silent_are_reminded_on_the_day_then_daily_for_a_week_then_weekly() {
        let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_millisecond();
        let after = |now: &str| {
            let next = next("2026-11-24", "Europe/Berlin", at(now));
            next.map(|(at, day)| (crate::wire::time(at), day))
        };
        let on = |text: &str, day: i64| Some((format!("{text}T07:00:00.000Z"), day));
        assert_eq!(after("2026-11-01T00:00:00Z"), on("2026-11-24", 0));
        assert_eq!(after("2026-11-24T07:00:00Z"), on("2026-11-25", 1));
        assert_eq!(after("2026-12-01T07:00:00Z"), on("2026-12-08", 14));
        assert_eq!(after("2026-12-15T07:00:00Z"), on("2026-12-22", 28));
        assert_eq!(after("2026-12-22T07:00:00Z"), None);
        assert_eq!(next("soon", "UTC", 0), None);
    }
}
