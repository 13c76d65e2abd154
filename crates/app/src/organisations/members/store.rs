//! The rows of members.

use wayleave_access::OrganisationRole;
use wayleave_base::{AccountId, CompanyId, MemberId, NEVER, OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

row! {
    /// A member as stored, with account, company and standing.
    #[derive(Clone, Debug)]
    pub struct MemberRow {
        pub id: MemberId,
        pub public_id: String,
        pub subject_id: SubjectId,
        pub account_id: AccountId,
        pub name: String,
        pub email: String,
        pub sort_key: String,
        pub position: String,
        pub phone: String,
        pub company_id: Option<CompanyId>,
        pub company_public_id: Option<String>,
        pub company_name: Option<String>,
        pub controlling: Option<i64>,
        pub open_role: Option<String>,
        pub last_role: Option<String>,
        pub projects_count: i64,
        pub last_active_at: Option<i64>,
        pub created_at: i64,
    }
}

impl MemberRow {
    /// The role now; none for somebody who was deactivated.
    #[must_use]
    pub fn role(&self) -> Option<OrganisationRole> {
        self.open_role.as_deref().and_then(OrganisationRole::parse)
    }
}

/// Which members.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// A part of name, address, position or company.
    pub q: Option<String>,
    /// The role now.
    pub role: Option<OrganisationRole>,
    /// Active or deactivated.
    pub active: Option<bool>,
    /// The company's public id.
    pub company: Option<String>,
}

fn select(organisation: OrganisationId, now: Timestamp) -> Sql {
    sql("select m.id, m.public_id, m.subject_id, m.account_id, a.name, a.email, lower(a.name) as sort_key,
          m.position, m.phone, m.company_id, c.public_id as company_public_id, c.name as company_name, c.controlling,
          r.role as open_role,
          (select h.role from organisation_role h where h.subject_id = m.subject_id order by h.id desc limit 1) as last_role,
          (select count(*) from project_membership p where p.subject_id = m.subject_id and p.closed_at is null
             and p.valid_from <= $2 and p.ends_at > $2) as projects_count,
          m.last_active_at, m.created_at
        from member m join account a on a.id = m.account_id
        left join organisation_role r on r.subject_id = m.subject_id and r.closed_at is null
        left join company c on c.id = m.company_id
        where m.organisation_id = $1")
    .bind(organisation)
    .bind(now)
}

/// A page of members by name, after the position of a cursor.
pub async fn list(
    tx: &mut Tx,
    organisation: OrganisationId,
    now: Timestamp,
    filter: &Filter,
    after: Option<&(String, i64)>,
    limit: i64,
) -> DbResult<Vec<MemberRow>> {
    let mut text = select(organisation, now);
    if let Some(q) = &filter.q {
        let pattern = text.reserve(crate::wire::pattern(q));
        text.push(&format!(
            " and (lower(a.name) like {pattern} escape '!' or a.email like {pattern} escape '!'
               or lower(m.position) like {pattern} escape '!' or lower(c.name) like {pattern} escape '!')"
        ));
    }
    if let Some(role) = filter.role {
        text.push(" and r.role = ").arg(role.code());
    }
    match filter.active {
        Some(true) => text.push(" and r.id is not null"),
        Some(false) => text.push(" and r.id is null"),
        None => &mut text,
    };
    if let Some(company) = &filter.company {
        text.push(" and c.public_id = ").arg(company);
    }
    if let Some((name, id)) = after {
        text.push(" and (lower(a.name), m.id) > (").arg(name).push(", ").arg(*id).push(")");
    }
    text.push(" order by lower(a.name), m.id limit ").arg(limit);
    tx.all(text).await
}

/// A member by public id.
pub async fn find(
    tx: &mut Tx,
    organisation: OrganisationId,
    now: Timestamp,
    public_id: &str,
) -> DbResult<Option<MemberRow>> {
    let mut text = select(organisation, now);
    text.push(" and m.public_id = ").arg(public_id);
    tx.optional(text).await
}

row! {
    /// An open membership of somebody.
    #[derive(Clone, Debug)]
    pub struct OpenMembership {
        pub project_id: ProjectId,
        pub project_public_id: String,
        pub project_name: String,
        pub role: String,
    }
}

/// The open memberships of a subject.
pub async fn memberships(
    tx: &mut Tx,
    organisation: OrganisationId,
    subject: SubjectId,
) -> DbResult<Vec<OpenMembership>> {
    tx.all(
        sql("select s.project_id, p.public_id as project_public_id, p.name as project_name, s.role
             from project_membership s join project p on p.id = s.project_id
             where s.organisation_id = $1 and s.subject_id = $2 and s.closed_at is null order by p.name, p.id")
        .bind(organisation)
        .bind(subject),
    )
    .await
}

/// The access control groups a subject belongs to.
pub async fn groups(
    tx: &mut Tx,
    organisation: OrganisationId,
    subject: SubjectId,
) -> DbResult<Vec<SubjectId>> {
    let found = tx
        .ints(
            sql("select b.group_id as n from group_member b join access_group g on g.subject_id = b.group_id
                 where b.organisation_id = $1 and b.subject_id = $2 and b.closed_at is null order by b.group_id")
            .bind(organisation)
            .bind(subject),
        )
        .await?;
    Ok(found.into_iter().map(SubjectId).collect())
}

/// The projects in which others gave something to a subject.
pub async fn given_in(
    tx: &mut Tx,
    organisation: OrganisationId,
    subject: SubjectId,
) -> DbResult<Vec<ProjectId>> {
    let found = tx
        .ints(
            sql("select distinct project_id as n from access_grant
                 where organisation_id = $1 and subject_id = $2 and closed_at is null and reason <> 1")
            .bind(organisation)
            .bind(subject),
        )
        .await?;
    Ok(found.into_iter().map(ProjectId).collect())
}

/// How many organisation administrators there are besides a subject.
pub async fn other_admins(tx: &mut Tx, organisation: OrganisationId, subject: SubjectId) -> DbResult<i64> {
    tx.int(
        sql("select count(*) as n from organisation_role
             where organisation_id = $1 and role = 'org_admin' and closed_at is null and subject_id <> $2")
        .bind(organisation)
        .bind(subject),
    )
    .await
}

row! {
    struct Reference { reference: String }
}

/// The projects of which a subject is the last active Document Controller, by reference.
pub async fn last_controller_of(
    tx: &mut Tx,
    organisation: OrganisationId,
    subject: SubjectId,
    becomes_member: bool,
) -> DbResult<Vec<String>> {
    let found: Vec<Reference> = tx
        .all(
            sql("select p.reference from access_group g join project p on p.id = g.project_id
                 join group_member b on b.group_id = g.subject_id and b.subject_id = $2 and b.closed_at is null
                 where g.organisation_id = $1 and g.kind = 'document_control' and g.deleted_at is null
                   and not exists (select 1 from group_member o
                     join organisation_role r on r.subject_id = o.subject_id and r.closed_at is null
                     left join project_membership m on m.project_id = g.project_id and m.subject_id = o.subject_id
                       and m.closed_at is null
                     where o.group_id = g.subject_id and o.closed_at is null
                       and (o.subject_id <> $2 and r.role in ('org_admin', 'org_manager')
                         or m.ends_at >= $3 and (o.subject_id <> $2 or $4 = 1)))
                 order by p.reference")
            .bind(organisation)
            .bind(subject)
            .bind(NEVER)
            .bind(becomes_member),
        )
        .await?;
    Ok(found.into_iter().map(|row| row.reference).collect())
}

/// Stores what may be edited of a member.
pub async fn update(
    tx: &mut Tx,
    organisation: OrganisationId,
    member: MemberId,
    (position, phone): (&str, &str),
    company: Option<CompanyId>,
) -> DbResult<()> {
    tx.execute(
        sql("update member set position = $3, phone = $4, company_id = $5 where id = $1 and organisation_id = $2")
            .bind(member)
            .bind(organisation)
            .bind(position)
            .bind(phone)
            .bind(company),
    )
    .await?;
    Ok(())
}
