//! Telling people that their place in a project changed: a notice and a mail.

use serde_json::json;
use wayleave_access::Role;
use wayleave_base::SubjectId;
use wayleave_mail::RoleChanged;

use crate::error::Result;
use crate::mailing::{self, Sender};
use crate::notices::{self, Notice, Recipient};
use crate::work::{ProjectRow, Work};

/// A role in words.
#[must_use]
pub fn role_words(role: Option<Role>) -> &'static str {
    match role {
        Some(Role::ProjectAdmin) => "Project Admin",
        Some(Role::Initiator) => "initiator",
        Some(Role::Reviewer) => "reviewer",
        Some(Role::Viewer) => "viewer",
        Some(Role::External) => "external participant",
        None => "no role",
    }
}

/// The address of a project's page.
pub fn project_link(work: &Work, project: &ProjectRow) -> String {
    format!("{}/o/{}/p/{}", work.cx.shared().config.public_url, work.organisation.slug, project.public_id)
}

/// Tells a person that their role in the project changed, by the bell and by mail; nobody is told of their own act.
pub async fn tell_role(
    work: &mut Work,
    project: &ProjectRow,
    person: SubjectId,
    before: Option<Role>,
    after: Option<Role>,
) -> Result<()> {
    if person == work.me.subject {
        return Ok(());
    }
    let kind = match (before, after) {
        (None, _) => "membership.granted",
        (_, None) => "membership.ended",
        _ => "membership.changed",
    };
    let payload = json!({"role": after.map(Role::code), "before": before.map(Role::code)});
    let told = notify(work, project, person, kind, payload).await?;
    let shared = work.cx.shared().clone();
    let (organisation, now) = (work.organisation.id, work.now());
    let link = project_link(work, project);
    for to in told {
        let sender = Sender::telling(&mut work.tx, &shared, &work.organisation, &to).await?;
        let letter = RoleChanged {
            head: sender.head(),
            changed_by: &work.me.name,
            project: Some(&project.name),
            role_before: role_words(before),
            role_after: role_words(after),
            link: &link,
        };
        mailing::post_notice(&mut work.tx, &shared, organisation, now, &to, &letter).await?;
    }
    Ok(())
}

/// Puts a notice behind a person's bell.
pub async fn tell(
    work: &mut Work,
    project: &ProjectRow,
    person: SubjectId,
    kind: &str,
    payload: serde_json::Value,
) -> Result<()> {
    notify(work, project, person, kind, payload).await?;
    Ok(())
}

async fn notify(
    work: &mut Work,
    project: &ProjectRow,
    person: SubjectId,
    kind: &str,
    payload: serde_json::Value,
) -> Result<Vec<Recipient>> {
    if person == work.me.subject {
        return Ok(Vec::new());
    }
    let ids = work.cx.ids().clone();
    let (organisation, now) = (work.organisation.id, work.now());
    let notice = Notice { kind, project: Some(project.id), document: None, payload };
    Ok(notices::notify(&mut work.tx, &ids, organisation, now, &[person], &notice).await?)
}
