//! Warnings before access ends: seven days and one day before the end of a membership, of Full Register Access, of a share
//! and of what a transmittal opened, to whoever loses it, to who gave it, and to the project's Document Controllers.
//!
//! A warning is a job, enqueued in the transaction that sets the end. It names what ends and that end; when the job runs
//! and the end was moved or the access taken away meanwhile, it does nothing. Run twice, it tells everybody once.

mod found;
mod tell;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wayleave_base::{NEVER, OrganisationId, ProjectId, ShareId, SubjectId, Timestamp, TransmittalId};
use wayleave_db::{DbResult, Tx};
use wayleave_jobs::{Enqueue, Handlers, Job, JobError};

use crate::error::Result;
use crate::shared::Shared;
use crate::workflows;

/// A day in milliseconds.
pub const DAY: i64 = 24 * 60 * 60 * 1000;
/// The warnings, in days before the end.
pub const WARNINGS: [i64; 2] = [7, 1];

/// What ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// A person's membership in a project.
    Membership(i64, i64),
    /// A person's Full Register Access in a project.
    FullRegister(i64, i64),
    /// A share of a revision.
    Share(i64),
    /// What a transmittal opened.
    Transmittal(i64),
}

impl Ending {
    /// The membership of a person in a project.
    #[must_use]
    pub fn membership(project: ProjectId, person: SubjectId) -> Self {
        Self::Membership(project.get(), person.get())
    }

    /// The Full Register Access of a person in a project.
    #[must_use]
    pub fn full_register(project: ProjectId, person: SubjectId) -> Self {
        Self::FullRegister(project.get(), person.get())
    }

    /// A share.
    #[must_use]
    pub fn share(share: ShareId) -> Self {
        Self::Share(share.get())
    }

    /// What a transmittal opened to people with an account; its links have warnings of their own.
    #[must_use]
    pub fn transmittal(transmittal: TransmittalId) -> Self {
        Self::Transmittal(transmittal.get())
    }

    fn key(self) -> String {
        match self {
            Self::Membership(project, person) => format!("membership:{project}:{person}"),
            Self::FullRegister(project, person) => format!("full_register:{project}:{person}"),
            Self::Share(share) => format!("share:{share}"),
            Self::Transmittal(transmittal) => format!("transmittal:{transmittal}"),
        }
    }
}

/// The warnings that lie ahead of an end, each as days and moment. What is shorter than a warning's time is not warned of
/// at its birth, and what has no end never.
pub fn ahead(ends_at: Timestamp, now: Timestamp) -> impl Iterator<Item = (i64, Timestamp)> {
    WARNINGS
        .into_iter()
        .filter(move |_| ends_at < NEVER)
        .map(move |days| (days, ends_at - days * DAY))
        .filter(move |(_, run_at)| *run_at > now)
}

/// A warning is due.
#[derive(Serialize, Deserialize)]
struct Due {
    organisation: i64,
    ending: Ending,
    ends_at: Timestamp,
    days: i64,
}

impl Job for Due {
    const NAME: &'static str = "access_ending";
}

/// Sets the warnings of something that ends at `ends_at`, in the transaction that gives it this end.
pub async fn set(
    tx: &mut Tx,
    organisation: OrganisationId,
    ending: Ending,
    ends_at: Timestamp,
    now: Timestamp,
) -> DbResult<()> {
    for (days, run_at) in ahead(ends_at, now) {
        let job = Due { organisation: organisation.get(), ending, ends_at, days };
        let dedupe = Some(format!("access_ending:{}:{ends_at}:{days}", ending.key()));
        let how = Enqueue { run_at, dedupe, organisation: Some(organisation) };
        wayleave_jobs::enqueue(tx, now, &job, how).await?;
    }
    if let Ending::Membership(project, person) = ending
        && ends_at < NEVER
    {
        let job = Over { organisation: organisation.get(), project, person };
        let dedupe = Some(format!("membership_over:{project}:{person}:{ends_at}"));
        let how = Enqueue { run_at: ends_at, dedupe, organisation: Some(organisation) };
        wayleave_jobs::enqueue(tx, now, &job, how).await?;
    }
    Ok(())
}

/// A membership is over, unless it was prolonged: what waits for its person waits in vain.
#[derive(Serialize, Deserialize)]
struct Over {
    organisation: i64,
    project: i64,
    person: i64,
}

impl Job for Over {
    const NAME: &'static str = "membership_over";
}

async fn end(shared: &Shared, job: &Over) -> Result<()> {
    let organisation = OrganisationId(job.organisation);
    let mut tx = shared.db.begin_in(organisation).await?;
    let (person, project) = (SubjectId(job.person), ProjectId(job.project));
    workflows::left_waiting(&mut tx, shared, organisation, person, Some(project)).await?;
    tx.commit().await?;
    shared.wake.notify_one();
    Ok(())
}

async fn over(shared: Arc<Shared>, job: Over) -> std::result::Result<(), JobError> {
    end(&shared, &job).await.map_err(JobError::from)
}

async fn due(shared: Arc<Shared>, job: Due) -> std::result::Result<(), JobError> {
    run(&shared, &job).await.map_err(JobError::from)
}

async fn run(shared: &Shared, job: &Due) -> Result<()> {
    let (organisation, now) = (OrganisationId(job.organisation), shared.clock.now());
    // A server that was down for long says the last word only.
    let overtaken = WARNINGS.iter().any(|days| *days < job.days && now >= job.ends_at - days * DAY);
    if overtaken || now >= job.ends_at {
        return Ok(());
    }
    let mut tx = shared.db.begin_in(organisation).await?;
    let Some(found) = found::find(&mut tx, organisation, (job.ending, job.ends_at), now).await? else {
        return Ok(());
    };
    if found.ends_at != job.ends_at {
        return Ok(());
    }
    tell::all(&mut tx, shared, organisation, &found, job.days).await?;
    tx.commit().await?;
    shared.wake.notify_one();
    Ok(())
}

/// The jobs of this module.
pub(crate) fn jobs(handlers: Handlers<Shared>) -> Handlers<Shared> {
    handlers.with::<Due, _, _>(due).with::<Over, _, _>(over)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_warnings_that_lie_ahead_are_set() {
        let days = |ends_at, now| ahead(ends_at, now).map(|(days, _)| days).collect::<Vec<_>>();
        assert_eq!(days(30 * DAY, 0), [7, 1]);
        assert_eq!(days(7 * DAY, 0), [1]);
        assert_eq!(days(DAY, 0), Vec::<i64>::new());
        assert_eq!(days(NEVER, 0), Vec::<i64>::new());
    }
}
