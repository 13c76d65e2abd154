//! Full Register Access: the switch that shows an external participant the whole register, until a day.

use serde_json::json;
use wayleave_access::audit::Event;
use wayleave_access::{Role, Target, Warrant, act, ledger};
use wayleave_base::ErrorCode;

use super::people::{Candidate, external_end};
use super::project::open;
use super::store::MembershipRow;
use super::team::{target, view_of};
use super::tell::tell;
use super::view::{MembershipView, NewFullRegister};
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::expiry::{self, Ending};
use crate::wire;
use crate::work::{ProjectRow, Work};

/// Switches it on, or moves its end.
pub async fn grant(
    cx: &Cx,
    organisation: &str,
    project: &str,
    membership: &str,
    new: &NewFullRegister,
) -> Result<(Work, MembershipView)> {
    let mut work = Work::write(cx, organisation).await?;
    let (row, facts) = open(&mut work, project).await?;
    work.permit_in::<act::TeamView>(&facts, Target::default())?;
    let (old, person) = target(&mut work, &row, membership).await?;
    let permit = work.permit_in::<act::FullRegisterGrant>(&facts, Target::person(person.subject))?;
    let mut errors = Vec::new();
    let reason = wire::text(&mut errors, "reason", &new.reason, 1000, true);
    if old.project_role() != Some(Role::External) {
        let detail = "Only external participants need Full Register Access.";
        errors.push(FieldError::new("id", "not_external", detail));
    }
    let ends_at = external_end("ends_on", Some(&new.ends_on), &facts.share_policy, facts.at, &row.timezone)
        .map_err(|error| errors.push(error))
        .unwrap_or_default();
    Error::check(errors)?;
    let event = Event::new("access", "full_register.granted", ("member", &person.public_id, &person.name))
        .project(row.id)
        .before(json!({"until": old.full_until.map(wire::time)}))
        .after(json!({"until": wire::time(ends_at)}))
        .reason(&reason);
    let stamp = work.record(&permit, event).await?;
    let ids = work.cx.ids().clone();
    let whom = (row.id, person.subject);
    ledger::set_full_register(&mut work.tx, &ids, &stamp, whom, &reason, ends_at).await?;
    let (organisation, now) = (work.organisation.id, work.now());
    let ending = Ending::full_register(row.id, person.subject);
    expiry::set(&mut work.tx, organisation, ending, ends_at, now).await?;
    let payload = json!({"until": wire::time(ends_at)});
    tell(&mut work, &row, person.subject, "full_register.granted", payload).await?;
    let view = view_of(&mut work, &row, &facts, person.subject).await?;
    Ok((work, view))
}

/// Switches it off.
pub async fn end(cx: &Cx, organisation: &str, project: &str, membership: &str) -> Result<Work> {
    let mut work = Work::write(cx, organisation).await?;
    let (row, facts) = open(&mut work, project).await?;
    work.permit_in::<act::TeamView>(&facts, Target::default())?;
    let (old, person) = target(&mut work, &row, membership).await?;
    let permit = work.permit_in::<act::FullRegisterGrant>(&facts, Target::person(person.subject))?;
    end_one(&mut work, &row, (&old, &person), &permit, "").await?;
    Ok(work)
}

/// The end of one switch with its event, also for ends in bulk.
pub async fn end_one(
    work: &mut Work,
    project: &ProjectRow,
    (old, person): (&MembershipRow, &Candidate),
    permit: &impl Warrant,
    reason: &str,
) -> Result<()> {
    let event = Event::new("access", "full_register.ended", ("member", &person.public_id, &person.name))
        .project(project.id)
        .before(json!({"until": old.full_until.map(wire::time)}))
        .reason(reason);
    let stamp = work.record(permit, event).await?;
    if old.full_until.is_none()
        || ledger::end_full_register(&mut work.tx, &stamp, project.id, person.subject).await? == 0
    {
        return Err(Error::because(ErrorCode::AlreadyEnded, "Full Register Access is off already."));
    }
    tell(work, project, person.subject, "full_register.ended", json!({})).await
}
