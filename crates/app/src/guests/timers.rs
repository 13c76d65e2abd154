//! What happens to a guest share by the clock alone: warnings seven days and one day before its end, and the note that
//! it ended. Each is a job due at its moment; a job whose share was extended or revoked meanwhile does nothing.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wayleave_access::SystemAct;
use wayleave_access::audit::{self, Actor, Event};
use wayleave_base::{GuestShareId, OrganisationId, SubjectId, Timestamp, TransmittalId};
use wayleave_db::{DbResult, Tx, row, sql};
use wayleave_jobs::{Enqueue, Handlers, Job, JobError};
use wayleave_mail::{GuestShareAsked, GuestShareExpiring, GuestSharePasswordFailures};

use super::log::{self, Line};
use super::store::{self, ShareRow};
use crate::error::Result;
use crate::expiry;
use crate::mailing::{self, Sender};
use crate::notices::{self, Notice, Recipient};
use crate::people;
use crate::settings;
use crate::shared::Shared;
use crate::work::OrganisationRow;

/// Stands for the end itself where a count of days is kept.
const ENDED: i64 = -1;

/// Something is due for a share: a warning of so many days, or its end.
#[derive(Serialize, Deserialize)]
struct Due {
    organisation: i64,
    share: i64,
    ends_at: Timestamp,
    days: i64,
}

impl Job for Due {
    const NAME: &'static str = "guest_share_due";
}

/// Many wrong passwords were given for a share.
#[derive(Serialize, Deserialize)]
struct TellFailures {
    organisation: i64,
    share: i64,
    failures: i64,
    last: Timestamp,
}

impl Job for TellFailures {
    const NAME: &'static str = "guest_share_password_failures";
    const PRIORITY: i64 = 5;
}

/// Sets the timers of a share that ends at `ends_at`.
pub async fn set(
    tx: &mut Tx,
    organisation: OrganisationId,
    share: GuestShareId,
    ends_at: Timestamp,
    now: Timestamp,
) -> DbResult<()> {
    let end = (ends_at > now).then_some((ENDED, ends_at));
    for (days, run_at) in expiry::ahead(ends_at, now).chain(end) {
        let job = Due { organisation: organisation.get(), share: share.get(), ends_at, days };
        let dedupe = Some(format!("guest_share:{}:{ends_at}:{days}", share.get()));
        wayleave_jobs::enqueue(tx, now, &job, Enqueue { run_at, dedupe, organisation: Some(organisation) })
            .await?;
    }
    Ok(())
}

/// Has the owner told, once an hour at most, that many wrong passwords were given.
pub async fn tell_failures(
    tx: &mut Tx,
    organisation: OrganisationId,
    share: GuestShareId,
    failures: i64,
    now: Timestamp,
) -> DbResult<()> {
    let job = TellFailures { organisation: organisation.get(), share: share.get(), failures, last: now };
    let how = Enqueue { run_at: 0, dedupe: None, organisation: Some(organisation) };
    wayleave_jobs::enqueue(tx, now, &job, how).await
}

async fn due(shared: Arc<Shared>, job: Due) -> std::result::Result<(), JobError> {
    run_due(&shared, &job).await.map_err(JobError::from)
}

async fn run_due(shared: &Shared, job: &Due) -> Result<()> {
    let organisation = OrganisationId(job.organisation);
    let mut tx = shared.db.begin_in(organisation).await?;
    // Somebody may be revoking or prolonging it at this moment.
    audit::hold(&mut tx, organisation).await?;
    let Some(share) = store::by_id(&mut tx, organisation, GuestShareId(job.share)).await? else {
        return Ok(());
    };
    if !share.live || share.ends_at != job.ends_at || share.warned_days == ENDED {
        return Ok(());
    }
    if job.days == ENDED {
        note_end(&mut tx, shared, organisation, &share, "expired").await?;
        store::note_warning(&mut tx, organisation, share.id, ENDED).await?;
    } else {
        if share.warned_days != 0 && share.warned_days <= job.days {
            return Ok(());
        }
        warn(&mut tx, shared, organisation, &share, job.days).await?;
        store::note_warning(&mut tx, organisation, share.id, job.days).await?;
    }
    tx.commit().await?;
    shared.wake.notify_one();
    Ok(())
}

/// Writes into both logs that a share ended by itself.
pub async fn note_end(
    tx: &mut Tx,
    shared: &Shared,
    organisation: OrganisationId,
    share: &ShareRow,
    how: &str,
) -> Result<()> {
    let now = shared.clock.now();
    let actor = Actor::system("guest_shares");
    let action = format!("guest_share.{how}");
    let event = Event::new("guest_share", &action, ("guest_share", &share.public_id, &share.label))
        .project(share.project_id)
        .after(serde_json::json!({"opens": share.opens, "max_opens": share.max_opens,
            "expires_at": crate::wire::time(share.ends_at)}));
    audit::record(tx, &shared.ids, organisation, now, &actor, &SystemAct::LinkEnd, event).await?;
    let line = Line { event: how, actor: &actor, email: "", revision: "" };
    Ok(log::write(tx, organisation, share.id, now, line).await?)
}

row! {
    struct Around {
        organisation_public_id: String, slug: String, organisation_name: String, project_public_id: String,
        project_name: String, timezone: String, thing: String,
    }
}

/// What a mail about a share says of its place.
async fn around(tx: &mut Tx, organisation: OrganisationId, share: &ShareRow) -> DbResult<Around> {
    tx.one(
        sql("select o.public_id as organisation_public_id, o.slug, o.name as organisation_name,
               p.public_id as project_public_id, p.name as project_name, p.timezone,
               coalesce(t.number || ', ' || t.subject, d.number || ', ' || d.title) as thing
             from organisation o join project p on p.organisation_id = o.id join document d on d.project_id = p.id
             left join transmittal t on t.id = $4 where o.id = $1 and p.id = $2 and d.id = $3")
        .bind(organisation)
        .bind(share.project_id)
        .bind(share.document_id)
        .bind(share.transmittal_id.map(TransmittalId::get)),
    )
    .await
}

impl Around {
    fn organisation(&self, id: OrganisationId) -> OrganisationRow {
        OrganisationRow {
            id,
            public_id: self.organisation_public_id.clone(),
            slug: self.slug.clone(),
            name: self.organisation_name.clone(),
        }
    }

    fn page(&self, shared: &Shared, share: &ShareRow) -> String {
        let base = &shared.config.public_url;
        format!("{base}/o/{}/p/{}/shares?share={}", self.slug, self.project_public_id, share.public_id)
    }
}

/// Who is told about a share: its maker, or the Project Admins once it belongs to the project or its maker is gone.
async fn owners(
    tx: &mut Tx,
    organisation: OrganisationId,
    share: &ShareRow,
    now: Timestamp,
) -> DbResult<Vec<SubjectId>> {
    if let Some(maker) = share.maker()
        && !people::addresses(tx, organisation, &[maker]).await?.is_empty()
    {
        return Ok(vec![maker]);
    }
    people::project_admins(tx, organisation, share.project_id, now).await
}

/// Puts a notice about a share behind the bell of whoever is told about it, and answers to whom a letter is due.
pub async fn notify(
    tx: &mut Tx,
    shared: &Shared,
    organisation: OrganisationId,
    share: &ShareRow,
    kind: &str,
    now: Timestamp,
) -> DbResult<Vec<Recipient>> {
    let owners = owners(tx, organisation, share, now).await?;
    let notice = Notice {
        kind,
        project: Some(share.project_id),
        document: Some(share.document_id),
        payload: serde_json::json!({"share": share.public_id, "label": share.label}),
    };
    notices::notify(tx, &shared.ids, organisation, now, &owners, &notice).await
}

async fn warn(
    tx: &mut Tx,
    shared: &Shared,
    organisation: OrganisationId,
    share: &ShareRow,
    days: i64,
) -> Result<()> {
    let now = shared.clock.now();
    let place = around(tx, organisation, share).await?;
    let whole = place.organisation(organisation);
    let dates = settings::dates(tx, organisation).await?;
    let expires = dates.moment(share.ends_at, &place.timezone);
    let last = share.last_accessed_at.map(|at| dates.moment(at, &place.timezone));
    let link = place.page(shared, share);
    for to in notify(tx, shared, organisation, share, "guest_share.expiring", now).await? {
        let head = Sender::telling(tx, shared, &whole, &to).await?;
        let letter = GuestShareExpiring {
            head: head.head(),
            project: &place.project_name,
            label: &share.label,
            subject_name: &place.thing,
            days_left: u32::try_from(days).unwrap_or(0),
            expires: &expires,
            opens: u32::try_from(share.opens).unwrap_or(u32::MAX),
            last_opened: last.as_deref(),
            link: &link,
        };
        mailing::post_notice(tx, shared, organisation, now, &to, &letter).await?;
    }
    Ok(())
}

/// Tells whoever answers for a share that is over that somebody asks for it.
pub async fn tell_asked(
    tx: &mut Tx,
    shared: &Shared,
    organisation: OrganisationId,
    share: &ShareRow,
    (name, note): (&str, &str),
) -> Result<()> {
    let now = shared.clock.now();
    let place = around(tx, organisation, share).await?;
    let whole = place.organisation(organisation);
    let expires = settings::dates(tx, organisation).await?.moment(share.ends_at, &place.timezone);
    let link = place.page(shared, share);
    for to in notify(tx, shared, organisation, share, "guest_share.asked", now).await? {
        let head = Sender::telling(tx, shared, &whole, &to).await?;
        let letter = GuestShareAsked {
            head: head.head(),
            project: &place.project_name,
            label: &share.label,
            subject_name: &place.thing,
            name,
            note: Some(note).filter(|note| !note.is_empty()),
            ended: (share.ends_at <= now).then_some(&*expires),
            opens: u32::try_from(share.opens).unwrap_or(u32::MAX),
            link: &link,
        };
        mailing::post_notice(tx, shared, organisation, now, &to, &letter).await?;
    }
    Ok(())
}

async fn failures(shared: Arc<Shared>, job: TellFailures) -> std::result::Result<(), JobError> {
    run_failures(&shared, &job).await.map_err(JobError::from)
}

async fn run_failures(shared: &Shared, job: &TellFailures) -> Result<()> {
    let organisation = OrganisationId(job.organisation);
    let now = shared.clock.now();
    let mut tx = shared.db.begin_in(organisation).await?;
    let Some(share) = store::by_id(&mut tx, organisation, GuestShareId(job.share)).await? else {
        return Ok(());
    };
    let place = around(&mut tx, organisation, &share).await?;
    let whole = place.organisation(organisation);
    let last = settings::dates(&mut tx, organisation).await?.moment(job.last, &place.timezone);
    let link = place.page(shared, &share);
    for to in notify(&mut tx, shared, organisation, &share, "guest_share.password_failures", now).await? {
        let head = Sender::telling(&mut tx, shared, &whole, &to).await?;
        let letter = GuestSharePasswordFailures {
            head: head.head(),
            project: &place.project_name,
            label: &share.label,
            subject_name: &place.thing,
            failures: u32::try_from(job.failures).unwrap_or(u32::MAX),
            last_attempt: &last,
            link: &link,
        };
        mailing::post_notice(&mut tx, shared, organisation, now, &to, &letter).await?;
    }
    tx.commit().await?;
    shared.wake.notify_one();
    Ok(())
}

/// The jobs by the clock.
pub fn jobs(handlers: Handlers<Shared>) -> Handlers<Shared> {
    handlers.with::<Due, _, _>(due).with::<TellFailures, _, _>(failures)
}
