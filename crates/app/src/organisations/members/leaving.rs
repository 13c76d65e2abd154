//! Deactivating a member and taking them back. What a leaver granted stays in force and belongs to the project; its
//! administrators are told.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use wayleave_access::audit::Event;
use wayleave_access::{Target, act, ledger};
use wayleave_base::{ErrorCode, ProjectId, SubjectId};
use wayleave_db::{DbResult, Tx, row, sql};
use wayleave_mail::HandOver;

use crate::account;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::mailing::{self, Sender};
use crate::notices::{self, Notice};
use crate::work::Work;
use crate::workflows::Turn;
use crate::{guests, wire};

use super::hand_over;
use super::roles::{check_remaining, end_standing};
use super::service::{load, role};
use super::store::MemberRow;
use super::view::member;

/// Deactivates a member: the organisation ends for them with the next request, and so do their memberships and what was
/// given to them; their name stays in all records.
pub async fn deactivate(
    cx: &Cx,
    organisation: &str,
    public_id: &str,
    reason: Option<&str>,
) -> Result<Response> {
    let mut errors = Vec::new();
    let reason = wire::text(&mut errors, "reason", reason.unwrap_or_default(), 500, false);
    Error::check(errors)?;
    let mut work = Work::write(cx, organisation).await?;
    let row = load(&mut work, public_id).await?;
    let target = Target { person: Some(row.subject_id), person_role: row.role(), ..Target::default() };
    let permit = work.permit::<act::MemberDeactivate>(target)?;
    let Some(before) = row.role() else { return Err(Error::code(ErrorCode::AlreadyEnded)) };
    check_remaining(&mut work, &row, None).await?;
    let event = Event::new("user", "user.deactivated", ("member", &row.public_id, &row.name))
        .before(json!({"role": before.code(), "projects": row.projects_count}))
        .reason(&reason);
    let stamp = work.record(&permit, event).await?;
    ledger::set_organisation_role(&mut work.tx, &stamp, row.subject_id, None).await?;
    end_standing(&mut work, &stamp, row.subject_id).await?;
    work.settle_steps((&stamp, Turn::Changed), (row.subject_id, None)).await?;
    let (id, now) = (work.organisation.id, work.now());
    if !account::active_elsewhere(&mut work.tx, row.account_id, id, now).await? {
        account::close_sessions(&mut work.tx, row.account_id, now, None).await?;
    }
    give_to_projects(&mut work, &row).await?;
    work.finish_empty().await
}

/// Takes a member back with a role. Memberships are given anew.
pub async fn reactivate(cx: &Cx, organisation: &str, public_id: &str, wanted: &str) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let row = load(&mut work, public_id).await?;
    let wanted = role(wanted)?;
    let target = Target {
        person: Some(row.subject_id),
        person_role: row.role(),
        new_role: Some(wanted),
        ..Target::default()
    };
    // To come back is one right, to be given this role another.
    let permit = work.permit::<act::MemberDeactivate>(target)?;
    work.permit::<act::MemberChangeRole>(target)?;
    if row.role().is_some() {
        return Err(Error::because(ErrorCode::AlreadyMember, "This member is active."));
    }
    let event = Event::new("user", "user.reactivated", ("member", &row.public_id, &row.name))
        .after(json!({"role": wanted.code()}));
    let stamp = work.record(&permit, event).await?;
    ledger::set_organisation_role(&mut work.tx, &stamp, row.subject_id, Some(wanted)).await?;
    work.settle_steps((&stamp, Turn::Came), (row.subject_id, None)).await?;
    let row = load(&mut work, public_id).await?;
    let view = member(row, &work.facts());
    work.finish(StatusCode::OK, &view).await
}

row! {
    struct ProjectName { public_id: String, name: String }
}

/// Passes what the leaver granted to its projects, and tells who administers them.
async fn give_to_projects(work: &mut Work, row: &MemberRow) -> Result<()> {
    let (id, now) = (work.organisation.id, work.now());
    let owned = hand_over::counts(&mut work.tx, id, row.subject_id, now).await?;
    guests::hand_over(&mut work.tx, id, None, row.subject_id, now).await?;
    for count in owned {
        let project: ProjectName = work
            .tx
            .one(
                sql("select public_id, name from project where organisation_id = $1 and id = $2")
                    .bind(id)
                    .bind(count.project_id),
            )
            .await?;
        let admins = administrators(&mut work.tx, work.organisation.id, count.project_id).await?;
        tell(work, row, &project, &count, &admins).await?;
    }
    Ok(())
}

/// The Project Admins; where there are none, the organisation's administrators.
async fn administrators(
    tx: &mut Tx,
    organisation: wayleave_base::OrganisationId,
    project: ProjectId,
) -> DbResult<Vec<SubjectId>> {
    let admins = sql("select s.subject_id as n from project_membership s
           join organisation_role r on r.subject_id = s.subject_id and r.closed_at is null
           where s.organisation_id = $1 and s.project_id = $2 and s.role = 'project_admin' and s.closed_at is null
           order by s.subject_id");
    let mut found = tx.ints(admins.bind(organisation).bind(project)).await?;
    if found.is_empty() {
        let staff = sql("select subject_id as n from organisation_role
               where organisation_id = $1 and role = 'org_admin' and closed_at is null order by subject_id");
        found = tx.ints(staff.bind(organisation)).await?;
    }
    Ok(found.into_iter().map(SubjectId).collect())
}

async fn tell(
    work: &mut Work,
    leaver: &MemberRow,
    project: &ProjectName,
    count: &hand_over::Count,
    admins: &[SubjectId],
) -> Result<()> {
    let shared = work.cx.shared().clone();
    let (organisation, now) = (work.organisation.clone(), work.now());
    let place = Some(count.project_id);
    let sender = Sender::load(&mut work.tx, &shared, &organisation, place, "").await?;
    let base = &shared.config.public_url;
    let link = format!("{base}/o/{}/p/{}/access", organisation.slug, project.public_id);
    let notice = Notice {
        kind: "access.handed_over",
        project: Some(count.project_id),
        document: None,
        payload: json!({"leaver": leaver.public_id, "grants": count.grants, "guest_shares": count.guest_shares}),
    };
    let told = notices::notify(&mut work.tx, &shared.ids, organisation.id, now, admins, &notice).await?;
    for recipient in told {
        let own = sender.for_recipient(&recipient);
        let letter = HandOver {
            head: own.head(),
            project: &project.name,
            leaver: &leaver.name,
            grants: u64::try_from(count.grants).unwrap_or_default(),
            guest_shares: u64::try_from(count.guest_shares).unwrap_or_default(),
            link: &link,
        };
        mailing::post_notice(&mut work.tx, &shared, organisation.id, now, &recipient, &letter).await?;
    }
    Ok(())
}
