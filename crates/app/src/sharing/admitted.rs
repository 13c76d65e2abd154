//! Memberships that came with what somebody was given: when that ends on another day, so do they.

use wayleave_access::audit::Stamp;
use wayleave_access::ledger::NewMembership;
use wayleave_access::{Action, Cause, ProjectFacts, Role, Target, act};
use wayleave_base::{SubjectId, Timestamp};

use super::store::{self, Admitted};
use crate::error::Result;
use crate::projects::team;
use crate::work::{ProjectRow, Work};

/// Somebody who was given something, and the act by which.
pub type Given = (SubjectId, Cause);

/// The membership that the act opened, when it is to end with it on another day than now. To let somebody in for longer is
/// an act of its own; whoever may not do it can still end what was given earlier, and the membership stays as it is.
pub async fn moved(
    work: &mut Work,
    (project, facts): (&ProjectRow, &ProjectFacts),
    given: Given,
    end: Timestamp,
) -> Result<Option<Admitted>> {
    let (organisation, now) = (work.organisation.id, work.now());
    let found = store::admitted_by(&mut work.tx, (organisation, project.id), given, now).await?;
    let Some(membership) = found.filter(|membership| membership.ends_at != end) else { return Ok(None) };
    let target = Target::person(given.0);
    if end > membership.ends_at {
        work.permit_in::<act::MembershipManage>(facts, target)?;
    } else if !facts.outcome(Action::MembershipManage, target).is_allowed() {
        return Ok(None);
    }
    Ok(Some(membership))
}

/// Gives the membership the end of what it came with.
pub async fn reopen(
    work: &mut Work,
    stamp: &Stamp,
    project: &ProjectRow,
    (subject, cause): Given,
    (membership, end): (&Admitted, Timestamp),
) -> Result<()> {
    let opened = NewMembership {
        project: project.id,
        subject,
        role: Role::parse(&membership.role).unwrap_or(Role::External),
        label: &membership.label,
        cause,
        reason: &membership.reason,
        ends_at: end,
    };
    team::give(work, stamp, &opened).await
}
