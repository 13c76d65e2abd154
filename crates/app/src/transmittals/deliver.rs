//! What a transmittal opens: grants to everybody with an account who gets it, with the transmittal as their cause, for those
//! who are not in the project yet a membership that ends, and for addresses a link each.

use std::collections::BTreeSet;

use wayleave_access::audit::Stamp;
use wayleave_access::ledger::{self, NewGrant, NewMembership};
use wayleave_access::{Caps, Cause, ObjectKind, OrganisationRole, Reason, Role};
use wayleave_base::{ErrorCode, NEVER, SubjectId, Timestamp, TransmittalId};

use super::documents::SENT;
use super::plan::Plan;
use super::skips::{self, Part};
use super::store::TransmittalRow as Row;
use crate::error::{Error, OnTaken, Result};
use crate::guests::{self, LinkFor, Sending};
use crate::work::{ProjectRow, Work};
use crate::workflows::Turn;

/// Lets in everybody whom the plan names, and gives them what it sends; as many statements for many as for few, but for
/// those who are let into the project and for those who hold different parts of it already.
pub async fn give(
    work: &mut Work,
    stamp: &Stamp,
    project: &ProjectRow,
    transmittal: TransmittalId,
    plan: &Plan,
) -> Result<()> {
    let cause = Cause::Transmittal(transmittal.get());
    let ids = work.cx.ids().clone();
    for receiver in plan.people.iter().filter(|one| one.admit == Some(OrganisationRole::Member)) {
        let opened = NewMembership {
            project: project.id,
            subject: receiver.subject,
            role: Role::External,
            label: "",
            cause,
            reason: "",
            ends_at: receiver.ends_at,
        };
        ledger::set_membership(&mut work.tx, &ids, stamp, &opened)
            .await
            .on_taken("project_membership_project_id_subject_id_key", || Error::code(ErrorCode::Conflict))?;
        work.settle_steps((stamp, Turn::Came), (receiver.subject, Some(project.id))).await?;
    }
    let to = plan.people.iter().map(|one| (plan.part(&one.lacks), (one.subject, one.ends_at, cause)));
    for (part, to) in skips::by_part(to) {
        ledger::grant_each(&mut work.tx, stamp, &shape(project, cause, SENT), &to, &part).await?;
    }
    Ok(())
}

/// Makes a link for everybody who gets one, and answers with the subjects of the links, in their order.
pub async fn send_links(
    work: &mut Work,
    stamp: &Stamp,
    (project, row): (&ProjectRow, &Row),
    plan: &Plan,
) -> Result<Vec<SubjectId>> {
    let sending =
        Sending { project: project.id, transmittal: row.id, number: &row.number, terms: &plan.terms };
    let parts: Vec<Part> = plan.links.iter().map(|link| plan.part(&link.lacks)).collect();
    let to: Vec<LinkFor<'_>> = plan
        .links
        .iter()
        .zip(&parts)
        .map(|(link, documents)| LinkFor {
            name: &link.way.name,
            email: &link.email,
            ends_at: link.ends_at,
            documents,
        })
        .collect();
    guests::send(work, stamp, &sending, &to).await
}

/// What every grant of a transmittal has in common.
fn shape(project: &ProjectRow, cause: Cause, caps: Caps) -> NewGrant {
    NewGrant {
        subject: SubjectId(0),
        project: project.id,
        object_kind: ObjectKind::Document,
        object: 0,
        caps,
        rev_from: 0,
        rev_to: 0,
        reason: Reason::Transmitted,
        cause,
        ends_at: 0,
    }
}

impl Plan {
    /// The ends of what it opens to people with an account; that of all from outside, as it goes out.
    #[must_use]
    pub fn ends(&self) -> BTreeSet<Timestamp> {
        self.people.iter().map(|one| one.ends_at).filter(|end| *end < NEVER).collect()
    }
}
