//! Who belongs where: organisation roles, memberships of projects, and the switch of Full Register Access.

use wayleave_base::{Ids, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx, sql};

use super::{close, close_given};
use crate::audit::Stamp;
use crate::words::{Cause, OrganisationRole, Role, SubjectKind};

/// A membership to be opened.
#[derive(Clone, Debug)]
pub struct NewMembership<'a> {
    /// The project.
    pub project: ProjectId,
    /// Whose.
    pub subject: SubjectId,
    /// The role.
    pub role: Role,
    /// The label shown beside the role; it carries no rights.
    pub label: &'a str,
    /// The act it follows from.
    pub cause: Cause,
    /// The reason given.
    pub reason: &'a str,
    /// Until when.
    pub ends_at: Timestamp,
}

/// Creates a subject for a person, group, company or link.
pub async fn new_subject(tx: &mut Tx, stamp: &Stamp, kind: SubjectKind) -> DbResult<SubjectId> {
    let id = tx
        .int(
            sql("insert into subject (organisation_id, kind) values ($1, $2) returning id as n")
                .bind(stamp.organisation())
                .bind(kind as i64),
        )
        .await?;
    Ok(SubjectId(id))
}

/// Creates as many subjects of a kind as are asked for.
pub async fn new_subjects(
    tx: &mut Tx,
    stamp: &Stamp,
    kind: SubjectKind,
    count: usize,
) -> DbResult<Vec<SubjectId>> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let mut text = sql("insert into subject (organisation_id, kind) values ")
        .bind(stamp.organisation())
        .bind(kind as i64);
    text.push(&vec!["($1, $2)"; count].join(", ")).push(" returning id as n");
    Ok(tx.ints(text).await?.into_iter().map(SubjectId).collect())
}

/// Gives a member an organisation role, closing the former; `None` ends the membership in the organisation.
pub async fn set_organisation_role(
    tx: &mut Tx,
    stamp: &Stamp,
    subject: SubjectId,
    role: Option<OrganisationRole>,
) -> DbResult<()> {
    close(tx, stamp, "organisation_role", "subject_id = $4", &[subject.get()]).await?;
    let Some(role) = role else { return Ok(()) };
    tx.execute(
        sql("insert into organisation_role (organisation_id, subject_id, role, valid_from, open_seq) values ($1, $2, $3, $4, $5)")
            .bind(stamp.organisation())
            .bind(subject)
            .bind(role.code())
            .bind(stamp.at())
            .bind(stamp.seq()),
    )
    .await?;
    Ok(())
}

/// Opens a membership, closing the one before; returns its number and public id.
pub async fn set_membership(
    tx: &mut Tx,
    ids: &Ids,
    stamp: &Stamp,
    new: &NewMembership<'_>,
) -> DbResult<(i64, String)> {
    close_membership(tx, stamp, new.project, new.subject).await?;
    let (cause_kind, cause_id) = new.cause.raw();
    let public_id = ids.public(wayleave_base::MembershipId::PREFIX);
    let id = tx
        .int(
            sql("insert into project_membership (organisation_id, public_id, project_id, subject_id, role, label, cause_kind,
                   cause_id, reason, opened_by, valid_from, ends_at, open_seq)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) returning id as n")
            .bind(stamp.organisation())
            .bind(&public_id)
            .bind(new.project)
            .bind(new.subject)
            .bind(new.role.code())
            .bind(new.label)
            .bind(cause_kind)
            .bind(cause_id)
            .bind(new.reason)
            .bind(stamp.by())
            .bind(stamp.at())
            .bind(new.ends_at)
            .bind(stamp.seq()),
        )
        .await?;
    Ok((id, public_id))
}

async fn close_membership(
    tx: &mut Tx,
    stamp: &Stamp,
    project: ProjectId,
    subject: SubjectId,
) -> DbResult<u64> {
    close(
        tx,
        stamp,
        "project_membership",
        "project_id = $4 and subject_id = $5",
        &[project.get(), subject.get()],
    )
    .await
}

/// Closes the memberships that an act opened, once what it gave is closed: of those who hold nothing else in the project.
/// Whoever was given something else since keeps their membership, without which that would open nothing.
pub async fn close_admitted(tx: &mut Tx, stamp: &Stamp, cause: Cause) -> DbResult<u64> {
    let (kind, id) = cause.raw();
    let without = "cause_kind = $4 and cause_id = $5
        and not exists (select 1 from access_grant g where g.subject_id = project_membership.subject_id
          and g.project_id = project_membership.project_id and g.closed_at is null)
        and not exists (select 1 from full_register f where f.subject_id = project_membership.subject_id
          and f.project_id = project_membership.project_id and f.closed_at is null)
        and not exists (select 1 from group_member b join access_group a on a.subject_id = b.group_id
          where b.subject_id = project_membership.subject_id and a.project_id = project_membership.project_id
          and b.closed_at is null)";
    close(tx, stamp, "project_membership", without, &[kind, id]).await
}

/// Ends a membership, and with it the switch, the groups and what others gave the person in the project.
pub async fn end_membership(
    tx: &mut Tx,
    stamp: &Stamp,
    project: ProjectId,
    subject: SubjectId,
) -> DbResult<()> {
    close_membership(tx, stamp, project, subject).await?;
    end_full_register(tx, stamp, project, subject).await?;
    let groups =
        "subject_id = $4 and group_id in (select g.subject_id from access_group g where g.project_id = $5)";
    close(tx, stamp, "group_member", groups, &[subject.get(), project.get()]).await?;
    close_given(tx, stamp, project, subject).await?;
    Ok(())
}

/// Switches Full Register Access on until `ends_at`, replacing an open switch.
pub async fn set_full_register(
    tx: &mut Tx,
    ids: &Ids,
    stamp: &Stamp,
    (project, subject): (ProjectId, SubjectId),
    reason: &str,
    ends_at: Timestamp,
) -> DbResult<()> {
    end_full_register(tx, stamp, project, subject).await?;
    tx.execute(
        sql("insert into full_register (organisation_id, public_id, project_id, subject_id, reason, opened_by, valid_from,
               ends_at, open_seq) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(stamp.organisation())
        .bind(ids.public("fra"))
        .bind(project)
        .bind(subject)
        .bind(reason)
        .bind(stamp.by())
        .bind(stamp.at())
        .bind(ends_at)
        .bind(stamp.seq()),
    )
    .await?;
    Ok(())
}

/// Switches Full Register Access off.
pub async fn end_full_register(
    tx: &mut Tx,
    stamp: &Stamp,
    project: ProjectId,
    subject: SubjectId,
) -> DbResult<u64> {
    close(tx, stamp, "full_register", "project_id = $4 and subject_id = $5", &[project.get(), subject.get()])
        .await
}
