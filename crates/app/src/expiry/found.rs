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
    /// Whose it is, when it is one person's.
    pub holder: Option<SubjectId>,
    /// The company or group whose it is otherwise.
    pub collective: Option<String>,
    /// Who gave it.
    pub given_by: SubjectId,
    /// The document that it opens, when it opens one.
    pub document: Option<DocumentId>,
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
    struct Share {
        project_id: ProjectId, document_id: DocumentId, subject_id: SubjectId, created_by: SubjectId, ends_at: i64,
        later: bool, number: String, title: String, code: String, member: Option<String>, collective: Option<String>,
    }
}

/// What ends, if it is in force.
pub async fn find(
    tx: &mut Tx,
    organisation: OrganisationId,
    ending: Ending,
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
    }
}

/// A membership that came with a share and ends with it is told of with the share, which says more.
async fn membership(
    tx: &mut Tx,
    organisation: OrganisationId,
    (project, person): (ProjectId, SubjectId),
    now: Timestamp,
) -> DbResult<Option<Found>> {
    let row: Option<Membership> = tx
        .optional(
            sql("select p.role, p.opened_by, p.ends_at, cast(case when p.cause_kind = 3 and exists (
                   select 1 from access_grant g where g.subject_id = p.subject_id and g.project_id = p.project_id
                     and g.cause_kind = 3 and g.cause_id = p.cause_id and g.closed_at is null and g.ends_at = p.ends_at)
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
        holder: Some(person),
        collective: None,
        given_by: row.opened_by,
        document: None,
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
        holder: Some(person),
        collective: None,
        given_by: row.opened_by,
        document: None,
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
            holder: row.member.is_some().then_some(row.subject_id),
            given_by: row.created_by,
            document: Some(row.document_id),
            access: format!("access to {name} {}{later}", row.code),
            collective: row.collective,
            ends_at: row.ends_at,
        }
    }))
}
