//! People as other features show and address them.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde::Serialize;
use utoipa::ToSchema;
use wayleave_access::{OrganisationRole, Role};
use wayleave_base::{OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Sql, Tx, row, sql};
use wayleave_mail::Address;

/// A company as shown beside a person.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CompanyRef {
    /// The public id.
    pub id: String,
    /// The name.
    pub name: String,
    /// Does it control projects of the organisation?
    pub controlling: bool,
}

/// A person as shown in lists and histories.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonRef {
    /// The member's public id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The company.
    pub company: Option<CompanyRef>,
    /// Does the person belong to no controlling company?
    pub outside: bool,
}

row! {
    struct PersonRow {
        subject_id: SubjectId, public_id: String, name: String, company_public_id: Option<String>,
        company_name: Option<String>, controlling: Option<i64>, staff: bool,
    }
}

impl PersonRow {
    fn shown(self) -> PersonRef {
        let company = self.company_public_id.zip(self.company_name).map(|(id, name)| CompanyRef {
            id,
            name,
            controlling: self.controlling == Some(1),
        });
        // Staff need no company to belong to the organisation.
        let outside = company.as_ref().map_or(!self.staff, |company| !company.controlling);
        PersonRef { id: self.public_id, name: self.name, company, outside }
    }
}

const PERSON: &str = "select m.subject_id, m.public_id, a.name, c.public_id as company_public_id, \
     c.name as company_name, c.controlling, \
     cast(case when r.role in ('org_admin', 'org_manager') then 1 else 0 end as bigint) as staff \
     from member m join account a on a.id = m.account_id \
     left join organisation_role r on r.subject_id = m.subject_id and r.closed_at is null \
     left join company c on c.id = m.company_id where m.organisation_id = ";

/// The people behind these subjects, in one statement; subjects that are no people are left out.
pub async fn by_subject(
    tx: &mut Tx,
    organisation: OrganisationId,
    subjects: &[SubjectId],
) -> DbResult<HashMap<SubjectId, PersonRef>> {
    if subjects.is_empty() {
        return Ok(HashMap::new());
    }
    let mut ids: Vec<i64> = subjects.iter().map(|subject| subject.get()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut text = sql("");
    text.push(PERSON).arg(organisation).push(" and m.subject_id in ").id_list(&ids);
    let rows: Vec<PersonRow> = tx.all(text).await?;
    Ok(rows.into_iter().map(|row| (row.subject_id, row.shown())).collect())
}

/// `exists (…)`: the subject in this column is somebody who does not belong outside, as [`PersonRef::outside`] says it.
pub fn inside(text: &mut Sql, organisation: OrganisationId, subject: &str) {
    text.push(&format!(
        "exists (select 1 from member m
           left join organisation_role r on r.subject_id = m.subject_id and r.closed_at is null
           left join company c on c.id = m.company_id
         where m.subject_id = {subject} and case when c.id is null then r.role in ('org_admin', 'org_manager')
           else c.controlling = 1 end and m.organisation_id = "
    ));
    text.arg(organisation).push(")");
}

row! {
    struct PublicId { public_id: String }
}

/// The subject of a member by their public id.
pub async fn subject_of(
    tx: &mut Tx,
    organisation: OrganisationId,
    member: &str,
) -> DbResult<Option<SubjectId>> {
    let text = sql("select subject_id as n from member where organisation_id = $1 and public_id = $2");
    Ok(tx.maybe_int(text.bind(organisation).bind(member)).await?.map(SubjectId))
}

/// The public id of the person behind a subject; none of what is no person.
pub async fn public_id(
    tx: &mut Tx,
    organisation: OrganisationId,
    subject: SubjectId,
) -> DbResult<Option<String>> {
    let text = sql("select public_id from member where organisation_id = $1 and subject_id = $2");
    let row: Option<PublicId> = tx.optional(text.bind(organisation).bind(subject)).await?;
    Ok(row.map(|row| row.public_id))
}

row! {
    struct AddressRow { subject_id: SubjectId, name: String, email: String }
}

/// Where to write to these people; those who were deactivated are left out.
pub async fn addresses(
    tx: &mut Tx,
    organisation: OrganisationId,
    subjects: &[SubjectId],
) -> DbResult<Vec<(SubjectId, Address)>> {
    let ids: Vec<i64> = subjects.iter().map(|subject| subject.get()).collect();
    let mut text = sql("select m.subject_id, a.name, a.email from member m join account a on a.id = m.account_id
        join organisation_role r on r.subject_id = m.subject_id and r.closed_at is null where m.organisation_id = ");
    text.arg(organisation).push(" and m.subject_id in ").id_list(&ids).push(" order by m.subject_id");
    let rows: Vec<AddressRow> = tx.all(text).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.subject_id, Address { name: Some(row.name), email: row.email }))
        .collect())
}

/// The Document Controllers of a project.
pub async fn document_controllers(
    tx: &mut Tx,
    project: ProjectId,
    now: Timestamp,
) -> DbResult<Vec<SubjectId>> {
    let people = tx
        .ints(
            sql("select b.subject_id as n from group_member b join access_group g on g.subject_id = b.group_id
                 where g.project_id = $1 and g.kind = 'document_control' and b.closed_at is null
                   and b.valid_from <= $2 and b.ends_at > $2 order by b.subject_id")
            .bind(project)
            .bind(now),
        )
        .await?;
    Ok(people.into_iter().map(SubjectId).collect())
}

/// Who looks after a project: its Project Admins, or the organisation's administrators where it has none.
pub async fn project_admins(
    tx: &mut Tx,
    organisation: OrganisationId,
    project: ProjectId,
    now: Timestamp,
) -> DbResult<Vec<SubjectId>> {
    let admins = sql(
        "select subject_id as n from project_membership where organisation_id = $1 and project_id = $2
           and role = 'project_admin' and closed_at is null and valid_from <= $3 and ends_at > $3 order by subject_id",
    );
    let admins = tx.ints(admins.bind(organisation).bind(project).bind(now)).await?;
    if !admins.is_empty() {
        return Ok(admins.into_iter().map(SubjectId).collect());
    }
    let staff = sql("select subject_id as n from organisation_role where organisation_id = $1
        and role = 'org_admin' and closed_at is null order by subject_id");
    Ok(tx.ints(staff.bind(organisation)).await?.into_iter().map(SubjectId).collect())
}

/// The joins that tell how somebody stands to project `$2` at `$3`, for a column with their subject.
macro_rules! standing_of {
    ($subject:literal) => {
        concat!(
            " left join organisation_role r on r.subject_id = ",
            $subject,
            " and r.closed_at is null and r.valid_from <= $3 and r.ends_at > $3
              left join project_membership p on p.subject_id = ",
            $subject,
            " and p.project_id = $2 and p.closed_at is null and p.valid_from <= $3 and p.ends_at > $3 "
        )
    };
}
pub(crate) use standing_of;

row! {
    struct ReachRow { subject_id: SubjectId, role: Option<String>, standing: Option<String> }
}

/// Is there a way for somebody to see what they are asked about in a project where they have this role? A grant admits to no
/// project; responders need none, and administrators see all of them.
pub fn is_reachable(standing: OrganisationRole, role: Option<&str>) -> bool {
    standing != OrganisationRole::Member || role.is_some()
}

/// Those of these people who can be asked something in the project now; nobody who was deactivated.
pub async fn reachable(
    tx: &mut Tx,
    (organisation, project): (OrganisationId, ProjectId),
    people: &[SubjectId],
    now: Timestamp,
) -> DbResult<HashSet<SubjectId>> {
    let ids: BTreeSet<i64> = people.iter().map(|person| person.get()).collect();
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let mut text = sql(concat!(
        "select m.subject_id, p.role, r.role as standing from member m",
        standing_of!("m.subject_id"),
        "where m.organisation_id = $1 and m.subject_id in "
    ))
    .bind(organisation)
    .bind(project)
    .bind(now);
    text.id_list(&ids.into_iter().collect::<Vec<_>>());
    let rows: Vec<ReachRow> = tx.all(text).await?;
    let there = rows.into_iter().filter(|row| {
        let standing = row.standing.as_deref().and_then(OrganisationRole::parse);
        standing.is_some_and(|standing| is_reachable(standing, row.role.as_deref()))
    });
    Ok(there.map(|row| row.subject_id).collect())
}

/// Who answers for something now that this person began: they themselves, or whoever looks after the project where they are
/// gone.
pub async fn answering_for(
    tx: &mut Tx,
    (organisation, project): (OrganisationId, ProjectId),
    person: Option<SubjectId>,
    now: Timestamp,
) -> DbResult<Vec<SubjectId>> {
    let here = reachable(tx, (organisation, project), person.as_slice(), now).await?;
    match person.filter(|person| here.contains(person)) {
        Some(person) => Ok(vec![person]),
        None => project_admins(tx, organisation, project, now).await,
    }
}

/// An organisation role in words, as in "as a member".
#[must_use]
pub fn organisation_role(role: OrganisationRole) -> &'static str {
    match role {
        OrganisationRole::OrgAdmin => "an organisation administrator",
        OrganisationRole::OrgManager => "an organisation manager",
        OrganisationRole::Member => "a member",
        OrganisationRole::WorkflowResponder => "a workflow responder",
    }
}

/// A project role in words.
#[must_use]
pub fn project_role(role: Role) -> &'static str {
    match role {
        Role::ProjectAdmin => "Project Admin",
        Role::Initiator => "initiator",
        Role::Reviewer => "reviewer",
        Role::Viewer => "viewer",
        Role::External => "external participant",
    }
}
