//! The rows of work packages.

use std::collections::HashSet;

use wayleave_access::audit::Stamp;
use wayleave_base::{DocumentId, OrganisationId, ProjectId, RevisionId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

/// The day behind all days: where what has no day stands among what has one.
pub const NO_DAY: &str = "9999-12-31";

row! {
    /// A work package as stored.
    #[derive(Clone, Debug)]
    pub struct PackageRow {
        pub id: i64,
        pub public_id: String,
        pub reference: String,
        pub name: String,
        pub name_key: String,
        pub description: String,
        pub state: String,
        pub assignee_id: Option<SubjectId>,
        pub due_on: Option<String>,
        pub due_key: String,
        pub clock: i64,
        pub told_at: i64,
        pub created_by: SubjectId,
        pub created_at: i64,
        pub updated_at: i64,
        pub row_version: i64,
    }
}

impl PackageRow {
    /// The package as the log calls it.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{} {}", self.reference, self.name)
    }
}

row! {
    /// A document of a package, as whoever decides about the package needs it.
    #[derive(Clone, Debug)]
    pub struct LinkRow {
        pub id: DocumentId, pub public_id: String, pub number: String, pub status: String, pub admitted: bool,
        pub restricted: bool,
    }
}

row! {
    /// A workflow of a package.
    #[derive(Clone, Debug)]
    pub struct RunRow {
        pub id: i64, pub public_id: String, pub number: String, pub title: String, pub status: String,
        pub outcome: Option<String>,
    }
}

row! {
    /// Something that was said or done.
    #[derive(Clone, Debug)]
    pub struct NoteRow {
        pub public_id: String, pub subject_id: SubjectId, pub act: Option<String>, pub body: String,
        pub created_at: i64,
    }
}

row! {
    /// A piece of evidence.
    #[derive(Clone, Debug)]
    pub struct EvidenceRow {
        pub id: i64, pub public_id: String, pub document_id: Option<DocumentId>, pub revision_id: Option<RevisionId>,
        pub subject_id: SubjectId, pub created_at: i64,
    }
}

const COLUMNS: &str =
    "p.id, p.public_id, p.reference, p.name, p.name_key, p.description, p.state, p.assignee_id, p.due_on,
    p.due_key, p.clock, p.told_at, p.created_by, p.created_at, p.updated_at, p.row_version";

fn rows(project: ProjectId) -> Sql {
    let mut text = sql("select ");
    text.push(COLUMNS).push(" from work_package p where p.project_id = ").arg(project);
    text
}

/// Which packages of a project.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// In this state.
    pub state: Option<&'static str>,
    /// Assigned to this person.
    pub assignee: Option<SubjectId>,
    /// Due before this day, and neither waiting for work to begin nor approved.
    pub overdue_on: Option<String>,
    /// Waiting for this person.
    pub waiting_for: Option<SubjectId>,
}

/// An order of the list: the column that it begins with, and whether it goes downward.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The newest first.
    Newest,
    /// What is due soonest first.
    Due,
    /// By name.
    Name,
}

impl Order {
    /// What a row is sorted by beside its id.
    #[must_use]
    pub fn key(self, row: &PackageRow) -> String {
        match self {
            Self::Newest => String::new(),
            Self::Due => row.due_key.clone(),
            Self::Name => row.name_key.clone(),
        }
    }
}

fn narrow(text: &mut Sql, wanted: &Wanted) {
    if let Some(state) = wanted.state {
        text.push(" and p.state = ").arg(state);
    }
    if let Some(assignee) = wanted.assignee {
        text.push(" and p.assignee_id = ").arg(assignee);
    }
    if let Some(day) = &wanted.overdue_on {
        text.push(" and p.state in ('in_progress', 'submitted', 'returned') and p.due_key < ").arg(day);
    }
    if let Some(me) = wanted.waiting_for {
        text.push(" and ((p.state in ('open', 'in_progress', 'returned') and p.assignee_id = ").arg(me);
        text.push(
            ") or (p.state = 'submitted' and exists (select 1 from work_package_reviewer r
            where r.work_package_id = p.id and r.subject_id = ",
        );
        text.arg(me).push(")))");
    }
}

/// The next packages in an order.
pub async fn page(
    tx: &mut Tx,
    project: ProjectId,
    wanted: &Wanted,
    (order, after): (Order, Option<(String, i64)>),
    limit: usize,
) -> DbResult<Vec<PackageRow>> {
    let mut text = rows(project);
    narrow(&mut text, wanted);
    let column = match order {
        Order::Newest => {
            if let Some((_, id)) = after {
                text.push(" and p.id < ").arg(id);
            }
            text.push(" order by p.id desc limit ").arg(limit as i64);
            return tx.all(text).await;
        }
        Order::Due => "p.due_key",
        Order::Name => "p.name_key",
    };
    if let Some((key, id)) = after {
        text.push(&format!(" and ({column}, p.id) > (")).arg(key).push(", ").arg(id).push(")");
    }
    text.push(&format!(" order by {column}, p.id limit ")).arg(limit as i64);
    tx.all(text).await
}

/// How many packages of a project there are, up to so many.
pub async fn count(tx: &mut Tx, project: ProjectId, wanted: &Wanted, most: i64) -> DbResult<i64> {
    let mut text = sql("select count(*) as n from (select p.id from work_package p where p.project_id = ");
    text.arg(project);
    narrow(&mut text, wanted);
    text.push(" limit ").arg(most).push(") x");
    tx.int(text).await
}

/// One of them.
pub async fn find(tx: &mut Tx, project: ProjectId, public_id: &str) -> DbResult<Option<PackageRow>> {
    let mut text = rows(project);
    text.push(" and p.public_id = ").arg(public_id);
    tx.optional(text).await
}

/// One of an organisation, with its project.
pub async fn of_organisation(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: i64,
) -> DbResult<Option<(ProjectId, PackageRow)>> {
    let text = sql("select project_id as n from work_package where organisation_id = $1 and id = $2");
    let Some(project) = tx.maybe_int(text.bind(organisation).bind(id)).await? else { return Ok(None) };
    let mut text = rows(ProjectId(project));
    text.push(" and p.id = ").arg(id);
    let row: Option<PackageRow> = tx.optional(text).await?;
    Ok(row.map(|row| (ProjectId(project), row)))
}

/// Who reviews a package.
pub async fn reviewers(tx: &mut Tx, package: i64) -> DbResult<Vec<SubjectId>> {
    let text = sql("select subject_id as n from work_package_reviewer where work_package_id = $1 order by 1");
    Ok(tx.ints(text.bind(package)).await?.into_iter().map(SubjectId).collect())
}

/// The documents of a package, by number. One that was merged into another is that other; what is in the bin is left out.
pub async fn documents(tx: &mut Tx, package: i64) -> DbResult<Vec<LinkRow>> {
    let text =
        sql("select distinct d.id, d.public_id, d.number, d.number_key, d.status, d.admitted, d.restricted
        from work_package_document x join document o on o.id = x.document_id
        join document d on d.id = coalesce(o.merged_into, o.id)
        where x.work_package_id = $1 and d.deleted_at is null order by d.number_key, d.id");
    tx.all(text.bind(package)).await
}

/// The workflows of a package, the oldest first.
pub async fn workflows(tx: &mut Tx, package: i64) -> DbResult<Vec<RunRow>> {
    let text =
        sql("select w.id, w.public_id, w.number, w.title, w.status, w.outcome from work_package_workflow x
        join workflow w on w.id = x.workflow_id where x.work_package_id = $1 order by w.id");
    tx.all(text.bind(package)).await
}

/// The workflows of a project that have these public ids.
pub async fn workflows_named(tx: &mut Tx, project: ProjectId, ids: &[&str]) -> DbResult<Vec<RunRow>> {
    let mut text = sql("select w.id, w.public_id, w.number, w.title, w.status, w.outcome from workflow w
        where w.project_id = $1 and w.public_id in ")
    .bind(project);
    text.text_list(ids);
    tx.all(text).await
}

/// What was said and done, the oldest first.
pub async fn notes(tx: &mut Tx, package: i64) -> DbResult<Vec<NoteRow>> {
    let text = sql("select public_id, subject_id, move as act, body, created_at from work_package_note
        where work_package_id = $1 order by id");
    tx.all(text.bind(package)).await
}

/// The evidence, the oldest first.
pub async fn evidence(tx: &mut Tx, package: i64) -> DbResult<Vec<EvidenceRow>> {
    let text = sql(
        "select id, public_id, document_id, revision_id, subject_id, created_at from work_package_evidence
        where work_package_id = $1 order by id",
    );
    tx.all(text.bind(package)).await
}

/// How many rows of a package a table has.
pub async fn count_of(tx: &mut Tx, table: &'static str, package: i64) -> DbResult<i64> {
    let mut text = sql("select count(*) as n from ");
    text.push(table).push(" where work_package_id = ").arg(package);
    tx.int(text).await
}

/// Those of these people who work in the project now: by role, or as staff of the organisation.
pub async fn present(
    tx: &mut Tx,
    (organisation, project): (OrganisationId, ProjectId),
    people: &[SubjectId],
    now: Timestamp,
) -> DbResult<HashSet<SubjectId>> {
    if people.is_empty() {
        return Ok(HashSet::new());
    }
    let ids: Vec<i64> = people.iter().map(|person| person.get()).collect();
    let mut text = sql("select r.subject_id as n from organisation_role r
        left join project_membership m on m.subject_id = r.subject_id and m.project_id = $2 and m.closed_at is null
          and m.valid_from <= $3 and m.ends_at > $3
        where r.organisation_id = $1 and r.closed_at is null and r.valid_from <= $3 and r.ends_at > $3
          and (r.role = 'org_admin' or (r.role <> 'workflow_responder' and m.role <> 'external')
            or (r.role = 'org_manager' and m.role is null)) and r.subject_id in ")
    .bind(organisation)
    .bind(project)
    .bind(now);
    text.id_list(&ids);
    Ok(tx.ints(text).await?.into_iter().map(SubjectId).collect())
}

row! {
    /// A member by both ids.
    pub struct MemberRow { pub public_id: String, pub subject_id: SubjectId }
}

/// The members of these public ids.
pub async fn members(tx: &mut Tx, organisation: OrganisationId, ids: &[&str]) -> DbResult<Vec<MemberRow>> {
    let mut text =
        sql("select public_id, subject_id from member where organisation_id = $1 and public_id in ")
            .bind(organisation);
    text.text_list(ids);
    tx.all(text).await
}

/// What is written of a package.
pub struct Content<'a> {
    /// What it is called.
    pub name: &'a str,
    /// What is to be done.
    pub description: &'a str,
    /// Who answers for it.
    pub assignee: Option<SubjectId>,
    /// The day.
    pub due_on: Option<&'a str>,
}

/// Writes a package.
pub async fn insert(
    tx: &mut Tx,
    stamp: &Stamp,
    (organisation, project): (OrganisationId, ProjectId),
    (public_id, reference): (&str, &str),
    new: &Content<'_>,
) -> DbResult<i64> {
    let text = sql("insert into work_package (organisation_id, public_id, project_id, reference, name, name_key, description,
          state, assignee_id, due_on, due_key, created_by, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9, $10, $11, $12, $12) returning id as n")
    .bind(organisation)
    .bind(public_id)
    .bind(project)
    .bind(reference)
    .bind(new.name)
    .bind(crate::sort_key(new.name))
    .bind(new.description)
    .bind(new.assignee)
    .bind(new.due_on)
    .bind(new.due_on.unwrap_or(NO_DAY))
    .bind(stamp.by())
    .bind(stamp.at());
    tx.int(text).await
}

/// Writes what a package is about anew; with `wind`, what runs towards its day begins anew as well.
pub async fn update(tx: &mut Tx, stamp: &Stamp, package: i64, new: &Content<'_>, wind: bool) -> DbResult<()> {
    let text = sql("update work_package set name = $2, name_key = $3, description = $4, assignee_id = $5, due_on = $6,
          due_key = $7, updated_at = $8, clock = clock + $9, told_at = told_at * (1 - $9), row_version = row_version + 1 where id = $1")
    .bind(package)
    .bind(new.name)
    .bind(crate::sort_key(new.name))
    .bind(new.description)
    .bind(new.assignee)
    .bind(new.due_on)
    .bind(new.due_on.unwrap_or(NO_DAY))
    .bind(stamp.at())
    .bind(i64::from(wind));
    tx.execute(text).await.map(|_| ())
}

/// Gives a package another state.
pub async fn shift(tx: &mut Tx, stamp: &Stamp, package: i64, state: &str, wind: bool) -> DbResult<()> {
    let text = sql("update work_package set state = $2, updated_at = $3, clock = clock + $4,
          told_at = told_at * (1 - $4), row_version = row_version + 1 where id = $1")
    .bind(package)
    .bind(state)
    .bind(stamp.at())
    .bind(i64::from(wind));
    tx.execute(text).await.map(|_| ())
}

/// Keeps the moment of which people were told last, so that a second run of it tells nobody.
pub async fn told(tx: &mut Tx, package: i64, at: Timestamp) -> DbResult<()> {
    let text = sql("update work_package set told_at = $2 where id = $1").bind(package).bind(at);
    tx.execute(text).await.map(|_| ())
}

/// What a package consists of beside its own row, as table and column.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// Its reviewers.
    Reviewers,
    /// Its documents.
    Documents,
    /// Its workflows.
    Workflows,
}

impl Part {
    fn place(self) -> (&'static str, &'static str) {
        match self {
            Self::Reviewers => ("work_package_reviewer", "subject_id"),
            Self::Documents => ("work_package_document", "document_id"),
            Self::Workflows => ("work_package_workflow", "workflow_id"),
        }
    }
}

/// Takes these out of a package; documents also those that were merged into them.
pub async fn take_out(tx: &mut Tx, package: i64, part: Part, ids: &[i64]) -> DbResult<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let (table, column) = part.place();
    let mut text = sql("delete from ");
    text.push(table).push(" where work_package_id = ").arg(package);
    text.push(" and (").push(column).push(" in ").id_list(ids);
    if matches!(part, Part::Documents) {
        text.push(" or document_id in (select id from document where merged_into in ").id_list(ids);
        text.push(")");
    }
    text.push(")");
    tx.execute(text).await.map(|_| ())
}

/// Puts these into a package.
pub async fn put_in(
    tx: &mut Tx,
    (organisation, package): (OrganisationId, i64),
    part: Part,
    ids: &[i64],
) -> DbResult<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let (table, column) = part.place();
    let mut text = sql("insert into ");
    text.push(table).push(" (organisation_id, work_package_id, ").push(column).push(") values ");
    for (at, id) in ids.iter().enumerate() {
        text.push(if at > 0 { ", (" } else { "(" }).arg(organisation).push(", ").arg(package);
        text.push(", ").arg(*id).push(")");
    }
    // One that was merged into another may be named as that other.
    text.push(" on conflict do nothing");
    tx.execute(text).await.map(|_| ())
}

/// Keeps what was said or done.
pub async fn insert_note(
    tx: &mut Tx,
    stamp: &Stamp,
    (organisation, package): (OrganisationId, i64),
    public_id: &str,
    (act, body): (Option<&str>, &str),
) -> DbResult<()> {
    let text = sql(
        "insert into work_package_note (organisation_id, public_id, work_package_id, subject_id, move, body,
          created_at) values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(organisation)
    .bind(public_id)
    .bind(package)
    .bind(stamp.by())
    .bind(act)
    .bind(body)
    .bind(stamp.at());
    tx.execute(text).await.map(|_| ())
}

/// Keeps a piece of evidence: a revision, or one that files are attached to.
pub async fn insert_evidence(
    tx: &mut Tx,
    stamp: &Stamp,
    (organisation, package): (OrganisationId, i64),
    public_id: &str,
    revision: Option<(DocumentId, RevisionId)>,
) -> DbResult<i64> {
    let text = sql("insert into work_package_evidence (organisation_id, public_id, work_package_id, document_id, revision_id,
          subject_id, created_at) values ($1, $2, $3, $4, $5, $6, $7) returning id as n")
    .bind(organisation)
    .bind(public_id)
    .bind(package)
    .bind(revision.map(|(document, _)| document))
    .bind(revision.map(|(_, revision)| revision))
    .bind(stamp.by())
    .bind(stamp.at());
    tx.int(text).await
}

/// Does this piece of evidence belong to the package?
pub async fn is_evidence_of(tx: &mut Tx, package: i64, evidence: i64) -> DbResult<bool> {
    let text = sql("select count(*) as n from work_package_evidence where work_package_id = $1 and id = $2");
    Ok(tx.int(text.bind(package).bind(evidence)).await? > 0)
}
