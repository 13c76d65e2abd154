//! Until when what a transmittal opened is open, and moving that end for one of those who got it.

use std::collections::HashMap;

use serde_json::json;
use wayleave_access::audit::Event;
use wayleave_access::{Cause, ProjectFacts, Target, act, ledger};
use wayleave_base::{ErrorCode, ProjectId, SubjectId, Timestamp, TransmittalId};
use wayleave_db::{DbResult, Tx, row, sql};

use crate::error::{Error, Result};
use crate::expiry::{self, Ending};
use crate::projects::external_end;
use crate::sharing::admitted;
use crate::wire;
use crate::work::{ProjectRow, Work};

row! {
    struct Membership { subject_id: SubjectId, ends_at: i64 }
}

/// When the memberships of these people end; those who have none are left out.
pub async fn of_memberships(
    tx: &mut Tx,
    project: ProjectId,
    people: &[SubjectId],
) -> DbResult<HashMap<SubjectId, Timestamp>> {
    let ids: Vec<i64> = people.iter().map(|person| person.get()).collect();
    let mut text =
        sql("select subject_id, ends_at from project_membership where closed_at is null and project_id = $1
        and subject_id in ")
        .bind(project);
    text.id_list(&ids);
    let rows: Vec<Membership> = tx.all(text).await?;
    Ok(rows.into_iter().map(|row| (row.subject_id, row.ends_at)).collect())
}

row! {
    /// What a transmittal opened to one of those who got it.
    struct Opened {
        transmittal_id: TransmittalId, transmittal: String, number: String, subject: String, restricted: bool,
        subject_id: SubjectId, name: String, ends_at: Option<i64>,
    }
}

async fn find(work: &mut Work, project: &ProjectRow, recipient: &str) -> Result<Opened> {
    let text = sql("select t.id as transmittal_id, t.public_id as transmittal, t.number, t.subject, r.subject_id, r.name,
          (select max(g.ends_at) from access_grant g where g.cause_kind = 9 and g.cause_id = t.id
             and g.subject_id = r.subject_id and g.closed_at is null and g.ends_at > $4) as ends_at,
          cast(case when exists (select 1 from transmittal_document x join revision v on v.id = x.revision_id
             join document d on d.id = v.document_id where x.transmittal_id = t.id and d.restricted = 1)
             then 1 else 0 end as bigint) as restricted
        from transmittal_recipient r join transmittal t on t.id = r.transmittal_id
        where t.organisation_id = $1 and t.project_id = $2 and r.public_id = $3 and r.email = ''")
    .bind(work.organisation.id)
    .bind(project.id)
    .bind(recipient)
    .bind(work.now());
    work.tx.optional(text).await?.ok_or_else(Error::not_found)
}

/// Moves the end of what a transmittal opened to one of those who got it, within the policy's ceiling; the caller commits. A
/// membership that the transmittal opened goes along.
pub async fn extend(
    work: &mut Work,
    project: &ProjectRow,
    facts: &ProjectFacts,
    recipient: &str,
    ends_on: &str,
) -> Result<()> {
    let permit = work.permit_in::<act::TransmittalIssue>(facts, Target::default())?;
    let opened = find(work, project, recipient).await?;
    let ended = || Error::because(ErrorCode::AlreadyEnded, "This has ended already; send it again.");
    let before = opened.ends_at.ok_or_else(ended)?;
    let (now, zone) = (work.now(), &project.timezone);
    let end = external_end("ends_on", Some(ends_on), &facts.share_policy, now, zone)
        .map_err(|error| Error::Fields(vec![error]))?;
    let cause = Cause::Transmittal(opened.transmittal_id.get());
    let given = (opened.subject_id, cause);
    let membership = admitted::moved(work, (project, facts), given, end).await?;
    let mut old = json!({"recipient": opened.name, "ends_at": wire::end(before)});
    let mut new = json!({"recipient": opened.name, "ends_at": wire::end(end)});
    if let Some(membership) = &membership {
        old["membership_ends_at"] = json!(wire::end(membership.ends_at));
        new["membership_ends_at"] = json!(wire::end(end));
    }
    let label = format!("{} {}", opened.number, opened.subject);
    let entity = ("transmittal", opened.transmittal.as_str(), label.as_str());
    let event = Event::new("transmittal", "transmittal.access_extended", entity)
        .project(project.id)
        .before(old)
        .after(new)
        .confidential(opened.restricted);
    let stamp = work.record(&permit, event).await?;
    if ledger::extend_given(&mut work.tx, &stamp, cause, opened.subject_id, end).await? == 0 {
        return Err(ended());
    }
    let ending = Ending::transmittal(opened.transmittal_id);
    expiry::set(&mut work.tx, stamp.organisation(), ending, end, stamp.at()).await?;
    if let Some(membership) = &membership {
        admitted::reopen(work, &stamp, project, given, (membership, end)).await?;
    }
    Ok(())
}
