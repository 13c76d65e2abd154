//! The Document Control group is never empty: whatever is done, somebody stays in it whose standing has no end.

use wayleave_access::audit::Stamp;
use wayleave_access::ledger;
use wayleave_base::{ErrorCode, SubjectId};

use super::store::{self, GroupRow};
use crate::error::{Error, Result};
use crate::people;
use crate::work::{ProjectRow, Work};

/// Refuses what was done when it leaves the project without a Document Controller who stays: one of the organisation's
/// staff, or a member whose membership has no end. It concerns changes of `person` alone, be it that they left the group
/// or that their membership got an end. The event before it holds the head of the log, so that of two such acts at once
/// the second sees what the first did.
pub async fn still_controlled(work: &mut Work, project: &ProjectRow, person: SubjectId) -> Result<()> {
    let now = work.now();
    let controllers = people::document_controllers(&mut work.tx, project.id, now).await?;
    if controllers.contains(&person) && store::lasting_controllers(&mut work.tx, project.id, now).await? == 0
    {
        let detail = "Without this person nobody would be left in Document Control whose membership has no end; \
            name another Document Controller first.";
        return Err(Error::because(ErrorCode::LastDocumentController, detail));
    }
    Ok(())
}

/// Takes a person out of Document Control, unless nobody would stay in it; `false` when they were not in it.
pub async fn take_out(
    work: &mut Work,
    stamp: &Stamp,
    project: &ProjectRow,
    group: &GroupRow,
    person: SubjectId,
) -> Result<bool> {
    let now = work.now();
    if !ledger::leave(&mut work.tx, stamp, group.subject_id, person).await? {
        return Ok(false);
    }
    if group.is_control() && store::lasting_controllers(&mut work.tx, project.id, now).await? == 0 {
        return Err(Error::code(ErrorCode::LastDocumentController));
    }
    Ok(true)
}

/// Takes a person out of Document Control if they are in it; the last one stays, and the act around this fails.
pub async fn leave_control(
    work: &mut Work,
    stamp: &Stamp,
    project: &ProjectRow,
    person: SubjectId,
) -> Result<()> {
    let Some(group) = store::document_control(&mut work.tx, project.id).await? else { return Ok(()) };
    take_out(work, stamp, project, &group, person).await?;
    Ok(())
}
