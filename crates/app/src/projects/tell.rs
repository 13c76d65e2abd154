//! Telling people that their place in a project changed: a notice and a mail.

use serde_json::json;
use wayleave_access::Role;
use wayleave_base::SubjectId;
use wayleave_mail::RoleChanged;

use crate::error::Result;
use crate::mailing::{self, Sender};
use crate::notices::{self, Notice};
use crate::people;
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
    tell(
        work,
        project,
        person,
        kind,
        json!({"role": after.map(Role::code), "before": before.map(Role::code)}),
    )
    .await?;
    let shared = work.cx.shared().clone();
    let (organisation, now) = (work.organisation.id, work.now());
    let link = project_link(work, project);
    for (_, to) in people::addresses(&mut work.tx, organisation, &[person]).await? {
        let reader = to.name.clone().unwrap_or_default();
        let sender = Sender::load(&mut work.tx, &shared, &work.organisation, &reader).await?;
        let letter = RoleChanged {
            head: sender.head(),
            changed_by: &work.me.name,
            project: Some(&project.name),
            role_before: role_words(before),
            role_after: role_words(after),
            link: &link,
        };
        mailing::post(&mut work.tx, &shared, organisation, now, &to, &letter).await?;
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
    if person == work.me.subject {
        return Ok(());
    }
    let ids = work.cx.ids().clone();
    let (organisation, now) = (work.organisation.id, work.now());
    let notice = Notice { kind, project: Some(project.id), document: None, payload };
    notices::notify(&mut work.tx, &ids, organisation, now, &[person], &notice).await?;
    Ok(())
}
