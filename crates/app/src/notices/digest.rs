//! Digests: what waits for a person is gathered into one mail, when their rhythm says so.
//!
//! A digest is a job, put in with the first notice that waits for it, so that where nothing waits nothing runs. It
//! gathers, decides and writes its mail in one transaction; a second run finds nothing that waits.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use wayleave_access::audit;
use wayleave_base::{OrganisationId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx, row, sql};
use wayleave_jobs::{Enqueue, Job, JobError};
use wayleave_mail::{Address, Digest, DigestLine, DigestPlace, Letterhead};

use super::kinds::{self, DIGEST};
use super::sight::{self, Sight};
use super::store::{self, MailState, NoticeRow};
use crate::error::Result;
use crate::mailing::{self, Sender};
use crate::settings::{self, GENERAL, General, NOTIFICATIONS, Notifications, Rhythm};
use crate::shared::Shared;
use crate::work::OrganisationRow;

/// How many notices one digest spells out; of the others it says how many there are.
const SPELT: usize = 50;
/// How many waiting notices one run looks at.
const LOOK: i64 = 500;

/// Gathers what waits for a person.
#[derive(Serialize, Deserialize)]
pub struct Gather {
    organisation: i64,
    subject: i64,
}

impl Job for Gather {
    const NAME: &'static str = "notice_digest";
}

/// Sets a digest of what waits for this person, now. It is not left out for a job that may be running: that one may
/// have read what waits already.
pub async fn at_once(
    tx: &mut Tx,
    organisation: OrganisationId,
    subject: SubjectId,
    now: Timestamp,
) -> DbResult<()> {
    let job = Gather { organisation: organisation.get(), subject: subject.get() };
    let when = Enqueue { run_at: now, dedupe: None, organisation: Some(organisation) };
    wayleave_jobs::enqueue(tx, now, &job, when).await
}

/// Sets the digest in which what waits for this person is told next, in the organisation's time zone.
pub async fn set(
    tx: &mut Tx,
    organisation: OrganisationId,
    subject: SubjectId,
    (usual, zone, rhythm): (&Notifications, &str, Rhythm),
    now: Timestamp,
) -> DbResult<()> {
    if matches!(rhythm, Rhythm::AtOnce | Rhythm::Never) {
        return at_once(tx, organisation, subject, now).await;
    }
    let job = Gather { organisation: organisation.get(), subject: subject.get() };
    let run_at = next(usual, rhythm, zone, now);
    let dedupe = Some(format!("notice_digest:{}:{run_at}", subject.get()));
    wayleave_jobs::enqueue(tx, now, &job, Enqueue { run_at, dedupe, organisation: Some(organisation) }).await
}

/// Sets the digest anew after the person chose another rhythm, if anything waits.
pub async fn again(
    tx: &mut Tx,
    organisation: OrganisationId,
    subject: SubjectId,
    rhythm: Option<Rhythm>,
    now: Timestamp,
) -> DbResult<()> {
    if store::waiting(tx, organisation, subject, 1).await?.is_empty() {
        return Ok(());
    }
    let usual: Notifications = settings::read(tx, organisation, None, NOTIFICATIONS).await?;
    let general: General = settings::read(tx, organisation, None, GENERAL).await?;
    let rhythm = rhythm.unwrap_or(usual.digest);
    set(tx, organisation, subject, (&usual, &general.timezone, rhythm), now).await
}

/// The next moment at which a digest of this rhythm goes out: the organisation's hour, on its weekday for weekly ones.
/// An hour that a day skips is the moment at which the clocks were put forward.
fn next(usual: &Notifications, rhythm: Rhythm, zone: &str, now: Timestamp) -> Timestamp {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let hour = i8::try_from(usual.hour.clamp(0, 23)).unwrap_or(8);
    let weekday = i8::try_from(usual.weekday.clamp(1, 7)).unwrap_or(1);
    let on = |day: Date| {
        let moment = day.at(hour, 0, 0, 0).to_zoned(zone.clone()).ok()?;
        let due = rhythm != Rhythm::Weekly || day.weekday().to_monday_one_offset() == weekday;
        let at = moment.timestamp().as_millisecond();
        (due && at > now).then_some(at)
    };
    let today = jiff::Timestamp::from_millisecond(now).map(|at| at.to_zoned(zone.clone()).date());
    let Ok(today) = today else { return now };
    (0..=8)
        .filter_map(|days| today.checked_add(jiff::Span::new().days(days)).ok())
        .find_map(on)
        .unwrap_or(now)
}

/// Runs the job.
pub async fn gather(shared: Arc<Shared>, job: Gather) -> std::result::Result<(), JobError> {
    run(&shared, &job).await.map_err(JobError::from)
}

row! {
    struct Person { name: String, email: String }
}

async fn run(shared: &Shared, job: &Gather) -> Result<()> {
    let (organisation, subject) = (OrganisationId(job.organisation), SubjectId(job.subject));
    let now = shared.clock.now();
    let mut tx = shared.db.begin_in(organisation).await?;
    // Two digests of one person at once would tell everything twice.
    audit::hold(&mut tx, organisation).await?;
    let rows = store::waiting(&mut tx, organisation, subject, LOOK).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let told = match standing(&mut tx, organisation, subject, now).await? {
        Some((whole, reader, person)) => {
            let told = worth(&mut tx, organisation, subject, rows.clone(), (&whole, reader, now)).await?;
            if let Some((sight, told)) = told {
                write(&mut tx, shared, (&whole, &person, subject), &sight, &told).await?;
                told.iter().map(|row| row.id).collect()
            } else {
                Vec::new()
            }
        }
        None => Vec::new(),
    };
    let dropped: Vec<i64> = rows.iter().map(|row| row.id).filter(|id| !told.contains(id)).collect();
    store::settle(&mut tx, organisation, &dropped, MailState::Dropped, None).await?;
    if rows.len() as i64 == LOOK {
        at_once(&mut tx, organisation, subject, now).await?;
    }
    tx.commit().await?;
    shared.wake.notify_one();
    Ok(())
}

/// The organisation and the reader, if both are still there.
async fn standing(
    tx: &mut Tx,
    organisation: OrganisationId,
    subject: SubjectId,
    now: Timestamp,
) -> Result<Option<(OrganisationRow, wayleave_access::Principal, Person)>> {
    let whole = OrganisationRow::live(tx, organisation).await?;
    let reader = sight::reader(tx, organisation, subject, now).await?;
    let person: Option<Person> = tx
        .optional(
            sql("select a.name, a.email from member m join account a on a.id = m.account_id
                 where m.organisation_id = $1 and m.subject_id = $2")
            .bind(organisation)
            .bind(subject),
        )
        .await?;
    Ok(match (whole, reader, person) {
        (Some(whole), Some(reader), Some(person)) => Some((whole, reader, person)),
        _ => None,
    })
}

/// What is worth a mail: what was not read meanwhile, what the person has not switched off since, and what they may
/// still see; nothing when none of it is.
async fn worth(
    tx: &mut Tx,
    organisation: OrganisationId,
    subject: SubjectId,
    mut rows: Vec<NoticeRow>,
    (whole, reader, now): (&OrganisationRow, wayleave_access::Principal, Timestamp),
) -> Result<Option<(Sight, Vec<NoticeRow>)>> {
    if store::rhythm(tx, organisation, subject).await? == Some(Rhythm::Never) {
        rows.clear();
    }
    let choices = store::choices(tx, organisation, subject).await?;
    let off = |row: &NoticeRow| {
        let chosen = choices.iter().find(|choice| choice.kind == row.kind);
        kinds::of(&row.kind).fixed.is_none() && chosen.is_some_and(|choice| !choice.mail)
    };
    rows.retain(|row| row.read_at.is_none() && !off(row));
    let sight = Sight::load(tx, whole, &reader, now, &rows).await?;
    rows.retain(|row| sight.covers(row));
    Ok((!rows.is_empty()).then_some((sight, rows)))
}

/// What the link of the mail stops: digests, or the one kind that somebody without digests is told of.
async fn kind_of<'r>(
    tx: &mut Tx,
    organisation: OrganisationId,
    subject: SubjectId,
    rows: &'r [NoticeRow],
) -> Result<&'r str> {
    let usual: Notifications = settings::read(tx, organisation, None, NOTIFICATIONS).await?;
    let rhythm = store::rhythm(tx, organisation, subject).await?.unwrap_or(usual.digest);
    let first = rows.first().map_or(DIGEST, |row| row.kind.as_str());
    let alone = rhythm == Rhythm::AtOnce && rows.iter().all(|row| row.kind == first);
    Ok(if alone { first } else { DIGEST })
}

async fn write(
    tx: &mut Tx,
    shared: &Shared,
    (whole, person, subject): (&OrganisationRow, &Person, SubjectId),
    sight: &Sight,
    rows: &[NoticeRow],
) -> Result<()> {
    let (organisation, now) = (whole.id, shared.clock.now());
    let general: General = settings::read(tx, organisation, None, GENERAL).await?;
    let alone = if let [row] = rows { Some(row) } else { None };
    let place = alone.and_then(|row| row.project_id);
    let sender = Sender::load(tx, shared, whole, place, &person.name).await?.stoppable();
    let base = &shared.config.public_url;
    let lines: Vec<(String, String, String, String)> = rows
        .iter()
        .take(SPELT)
        .map(|row| {
            let place = sight.project(row).map_or(whole.name.as_str(), |(_, name)| name);
            let when = sender.dates().moment(row.created_at, &general.timezone);
            (place.to_owned(), sight.text(row), when, format!("{base}{}", sight.link(row)))
        })
        .collect();
    let mut places: Vec<DigestPlace<'_>> = Vec::new();
    for (place, text, when, link) in &lines {
        let line = DigestLine { text, when, link };
        match places.iter_mut().find(|known| known.name == place) {
            Some(known) => known.lines.push(line),
            None => places.push(DigestPlace { name: place, lines: vec![line] }),
        }
    }
    let whole_place = format!("{base}/o/{}", whole.slug);
    let only = lines.first().filter(|_| alone.is_some());
    // The words for this kind of notice, where there can be some; else those for digests.
    let notice = alone.and_then(|row| kinds::of(&row.kind).mail_text());
    let letter = Digest {
        head: Letterhead { notice: notice.as_deref(), ..sender.head() },
        places: &places,
        count: rows.len() as u64,
        more: rows.len().saturating_sub(SPELT) as u64,
        only: only.map(|line| line.1.as_str()),
        link: only.map_or(whole_place.as_str(), |line| line.3.as_str()),
    };
    let to = Address { name: Some(person.name.clone()), email: person.email.clone() };
    let mail = mailing::write(tx, shared, organisation, now, &to, &letter).await?;
    let kind = kind_of(tx, organisation, subject, rows).await?;
    mailing::tells(tx, organisation, mail, subject, kind).await?;
    for row in rows {
        // When the mail leaves, it is held to what it counted.
        if let Some(payload) = sight.narrowed(row) {
            store::narrow(tx, organisation, row.id, &payload).await?;
        }
    }
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    store::settle(tx, organisation, &ids, MailState::Mailed, Some(mail)).await?;
    mailing::send_later(tx, organisation, now, mail).await
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse::<jiff::Timestamp>().unwrap().as_millisecond()
    }

    fn due(rhythm: Rhythm, zone: &str, now: &str) -> String {
        let usual = Notifications { hour: 8, weekday: 1, ..Notifications::default() };
        crate::wire::time(next(&usual, rhythm, zone, at(now)))
    }

    #[test]
    fn a_digest_goes_out_at_the_hour_of_the_organisations_own_day() {
        assert_eq!(due(Rhythm::Daily, "UTC", "2026-11-21T07:59:00Z"), "2026-11-21T08:00:00.000Z");
        assert_eq!(due(Rhythm::Daily, "UTC", "2026-11-21T08:00:00Z"), "2026-11-22T08:00:00.000Z");
        assert_eq!(
            due(Rhythm::Daily, "Australia/Sydney", "2026-11-21T22:00:00Z"),
            "2026-11-22T21:00:00.000Z"
        );
        assert_eq!(due(Rhythm::Weekly, "Europe/Berlin", "2026-11-21T12:00:00Z"), "2026-11-23T07:00:00.000Z");
        assert_eq!(due(Rhythm::Weekly, "Europe/Berlin", "2026-11-23T07:00:00Z"), "2026-11-30T07:00:00.000Z");
        assert_eq!(due(Rhythm::Daily, "Europe/Berlin", "2026-10-24T12:00:00Z"), "2026-10-25T07:00:00.000Z");
    }
}
