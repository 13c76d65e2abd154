//! Changing a member's role. It binds the member's next request; their sessions go on.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use wayleave_access::audit::{Event, Stamp};
use wayleave_access::{OrganisationRole, Target, act, ledger};
use wayleave_base::{ErrorCode, SubjectId};
use wayleave_mail::RoleChanged;

use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::mailing::{self, Sender};
use crate::notices::{self, Notice};
use crate::people;
use crate::work::Work;
use crate::workflows::Turn;

use super::service::{load, role};
use super::store::{self, MemberRow};
use super::view::{NamedProject, RemovedMembership, RoleImpact, member};

/// What a role would take away.
pub async fn impact(cx: &Cx, organisation: &str, public_id: &str, wanted: &str) -> Result<RoleImpact> {
    let mut work = Work::read(cx, organisation).await?;
    let row = load(&mut work, public_id).await?;
    let mut memberships_removed = Vec::new();
    if role(wanted)? == OrganisationRole::WorkflowResponder {
        let id = work.organisation.id;
        for open in store::memberships(&mut work.tx, id, row.subject_id).await? {
            memberships_removed.push(RemovedMembership {
                project: NamedProject { id: open.project_public_id, name: open.project_name },
                role: open.role,
            });
        }
    }
    Ok(RoleImpact { memberships_removed })
}

/// Gives a member another role.
pub async fn change(cx: &Cx, organisation: &str, public_id: &str, wanted: &str) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let row = load(&mut work, public_id).await?;
    let wanted = role(wanted)?;
    let target = Target {
        person: Some(row.subject_id),
        person_role: row.role(),
        new_role: Some(wanted),
        ..Target::default()
    };
    let permit = work.permit::<act::MemberChangeRole>(target)?;
    let Some(before) = row.role() else {
        let detail = "This member was deactivated; reactivate them with the role they should have.";
        return Err(Error::because(ErrorCode::Conflict, detail));
    };
    if before != wanted {
        check_remaining(&mut work, &row, Some(wanted)).await?;
        let event = Event::new("user", "user.role_changed", ("member", &row.public_id, &row.name))
            .before(json!({"role": before.code()}))
            .after(json!({"role": wanted.code()}));
        let stamp = work.record(&permit, event).await?;
        ledger::set_organisation_role(&mut work.tx, &stamp, row.subject_id, Some(wanted)).await?;
        if wanted == OrganisationRole::WorkflowResponder {
            end_standing(&mut work, &stamp, row.subject_id).await?;
        }
        // Who only answers steps keeps those that wait for them; who was staff and is in no project cannot answer.
        work.settle_steps((&stamp, Turn::Changed), (row.subject_id, None)).await?;
        tell(&mut work, &row, before, wanted).await?;
    }
    let row = load(&mut work, public_id).await?;
    let view = member(row, &work.facts());
    work.finish(StatusCode::OK, &view).await
}

/// Refuses to leave the organisation without an administrator, or a project without a Document Controller. It runs under
/// the log's lock, so of two changes at once the second sees what the first left.
pub async fn check_remaining(
    work: &mut Work,
    row: &MemberRow,
    wanted: Option<OrganisationRole>,
) -> Result<()> {
    let id = work.organisation.id;
    if row.role() == Some(OrganisationRole::OrgAdmin)
        && wanted != Some(OrganisationRole::OrgAdmin)
        && store::other_admins(&mut work.tx, id, row.subject_id).await? == 0
    {
        return Err(Error::code(ErrorCode::LastOrgAdmin));
    }
    if !matches!(wanted, Some(OrganisationRole::OrgAdmin | OrganisationRole::OrgManager)) {
        // Who becomes a plain member stays a controller by a membership alone, and only for as long as that runs.
        let becomes_member = wanted == Some(OrganisationRole::Member);
        let projects = store::last_controller_of(&mut work.tx, id, row.subject_id, becomes_member).await?;
        if !projects.is_empty() {
            let projects = projects.join(", ");
            let detail = format!(
                "{} is the last Document Controller of {projects}; name another one first.",
                row.name
            );
            return Err(Error::because(ErrorCode::LastDocumentController, detail));
        }
    }
    Ok(())
}

/// Ends every membership, every place in an access control group, and what others gave the person by name.
pub async fn end_standing(work: &mut Work, stamp: &Stamp, subject: SubjectId) -> Result<usize> {
    let id = work.organisation.id;
    let memberships = store::memberships(&mut work.tx, id, subject).await?;
    for open in &memberships {
        ledger::end_membership(&mut work.tx, stamp, open.project_id, subject).await?;
    }
    for group in store::groups(&mut work.tx, id, subject).await? {
        ledger::leave(&mut work.tx, stamp, group, subject).await?;
    }
    for project in store::given_in(&mut work.tx, id, subject).await? {
        ledger::close_given(&mut work.tx, stamp, project, subject).await?;
    }
    Ok(memberships.len())
}

async fn tell(
    work: &mut Work,
    row: &MemberRow,
    before: OrganisationRole,
    after: OrganisationRole,
) -> Result<()> {
    let shared = work.cx.shared().clone();
    let (organisation, now) = (work.organisation.clone(), work.now());
    let notice = Notice {
        kind: "role.changed",
        project: None,
        document: None,
        payload: json!({"role": after.code(), "by": work.me.public_id}),
    };
    let people = [row.subject_id];
    for to in notices::notify(&mut work.tx, &shared.ids, organisation.id, now, &people, &notice).await? {
        let sender = Sender::telling(&mut work.tx, &shared, &organisation, &to).await?;
        let letter = RoleChanged {
            head: sender.head(),
            changed_by: &work.me.name,
            project: None,
            role_before: people::organisation_role(before),
            role_after: people::organisation_role(after),
            link: &format!("{}/o/{}", shared.config.public_url, organisation.slug),
        };
        mailing::post_notice(&mut work.tx, &shared, organisation.id, now, &to, &letter).await?;
    }
    Ok(())
}
