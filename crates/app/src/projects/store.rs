//! The rows of projects: what the features here read and write besides the ledger.

use wayleave_access::Role;
use wayleave_base::{GroupId, NEVER, OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx, row, sql};

use crate::wire;
use crate::work::ProjectRow;

const PROJECT_COLUMNS: &str = "p.id, p.public_id, p.reference, p.name, p.description, p.timezone, p.starts_on, \
     p.ends_on, p.created_at, p.row_version";

/// The next projects by age, newest first: all of the organisation's, or those with a live membership of `member`; with
/// `words`, those whose reference or name contains them.
pub async fn page(
    tx: &mut Tx,
    (organisation, member): (OrganisationId, Option<SubjectId>),
    words: Option<&str>,
    now: Timestamp,
    before: i64,
    limit: usize,
) -> DbResult<Vec<ProjectRow>> {
    let mut text = sql("").bind(organisation).bind(before).bind(now);
    text.push("select ")
        .push(PROJECT_COLUMNS)
        .push(" from project p where p.organisation_id = $1 and p.id < $2 and $3 > 0");
    if let Some(words) = words {
        let pattern = wire::pattern(words);
        text.push(" and (lower(p.reference) like ")
            .arg(pattern.clone())
            .push(" escape '!' or lower(p.name) like ");
        text.arg(pattern).push(" escape '!')");
    }
    if let Some(member) = member {
        text.push(
            " and exists (select 1 from project_membership m where m.project_id = p.id and m.closed_at is null
             and m.valid_from <= $3 and m.ends_at > $3 and m.subject_id = ",
        );
        text.arg(member).push(")");
    }
    text.push(" order by p.id desc limit ").arg(limit as i64);
    tx.all(text).await
}

row! {
    /// A live membership with the person behind it.
    #[derive(Clone, Debug)]
    pub struct MembershipRow {
        pub id: i64,
        pub public_id: String,
        pub subject_id: SubjectId,
        pub role: String,
        pub label: String,
        pub opened_by: SubjectId,
        pub valid_from: i64,
        pub ends_at: i64,
        pub email: String,
        pub organisation_role: String,
        pub full_until: Option<i64>,
        pub full_from: Option<i64>,
        pub full_by: Option<SubjectId>,
        pub full_reason: Option<String>,
    }
}

impl MembershipRow {
    /// The project role.
    pub fn project_role(&self) -> Option<Role> {
        Role::parse(&self.role)
    }
}

const MEMBERSHIP: &str = "select p.id, p.public_id, p.subject_id, p.role, p.label, p.opened_by, p.valid_from, p.ends_at,
      a.email, r.role as organisation_role, f.ends_at as full_until, f.valid_from as full_from, f.opened_by as full_by, f.reason as full_reason
    from project_membership p
    join member m on m.subject_id = p.subject_id
    join account a on a.id = m.account_id
    join organisation_role r on r.subject_id = p.subject_id and r.closed_at is null
      and r.valid_from <= $2 and r.ends_at > $2
    left join full_register f on f.project_id = p.project_id and f.subject_id = p.subject_id and f.closed_at is null
      and f.valid_from <= $2 and f.ends_at > $2
    where p.project_id = $1 and p.closed_at is null and p.valid_from <= $2 and p.ends_at > $2";

/// The next live memberships of a project, oldest first; with `words`, those of people whose name or address contains
/// them.
pub async fn memberships(
    tx: &mut Tx,
    project: ProjectId,
    words: Option<&str>,
    now: Timestamp,
    after: i64,
    limit: usize,
) -> DbResult<Vec<MembershipRow>> {
    let mut text = sql("").bind(project).bind(now);
    text.push(MEMBERSHIP).push(" and p.id > ").arg(after);
    if let Some(words) = words {
        let pattern = wire::pattern(words);
        text.push(" and (lower(a.name) like ")
            .arg(pattern.clone())
            .push(" escape '!' or lower(a.email) like ");
        text.arg(pattern).push(" escape '!')");
    }
    text.push(" order by p.id limit ").arg(limit as i64);
    tx.all(text).await
}

/// The live memberships with Full Register Access.
pub async fn live_switches(tx: &mut Tx, project: ProjectId, now: Timestamp) -> DbResult<Vec<MembershipRow>> {
    let mut text = sql("").bind(project).bind(now);
    text.push(MEMBERSHIP).push(" and f.id is not null order by p.id");
    tx.all(text).await
}

/// A live membership by its own public id or the member's.
pub async fn membership(
    tx: &mut Tx,
    project: ProjectId,
    public_id: &str,
    now: Timestamp,
) -> DbResult<Option<MembershipRow>> {
    let mut text = sql("").bind(project).bind(now);
    text.push(MEMBERSHIP).push(" and (p.public_id = ").arg(public_id);
    text.push(" or m.public_id = ").arg(public_id).push(")");
    tx.optional(text).await
}

/// The live membership of a person.
pub async fn membership_of(
    tx: &mut Tx,
    project: ProjectId,
    subject: SubjectId,
    now: Timestamp,
) -> DbResult<Option<MembershipRow>> {
    let mut text = sql("").bind(project).bind(now);
    text.push(MEMBERSHIP).push(" and p.subject_id = ").arg(subject);
    tx.optional(text).await
}

row! {
    /// Somebody in a group of the project.
    #[derive(Clone, Debug)]
    pub struct InGroup {
        pub subject_id: SubjectId,
        pub group_subject: SubjectId,
        pub public_id: String,
        pub name: String,
    }
}

/// Who is in which group of the project now; deactivated people are left out.
pub async fn in_groups(tx: &mut Tx, project: ProjectId, now: Timestamp) -> DbResult<Vec<InGroup>> {
    tx.all(
        sql("select b.subject_id, g.subject_id as group_subject, g.public_id, g.name from access_group g
             join group_member b on b.group_id = g.subject_id and b.closed_at is null and b.valid_from <= $2 and b.ends_at > $2
             join organisation_role r on r.subject_id = b.subject_id and r.closed_at is null
             where g.project_id = $1 and g.deleted_at is null order by g.id, b.id")
        .bind(project)
        .bind(now),
    )
    .await
}

row! {
    /// A group.
    #[derive(Clone, Debug)]
    pub struct GroupRow {
        pub id: GroupId,
        pub public_id: String,
        pub subject_id: SubjectId,
        pub kind: String,
        pub name: String,
        pub description: String,
    }
}

impl GroupRow {
    /// Is it the Document Control group?
    pub fn is_control(&self) -> bool {
        self.kind == "document_control"
    }
}

/// The next groups of a project by age. Document Control came with the project and is the first.
pub async fn groups(tx: &mut Tx, project: ProjectId, after: i64, limit: usize) -> DbResult<Vec<GroupRow>> {
    tx.all(
        sql("select id, public_id, subject_id, kind, name, description from access_group
             where project_id = $1 and deleted_at is null and id > $2 order by id limit $3")
        .bind(project)
        .bind(after)
        .bind(limit as i64),
    )
    .await
}

/// A group by its public id.
pub async fn group(tx: &mut Tx, project: ProjectId, public_id: &str) -> DbResult<Option<GroupRow>> {
    tx.optional(
        sql("select id, public_id, subject_id, kind, name, description from access_group
             where project_id = $1 and public_id = $2 and deleted_at is null")
        .bind(project)
        .bind(public_id),
    )
    .await
}

/// The Document Control group.
pub async fn document_control(tx: &mut Tx, project: ProjectId) -> DbResult<Option<GroupRow>> {
    tx.optional(
        sql("select id, public_id, subject_id, kind, name, description from access_group
             where project_id = $1 and kind = 'document_control' and deleted_at is null")
        .bind(project),
    )
    .await
}

/// How many Document Controllers stay: staff of the organisation, and members whose membership has no end.
pub async fn lasting_controllers(tx: &mut Tx, project: ProjectId, now: Timestamp) -> DbResult<i64> {
    tx.int(
        sql("select count(*) as n from access_group g
             join group_member b on b.group_id = g.subject_id and b.closed_at is null and b.ends_at > $2
             join organisation_role r on r.subject_id = b.subject_id and r.closed_at is null
             left join project_membership m on m.project_id = g.project_id and m.subject_id = b.subject_id
               and m.closed_at is null
             where g.project_id = $1 and g.kind = 'document_control' and g.deleted_at is null
               and (r.role in ('org_admin', 'org_manager') or m.ends_at >= $3)")
        .bind(project)
        .bind(now)
        .bind(NEVER),
    )
    .await
}

row! {
    /// A gate carried by a group.
    #[derive(Clone, Debug)]
    pub struct GroupAction { pub group_id: SubjectId, pub action: String }
}

/// The gates that the project's groups carry.
pub async fn group_actions(tx: &mut Tx, project: ProjectId) -> DbResult<Vec<GroupAction>> {
    tx.all(
        sql("select a.group_id, a.action from group_action a join access_group g on g.subject_id = a.group_id
             where g.project_id = $1 and g.deleted_at is null and a.closed_at is null order by a.group_id, a.id")
        .bind(project),
    )
    .await
}

row! {
    /// An override that holds.
    #[derive(Clone, Debug)]
    pub struct OverrideRow {
        pub id: i64,
        pub public_id: String,
        pub project_id: Option<ProjectId>,
        pub subject_id: Option<SubjectId>,
        pub role: Option<String>,
        pub action: String,
        pub effect: i64,
        pub reason: String,
        pub opened_by: SubjectId,
        pub valid_from: i64,
        pub ends_at: i64,
    }
}

const OVERRIDE: &str =
    "select id, public_id, project_id, subject_id, role, action, effect, reason, opened_by, valid_from, ends_at
     from permission_override where organisation_id = $1 and (project_id is null or project_id = $2)
       and closed_at is null and valid_from <= $3 and ends_at > $3";

/// The next overrides that hold in a project, newest first.
pub async fn overrides(
    tx: &mut Tx,
    (organisation, project): (OrganisationId, ProjectId),
    now: Timestamp,
    before: i64,
    limit: usize,
) -> DbResult<Vec<OverrideRow>> {
    let mut text = sql("").bind(organisation).bind(project).bind(now);
    text.push(OVERRIDE).push(" and id < ").arg(before);
    text.push(" order by id desc limit ").arg(limit as i64);
    tx.all(text).await
}

/// An override that holds in a project, by its public id.
pub async fn override_by_id(
    tx: &mut Tx,
    (organisation, project): (OrganisationId, ProjectId),
    now: Timestamp,
    public_id: &str,
) -> DbResult<Option<OverrideRow>> {
    let mut text = sql("").bind(organisation).bind(project).bind(now);
    text.push(OVERRIDE).push(" and public_id = ").arg(public_id);
    tx.optional(text).await
}
