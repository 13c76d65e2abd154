//! Ending and prolonging shares, one by one or from the ledger.

use serde_json::json;
use wayleave_access::audit::Event;
use wayleave_access::{Action, Cause, Permit, ProjectFacts, Target, act, documents, ledger};
use wayleave_base::ErrorCode;

use super::admitted;
use super::store::{self, ShareRow};
use crate::error::{Error, Result};
use crate::expiry::{self, Ending};
use crate::projects::{external_end, find_candidate, future_end};
use crate::wire;
use crate::work::{ProjectRow, Work};

/// A share with the right to change it.
struct Managed {
    project: ProjectRow,
    facts: ProjectFacts,
    share: ShareRow,
    permit: Permit<act::ShareManage>,
}

/// The share that the address names. It does not exist for somebody who neither may change it nor sees its document.
async fn managed(work: &mut Work, project: &str, share: &str) -> Result<Managed> {
    let (project, facts) = work.project(project).await?;
    let now = work.now();
    let share = store::share(&mut work.tx, project.id, share, now).await?.ok_or_else(Error::not_found)?;
    let target = Target::made_by(share.created_by);
    if !facts.outcome(Action::ShareManage, target).is_allowed()
        && documents::find_by_id(&mut work.tx, &facts.scope(), share.document_id).await?.is_none()
    {
        return Err(Error::not_found());
    }
    let permit = work.permit_in::<act::ShareManage>(&facts, target)?;
    Ok(Managed { project, facts, share, permit })
}

fn event<'a>(action: &'a str, managed: &'a Managed, label: &'a str) -> Event<'a> {
    Event::new("access", action, ("share", &managed.share.public_id, label))
        .project(managed.project.id)
        .confidential(managed.share.restricted)
}

fn label(share: &ShareRow) -> String {
    let what = if share.number.is_empty() { &share.title } else { &share.number };
    format!("{what} with {}", share.subject_name)
}

fn ended() -> Error {
    Error::because(ErrorCode::AlreadyEnded, "This share has ended already; share the document anew.")
}

/// Ends a share, by its public id; the caller commits.
pub async fn revoke_share(work: &mut Work, project: &str, share: &str, reason: &str) -> Result<()> {
    let managed = managed(work, project, share).await?;
    let mut errors = Vec::new();
    let reason = wire::text(&mut errors, "reason", reason, 1000, false);
    Error::check(errors)?;
    let ends_at = managed.share.ends_at.ok_or_else(ended)?;
    let label = label(&managed.share);
    let event = event("share.revoked", &managed, &label)
        .before(json!({"ends_at": wire::end(ends_at)}))
        .reason(&reason);
    let stamp = work.record(&managed.permit, event).await?;
    if ledger::close_cause(&mut work.tx, &stamp, Cause::Share(managed.share.id.get())).await? == 0 {
        return Err(ended());
    }
    Ok(())
}

/// Moves the end of a share, by its public id, within the policy's ceiling; the caller commits.
pub async fn extend_share(work: &mut Work, project: &str, share: &str, ends_on: &str) -> Result<()> {
    let managed = managed(work, project, share).await?;
    let before = managed.share.ends_at.ok_or_else(ended)?;
    let (organisation, now) = (work.organisation.id, work.now());
    let outside = match &managed.share.member_id {
        Some(member) => find_candidate(&mut work.tx, organisation, member, now)
            .await?
            .is_none_or(|person| person.outside()),
        None => managed.share.outside_collective,
    };
    let zone = &managed.project.timezone;
    let end = if outside {
        external_end("ends_on", Some(ends_on), &managed.facts.share_policy, now, zone)
    } else {
        future_end("ends_on", ends_on, now, zone)
    };
    let end = end.map_err(|error| Error::Fields(vec![error]))?;
    let given = (managed.share.subject_id, Cause::Share(managed.share.id.get()));
    let membership = admitted::moved(work, (&managed.project, &managed.facts), given, end).await?;
    let label = label(&managed.share);
    let (mut old, mut new) = (json!({"ends_at": wire::end(before)}), json!({"ends_at": wire::end(end)}));
    if let Some(membership) = &membership {
        old["membership_ends_at"] = json!(wire::end(membership.ends_at));
        new["membership_ends_at"] = json!(wire::end(end));
    }
    let event = event("share.extended", &managed, &label).before(old).after(new);
    let stamp = work.record(&managed.permit, event).await?;
    if ledger::extend_cause(&mut work.tx, &stamp, given.1, end).await? == 0 {
        return Err(ended());
    }
    expiry::set(&mut work.tx, organisation, Ending::share(managed.share.id), end, now).await?;
    if let Some(membership) = &membership {
        admitted::reopen(work, &stamp, &managed.project, given, (membership, end)).await?;
    }
    Ok(())
}
