//! A person leaves a project: the guest shares they made go on, owned by the project, and its admins are told.

use serde_json::json;
use wayleave_base::SubjectId;
use wayleave_mail::HandOver;

use super::links;
use crate::error::Result;
use crate::mailing::{self, Sender};
use crate::notices::{self, Notice};
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
    let member = people::public_id(&mut work.tx, organisation.id, leaver).await?;
    let notice = Notice {
        kind: "access.handed_over",
        project: Some(project.id),
        document: None,
        payload: json!({"leaver": member, "grants": 0, "guest_shares": count}),
    };
    let told = notices::notify(&mut work.tx, &shared.ids, organisation.id, now, &admins, &notice).await?;
    for to in told {
        let head = Sender::telling(&mut work.tx, &shared, &organisation, &to).await?;
        let letter = HandOver {
            head: head.head(),
            project: &project.name,
            leaver: name,
            grants: 0,
            guest_shares: u64::try_from(count).unwrap_or_default(),
            link: &link,
        };
        mailing::post_notice(&mut work.tx, &shared, organisation.id, now, &to, &letter).await?;
    }
    Ok(())
}
