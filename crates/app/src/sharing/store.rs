//! The rows of sharing: share acts, whom a name means, and what a document's access list is made of.

use wayleave_access::Cause;
use wayleave_access::ledger::ALL_LATER;
use wayleave_base::{DocumentId, OrganisationId, ProjectId, ShareId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

row! {
    /// A company or group that things can be shared with.
    #[derive(Clone, Debug)]
    pub struct Collective { pub subject_id: SubjectId, pub public_id: String, pub name: String, pub outside: bool }
}

/// A company by its public id.
pub async fn company(tx: &mut Tx, organisation: OrganisationId, id: &str) -> DbResult<Option<Collective>> {
    tx.optional(
        sql("select subject_id, public_id, name, 1 - controlling as outside from company
             where organisation_id = $1 and public_id = $2")
        .bind(organisation)
        .bind(id),
    )
    .await
}

/// A group of the project by its public id; it is from outside when anybody in it is.
pub async fn group(
    tx: &mut Tx,
    project: ProjectId,
    id: &str,
    now: Timestamp,
) -> DbResult<Option<Collective>> {
    tx.optional(
        sql("select g.subject_id, g.public_id, g.name,
               cast(case when exists (select 1 from group_member b join member m on m.subject_id = b.subject_id
                 left join company c on c.id = m.company_id
                 where b.group_id = g.subject_id and b.closed_at is null and b.ends_at > $3
                   and coalesce(c.controlling, 0) = 0) then 1 else 0 end as bigint) as outside
             from access_group g where g.project_id = $1 and g.public_id = $2 and g.deleted_at is null")
        .bind(project)
        .bind(id)
        .bind(now),
    )
    .await
}

/// The people of companies and groups.
pub async fn people_of(
    tx: &mut Tx,
    subjects: &[SubjectId],
    now: Timestamp,
) -> DbResult<Vec<(SubjectId, SubjectId)>> {
    let ids: Vec<i64> = subjects.iter().map(|subject| subject.get()).collect();
    let mut text = sql("select group_id, subject_id from group_member
        where closed_at is null and valid_from <= $1 and ends_at > $1 and group_id in ")
    .bind(now);
    text.id_list(&ids).push(" order by id");
    Ok(tx.all::<Inside>(text).await?.into_iter().map(|row| (row.group_id, row.subject_id)).collect())
}

row! {
    struct Inside { group_id: SubjectId, subject_id: SubjectId }
}

/// Does any of these grants reach every later revision?
pub async fn reaches_later(tx: &mut Tx, grants: &[i64]) -> DbResult<bool> {
    let mut text =
        sql("select count(*) as n from access_grant where rev_to >= $1 and id in ").bind(ALL_LATER);
    text.id_list(grants);
    Ok(tx.int(text).await? > 0)
}

/// A share act to be written.
pub struct NewShareRow<'a> {
    /// The public id.
    pub public_id: &'a str,
    /// The organisation.
    pub organisation: OrganisationId,
    /// The project.
    pub project: ProjectId,
    /// The document.
    pub document: DocumentId,
    /// With whom.
    pub subject: SubjectId,
    /// The rights.
    pub caps: i64,
    /// The first and last revision.
    pub range: (i64, i64),
    /// Why.
    pub reason: &'a str,
    /// By whom and when.
    pub by: (SubjectId, Timestamp),
}

/// Writes a share act and returns its number.
pub async fn insert(tx: &mut Tx, new: &NewShareRow<'_>) -> DbResult<ShareId> {
    let id = tx
        .int(
            sql("insert into share (organisation_id, public_id, project_id, document_id, subject_id, caps, rev_from, rev_to,
                   reason, created_by, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id as n")
            .bind(new.organisation)
            .bind(new.public_id)
            .bind(new.project)
            .bind(new.document)
            .bind(new.subject)
            .bind(new.caps)
            .bind(new.range.0)
            .bind(new.range.1)
            .bind(new.reason)
            .bind(new.by.0)
            .bind(new.by.1),
        )
        .await?;
    Ok(ShareId(id))
}

row! {
    /// A share act with its live end, if it still runs.
    #[derive(Clone, Debug)]
    pub struct ShareRow {
        pub id: ShareId,
        pub public_id: String,
        pub document_id: DocumentId,
        pub number: String,
        pub title: String,
        pub restricted: bool,
        pub subject_id: SubjectId,
        pub created_by: SubjectId,
        pub ends_at: Option<i64>,
        pub subject_name: String,
        pub member_id: Option<String>,
        pub outside_collective: bool,
    }
}

/// A share by its public id.
pub async fn share(tx: &mut Tx, project: ProjectId, id: &str, now: Timestamp) -> DbResult<Option<ShareRow>> {
    tx.optional(
        sql("select s.id, s.public_id, s.document_id, d.number, d.title, d.restricted, s.subject_id, s.created_by, g.ends_at,
               coalesce(a.name, c.name, q.name, '') as subject_name, m.public_id as member_id,
               cast(case when c.controlling = 0 then 1 when q.id is null then 0 when exists (
                 select 1 from group_member b join member bm on bm.subject_id = b.subject_id
                 left join company bc on bc.id = bm.company_id
                 where b.group_id = q.subject_id and b.closed_at is null and coalesce(bc.controlling, 0) = 0)
                 then 1 else 0 end as bigint) as outside_collective
             from share s join document d on d.id = s.document_id
             left join access_grant g on g.object_kind = 1 and g.object_id = s.document_id and g.subject_id = s.subject_id
               and g.cause_kind = 3 and g.cause_id = s.id and g.closed_at is null and g.ends_at > $3
             left join member m on m.subject_id = s.subject_id
             left join account a on a.id = m.account_id
             left join company c on c.subject_id = s.subject_id
             left join access_group q on q.subject_id = s.subject_id
             where s.project_id = $1 and s.public_id = $2")
        .bind(project)
        .bind(id)
        .bind(now),
    )
    .await
}

row! {
    /// A membership that came with something, while it runs.
    #[derive(Clone, Debug)]
    pub struct Admitted { pub role: String, pub label: String, pub reason: String, pub ends_at: i64 }
}

/// The live membership that this share opened. One given otherwise, or changed by hand since, is not the share's.
pub async fn admitted_by(
    tx: &mut Tx,
    (organisation, project): (OrganisationId, ProjectId),
    (subject, cause): (SubjectId, Cause),
    now: Timestamp,
) -> DbResult<Option<Admitted>> {
    let (kind, id) = cause.raw();
    tx.optional(
        sql("select role, label, reason, ends_at from project_membership
             where organisation_id = $1 and project_id = $2 and subject_id = $3 and cause_kind = $4 and cause_id = $5
               and closed_at is null and ends_at > $6")
        .bind(organisation)
        .bind(project)
        .bind(subject)
        .bind(kind)
        .bind(id)
        .bind(now),
    )
    .await
}

row! {
    /// A live grant on a document, or on a folder above it, with what names it.
    #[derive(Clone, Debug)]
    pub struct GrantRow {
        pub subject_id: SubjectId,
        pub caps: i64,
        pub rev_from: i64,
        pub rev_to: i64,
        pub reason: i64,
        pub opened_by: SubjectId,
        pub valid_from: i64,
        pub ends_at: i64,
        pub object_kind: i64,
        pub share_id: Option<String>,
        pub share_reason: Option<String>,
        pub share_by: Option<SubjectId>,
        pub link_id: Option<String>,
        pub link_label: Option<String>,
        pub link_by: Option<SubjectId>,
        pub link_used_at: Option<i64>,
        pub link_spent: bool,
        pub collective_id: Option<String>,
        pub collective_name: Option<String>,
        pub is_company: bool,
        pub member_id: Option<String>,
    }
}

/// Every live grant that may open the document, oldest first.
pub async fn grants(
    tx: &mut Tx,
    (organisation, project): (OrganisationId, ProjectId),
    document: DocumentId,
    now: Timestamp,
) -> DbResult<Vec<GrantRow>> {
    let columns = "g.subject_id, g.caps, g.rev_from, g.rev_to, g.reason, g.opened_by, g.valid_from, g.ends_at, g.object_kind,
        s.public_id as share_id, s.reason as share_reason, s.created_by as share_by, h.public_id as link_id,
        h.label as link_label, h.created_by as link_by, h.last_accessed_at as link_used_at,
        cast(case when h.max_opens > 0 and h.opens >= h.max_opens then 1 else 0 end as bigint) as link_spent,
        coalesce(c.public_id, q.public_id) as collective_id, coalesce(c.name, q.name) as collective_name,
        cast(case when c.id is null then 0 else 1 end as bigint) as is_company, m.public_id as member_id, g.id as grant_id";
    let tables = "left join share s on g.cause_kind = 3 and s.id = g.cause_id
        left join guest_share h on h.subject_id = g.subject_id
        left join company c on c.subject_id = g.subject_id
        left join access_group q on q.subject_id = g.subject_id
        left join member m on m.subject_id = g.subject_id";
    let live = "g.organisation_id = $1 and g.project_id = $2 and g.closed_at is null and g.valid_from <= $4 and g.ends_at > $4";
    let mut text: Sql = sql("").bind(organisation).bind(project).bind(document).bind(now);
    text.push(&format!(
        "select * from (
           select {columns} from access_grant g {tables} where g.object_kind = 1 and g.object_id = $3 and {live}
           union all
           select {columns} from document_ancestor da join access_grant g on g.object_kind = 2 and g.object_id = da.ancestor_id
             {tables} where da.document_id = $3 and {live}) x order by x.grant_id"
    ));
    tx.all(text).await
}

row! {
    /// When somebody last did something to a document that is logged.
    #[derive(Clone, Debug)]
    pub struct LastUse { pub actor_id: String, pub at: i64 }
}

/// When each person last opened, got or changed the document, as far as that is logged.
pub async fn last_uses(tx: &mut Tx, organisation: OrganisationId, document: &str) -> DbResult<Vec<LastUse>> {
    tx.all(
        sql("select actor_id, max(at) as at from audit_event
             where organisation_id = $1 and entity_id = $2 and actor_kind = 'person' group by actor_id")
        .bind(organisation)
        .bind(document),
    )
    .await
}
