//! Ending and prolonging rows of the ledger, each by the rules of its own kind. A row that is refused is undone alone.

use serde_json::json;
use wayleave_access::audit::Event;
use wayleave_access::ledger::{self, NewMembership};
use wayleave_access::{Cause, ProjectFacts, Role, Target, act};
use wayleave_base::ErrorCode;

use super::store;
use super::view::{BulkOutcome, ExtendAccess, RefusedRow, RevokeAccess};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::expiry::{self, Ending};
use crate::projects::{control, full_register, people as candidates, team};
use crate::wire;
use crate::work::{ProjectRow, Work};

/// The most rows one request may name.
const MOST: usize = 200;

enum Change<'a> {
    Revoke(&'a str),
    Extend(&'a str),
}

/// Ends rows.
pub async fn revoke(
    cx: &Cx,
    organisation: &str,
    project: &str,
    asked: &RevokeAccess,
) -> Result<(Work, BulkOutcome)> {
    if asked.reason.len() > 1000 {
        return Err(Error::field("reason", "too_long", "The reason may have 1,000 letters."));
    }
    change(cx, organisation, project, &asked.ids, &Change::Revoke(asked.reason.trim())).await
}

/// Prolongs rows.
pub async fn extend(
    cx: &Cx,
    organisation: &str,
    project: &str,
    asked: &ExtendAccess,
) -> Result<(Work, BulkOutcome)> {
    wire::parse_day("ends_on", &asked.ends_on).map_err(|error| Error::Fields(vec![error]))?;
    change(cx, organisation, project, &asked.ids, &Change::Extend(&asked.ends_on)).await
}

async fn change(
    cx: &Cx,
    organisation: &str,
    project: &str,
    ids: &[String],
    change: &Change<'_>,
) -> Result<(Work, BulkOutcome)> {
    if ids.is_empty() || ids.len() > MOST {
        return Err(Error::field("ids", "out_of_range", "Name 1 to 200 rows."));
    }
    let mut work = Work::write(cx, organisation).await?;
    let (row, facts) = work.project(project).await?;
    work.permit_in::<act::AccessChange>(&facts, Target::default())?;
    let mut outcome = BulkOutcome::default();
    for id in ids {
        work.tx.mark().await?;
        match one(&mut work, &row, &facts, id, change).await {
            Ok(()) => outcome.done.push(id.clone()),
            Err(error @ Error::Internal(_)) => return Err(error),
            Err(error) => {
                work.tx.undo_to_mark().await?;
                outcome.refused.push(RefusedRow { id: id.clone(), reason: error.sentence() });
            }
        }
    }
    Ok((work, outcome))
}

async fn one(
    work: &mut Work,
    row: &ProjectRow,
    facts: &ProjectFacts,
    id: &str,
    change: &Change<'_>,
) -> Result<()> {
    let project = row.public_id.as_str();
    match (id.split('_').next().unwrap_or_default(), change) {
        ("shr", Change::Revoke(reason)) => crate::guests::revoke_within(work, project, id, reason).await,
        ("shr", Change::Extend(day)) => crate::guests::extend_within(work, project, id, day).await,
        ("sha", Change::Revoke(reason)) => crate::sharing::revoke_share(work, project, id, reason).await,
        ("sha", Change::Extend(day)) => crate::sharing::extend_share(work, project, id, day).await,
        ("msh", Change::Revoke(reason)) => end_membership(work, row, facts, id, reason).await,
        ("msh", Change::Extend(day)) => extend_membership(work, row, facts, id, day).await,
        ("rcp", Change::Extend(day)) => crate::transmittals::extend_access(work, row, facts, id, day).await,
        ("rcp", Change::Revoke(_)) => {
            let detail = "What a transmittal opened ends with it; recall it.";
            Err(Error::because(ErrorCode::Conflict, detail))
        }
        ("fra", change) => switch(work, row, facts, id, change).await,
        _ => Err(Error::not_found()),
    }
}

async fn end_membership(
    work: &mut Work,
    row: &ProjectRow,
    facts: &ProjectFacts,
    id: &str,
    reason: &str,
) -> Result<()> {
    let (old, person) = team::target(work, row, id).await?;
    let permit = work.permit_in::<act::MembershipManage>(facts, Target::person(person.subject))?;
    team::end_one(work, row, (&old, &person), &permit, reason).await
}

async fn extend_membership(
    work: &mut Work,
    row: &ProjectRow,
    facts: &ProjectFacts,
    id: &str,
    day: &str,
) -> Result<()> {
    let (old, person) = team::target(work, row, id).await?;
    let permit = work.permit_in::<act::MembershipManage>(facts, Target::person(person.subject))?;
    let ends_at =
        candidates::external_end("ends_on", Some(day), &facts.share_policy, facts.at, &row.timezone)
            .map_err(|error| Error::Fields(vec![error]))?;
    let event = Event::new("project", "project.member_changed", ("member", &person.public_id, &person.name))
        .project(row.id)
        .before(json!({"role": old.role, "ends_at": wire::end(old.ends_at)}))
        .after(json!({"role": old.role, "ends_at": wire::end(ends_at)}));
    let stamp = work.record(&permit, event).await?;
    let new = NewMembership {
        project: row.id,
        subject: person.subject,
        role: old.project_role().unwrap_or(Role::External),
        label: &old.label,
        cause: Cause::Membership(0),
        reason: "",
        ends_at,
    };
    team::give(work, &stamp, &new).await?;
    control::still_controlled(work, row, person.subject).await
}

async fn switch(
    work: &mut Work,
    row: &ProjectRow,
    facts: &ProjectFacts,
    id: &str,
    change: &Change<'_>,
) -> Result<()> {
    let found = store::membership_of_switch(&mut work.tx, row.id, id).await?.ok_or_else(Error::not_found)?;
    let (old, person) = team::target(work, row, &found.membership).await?;
    let permit = work.permit_in::<act::FullRegisterGrant>(facts, Target::person(person.subject))?;
    let day = match change {
        Change::Revoke(reason) => {
            return full_register::end_one(work, row, (&old, &person), &permit, reason).await;
        }
        Change::Extend(day) => day,
    };
    let ends_at =
        candidates::external_end("ends_on", Some(day), &facts.share_policy, facts.at, &row.timezone)
            .map_err(|error| Error::Fields(vec![error]))?;
    let event = Event::new("access", "full_register.granted", ("member", &person.public_id, &person.name))
        .project(row.id)
        .before(json!({"until": old.full_until.map(wire::time)}))
        .after(json!({"until": wire::time(ends_at)}));
    let stamp = work.record(&permit, event).await?;
    let ids = work.cx.ids().clone();
    ledger::set_full_register(&mut work.tx, &ids, &stamp, (row.id, person.subject), "", ends_at).await?;
    let (organisation, now) = (work.organisation.id, work.now());
    let ending = Ending::full_register(row.id, person.subject);
    expiry::set(&mut work.tx, organisation, ending, ends_at, now).await?;
    Ok(())
}
