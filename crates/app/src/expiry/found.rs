//! What is about to end, as it stands when the warning is due.

use wayleave_access::Role;
use wayleave_base::{DocumentId, OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx, row, sql};

use super::Ending;
use crate::people;

/// Access that is in force and has an end.
#[derive(Debug)]
pub struct Found {
    /// The project.
    pub project: ProjectId,
    /// Whose it is, when it is people's: one person's, or that of all whom a transmittal opened it to until then.
    pub holders: Vec<SubjectId>,
    /// The company or group whose it is otherwise, or how many people's.
    pub collective: Option<String>,
    /// Who gave it.
    pub given_by: SubjectId,
    /// The document that it opens, when it opens one.
    pub document: Option<DocumentId>,
    /// The transmittal that opened it, if one did: its public id.
    pub transmittal: Option<String>,
    /// What ends, in words that follow "your".
    pub access: String,
    /// When it ends.
    pub ends_at: Timestamp,
}

row! {
    struct Membership { role: String, opened_by: SubjectId, ends_at: i64, told_elsewhere: bool }
}

row! {
    struct Switch { opened_by: SubjectId, ends_at: i64 }
}

row! {
    struct Sent { project_id: ProjectId, public_id: String, number: String, issued_by: SubjectId, subject_id: SubjectId }
}

row! {
    struct Share {
        project_id: ProjectId, document_id: DocumentId, subject_id: SubjectId, created_by: SubjectId, ends_at: i64,
        later: bool, number: String, title: String, code: String, member: Option<String>, collective: Option<String>,
    }
}

/// What ends, if it is in force.
pub async fn find(
    tx: &mut Tx,
    organisation: OrganisationId,
    (ending, ends_at): (Ending, Timestamp),
    now: Timestamp,
) -> DbResult<Option<Found>> {
    match ending {
        Ending::Membership(project, person) => {
            membership(tx, organisation, (ProjectId(project), SubjectId(person)), now).await
        }
        Ending::FullRegister(project, person) => {
            switch(tx, organisation, (ProjectId(project), SubjectId(person)), now).await
        }
        Ending::Share(share) => self::share(tx, organisation, share, now).await,
        Ending::Transmittal(transmittal) => {
            self::transmittal(tx, organisation, transmittal, (ends_at, now)).await
        }
    }
}

/// A membership that came with a share or a transmittal and ends with it is told of with that, which says more.
async fn membership(
    tx: &mut Tx,
    organisation: OrganisationId,
    (project, person): (ProjectId, SubjectId),
    now: Timestamp,
) -> DbResult<Option<Found>> {
    let row: Option<Membership> = tx
        .optional(
            sql("select p.role, p.opened_by, p.ends_at, cast(case when p.cause_kind in (3, 9) and exists (
                   select 1 from access_grant g where g.subject_id = p.subject_id and g.project_id = p.project_id
                     and g.cause_kind = p.cause_kind and g.cause_id = p.cause_id and g.closed_at is null and g.ends_at = p.ends_at)
                   then 1 else 0 end as bigint) as told_elsewhere
                 from project_membership p
                 join organisation_role r on r.subject_id = p.subject_id and r.closed_at is null
                 where p.organisation_id = $1 and p.project_id = $2 and p.subject_id = $3 and p.closed_at is null
                   and p.ends_at > $4")
            .bind(organisation)
            .bind(project)
            .bind(person)
            .bind(now),
        )
        .await?;
    Ok(row.filter(|row| !row.told_elsewhere).map(|row| Found {
        project,
        holders: vec![person],
        collective: None,
        given_by: row.opened_by,
        document: None,
        transmittal: None,
        access: format!("membership as {}", Role::parse(&row.role).map_or("member", people::project_role)),
        ends_at: row.ends_at,
    }))
}

async fn switch(
    tx: &mut Tx,
    organisation: OrganisationId,
    (project, person): (ProjectId, SubjectId),
    now: Timestamp,
) -> DbResult<Option<Found>> {
    let row: Option<Switch> = tx
        .optional(
            sql("select f.opened_by, f.ends_at from full_register f
                 join project_membership p on p.project_id = f.project_id and p.subject_id = f.subject_id
                   and p.closed_at is null and p.ends_at > $4
                 where f.organisation_id = $1 and f.project_id = $2 and f.subject_id = $3 and f.closed_at is null
                   and f.ends_at > $4")
            .bind(organisation)
            .bind(project)
            .bind(person)
            .bind(now),
        )
        .await?;
    Ok(row.map(|row| Found {
        project,
        holders: vec![person],
        collective: None,
        given_by: row.opened_by,
        document: None,
        transmittal: None,
        access: "Full Register Access".to_owned(),
        ends_at: row.ends_at,
    }))
}

async fn share(
    tx: &mut Tx,
    organisation: OrganisationId,
    share: i64,
    now: Timestamp,
) -> DbResult<Option<Found>> {
    let row: Option<Share> = tx
        .optional(
            sql("select s.project_id, s.document_id, s.subject_id, s.created_by, g.ends_at, d.number, d.title,
                   coalesce(v.code, '') as code, m.public_id as member, coalesce(c.name, q.name) as collective,
                   cast(case when s.rev_to > s.rev_from then 1 else 0 end as bigint) as later
                 from share s join document d on d.id = s.document_id and d.deleted_at is null
                 join access_grant g on g.object_kind = 1 and g.object_id = s.document_id and g.subject_id = s.subject_id
                   and g.cause_kind = 3 and g.cause_id = s.id and g.closed_at is null and g.ends_at > $3
                 left join revision v on v.document_id = s.document_id and v.seq = s.rev_from
                 left join member m on m.subject_id = s.subject_id
                 left join company c on c.subject_id = s.subject_id
                 left join access_group q on q.subject_id = s.subject_id
                 where s.organisation_id = $1 and s.id = $2")
            .bind(organisation)
            .bind(share)
            .bind(now),
        )
        .await?;
    Ok(row.map(|row| {
        let name = if row.number.is_empty() { &row.title } else { &row.number };
        let later = if row.later { " and later revisions" } else { "" };
        Found {
            project: row.project_id,
            holders: row.member.is_some().then_some(row.subject_id).into_iter().collect(),
            given_by: row.created_by,
            document: Some(row.document_id),
            transmittal: None,
            access: format!("access to {name} {}{later}", row.code),
            collective: row.collective,
            ends_at: row.ends_at,
        }
    }))
}

/// All to whom a transmittal opened something until then. Whose membership ends before it hears of that.
async fn transmittal(
    tx: &mut Tx,
    organisation: OrganisationId,
    transmittal: i64,
    (ends_at, now): (Timestamp, Timestamp),
) -> DbResult<Option<Found>> {
    let rows: Vec<Sent> = tx
        .all(
            sql("select distinct t.project_id, t.public_id, t.number, t.issued_by, g.subject_id
                 from transmittal t join access_grant g on g.cause_kind = 9 and g.cause_id = t.id and g.closed_at is null
                   and g.ends_at = $3
                 join project_membership p on p.project_id = t.project_id and p.subject_id = g.subject_id
                   and p.closed_at is null and p.valid_from <= $4 and p.ends_at >= g.ends_at
                 where t.organisation_id = $1 and t.id = $2 and t.state = 'issued' and t.issued_by is not null
                 order by g.subject_id")
            .bind(organisation)
            .bind(transmittal)
            .bind(ends_at)
            .bind(now),
        )
        .await?;
    let holders: Vec<SubjectId> = rows.iter().map(|row| row.subject_id).collect();
    Ok(rows.into_iter().next().map(|row| Found {
        project: row.project_id,
        collective: (holders.len() > 1).then(|| format!("{} people", holders.len())),
        holders,
        given_by: row.issued_by,
        document: None,
        access: format!("access to transmittal {}", row.number),
        transmittal: Some(row.public_id),
        ends_at,
    }))
}
