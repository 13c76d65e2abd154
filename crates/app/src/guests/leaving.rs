//! A person leaves a project: the guest shares they made go on, owned by the project, and its admins are told.

use wayleave_base::SubjectId;
use wayleave_mail::HandOver;

use super::links;
use crate::error::Result;
use crate::mailing::{self, Sender};
use crate::people;
use crate::work::{ProjectRow, Work};

/// Gives the leaver's guest shares to the project and tells its admins, when any is in force. The caller has recorded
/// the leaving.
pub async fn leave(work: &mut Work, project: &ProjectRow, leaver: SubjectId, name: &str) -> Result<()> {
    let (organisation, now) = (work.organisation.clone(), work.now());
    let given = links::hand_over(&mut work.tx, organisation.id, Some(project.id), leaver, now).await?;
    let Some((_, count)) = given.into_iter().next() else { return Ok(()) };
    let shared = work.cx.shared().clone();
    let base = &shared.config.public_url;
    let link = format!("{base}/o/{}/p/{}/shares", organisation.slug, project.public_id);
    let admins = people::project_admins(&mut work.tx, organisation.id, project.id, now).await?;
    for (_, to) in people::addresses(&mut work.tx, organisation.id, &admins).await? {
        let head = Sender::load(&mut work.tx, &shared, &organisation, to.name.as_deref().unwrap_or_default())
            .await?;
        let letter = HandOver {
            head: head.head(),
            project: &project.name,
            leaver: name,
            grants: 0,
            guest_shares: u64::try_from(count).unwrap_or_default(),
            link: &link,
        };
        mailing::post(&mut work.tx, &shared, organisation.id, now, &to, &letter).await?;
    }
    Ok(())
}
