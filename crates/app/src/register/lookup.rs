//! What the register looks up: names, numbers, codes, and how things are called in the audit log.

use std::collections::HashMap;

use wayleave_access::documents::{RevisionRow, Visible};
use wayleave_base::{CompanyId, DocumentId, OrganisationId, ProjectId, SubjectId};
use wayleave_db::{DbResult, Tx, row, sql};

use super::keys;
use super::view::GroupRef;
use crate::people::CompanyRef;

row! {
    struct Group { id: String, name: String }
}

/// The groups that a restricted document is open to.
pub async fn restricted_to(
    tx: &mut Tx,
    organisation: OrganisationId,
    document: DocumentId,
) -> DbResult<Vec<GroupRef>> {
    let groups: Vec<Group> = tx
        .all(
            sql("select distinct a.public_id as id, a.name from access_grant g join access_group a on a.subject_id = g.subject_id
                 where g.organisation_id = $1 and g.cause_kind = 6 and g.cause_id = $2 and g.closed_at is null order by a.name")
                .bind(organisation)
                .bind(document),
        )
        .await?;
    Ok(groups.into_iter().map(|group| GroupRef { id: group.id, name: group.name }).collect())
}

row! {
    struct Company { id: CompanyId, public_id: String, name: String, controlling: bool }
}

/// Companies by number, in one statement.
pub async fn companies(
    tx: &mut Tx,
    organisation: OrganisationId,
    ids: &[CompanyId],
) -> DbResult<HashMap<CompanyId, CompanyRef>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut text = sql("select id, public_id, name, controlling from company where organisation_id = ");
    text.arg(organisation).push(" and id in ").id_list(&ids);
    let rows: Vec<Company> = tx.all(text).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, CompanyRef { id: row.public_id, name: row.name, controlling: row.controlling }))
        .collect())
}

/// Those of these companies that exist, by their public ids.
pub async fn companies_named(
    tx: &mut Tx,
    organisation: OrganisationId,
    public_ids: &[String],
) -> DbResult<Vec<CompanyId>> {
    let mut text = sql("select id as n from company where organisation_id = ");
    text.arg(organisation).push(" and public_id in ").text_list(public_ids);
    Ok(tx.ints(text).await?.into_iter().map(CompanyId).collect())
}

row! {
    struct OwnCompany { company_id: Option<CompanyId> }
}

/// The company of a member.
pub async fn company_of(
    tx: &mut Tx,
    organisation: OrganisationId,
    subject: SubjectId,
) -> DbResult<Option<CompanyId>> {
    let found: Option<OwnCompany> = tx
        .optional(
            sql("select company_id from member where organisation_id = $1 and subject_id = $2")
                .bind(organisation)
                .bind(subject),
        )
        .await?;
    Ok(found.and_then(|row| row.company_id))
}

row! {
    /// A document that has a number.
    #[derive(Clone, Debug)]
    pub struct Numbered {
        /// The internal id.
        pub id: DocumentId,
        /// The public id.
        pub public_id: String,
        /// The number.
        pub number: String,
        /// The title.
        pub title: String,
        /// The key by which numbers are equal.
        pub number_key: String,
        /// The key by which numbers look alike.
        pub number_look: String,
    }
}

/// The register's documents with one of these numbers, or one that looks like it when `alike` is set.
pub async fn numbered(
    tx: &mut Tx,
    project: ProjectId,
    numbers: &[&str],
    alike: bool,
) -> DbResult<Vec<Numbered>> {
    let mut text = sql(
        "select id, public_id, number, title, number_key, number_look from document where admitted = 1 and project_id = ",
    );
    text.arg(project);
    let same: Vec<String> = numbers.iter().map(|number| keys::sort_key(number)).collect();
    if alike {
        let looks: Vec<String> =
            numbers.iter().map(|number| keys::look_key(number)).filter(|key| !key.is_empty()).collect();
        text.push(" and deleted_at is null and (number_look in ").text_list(&looks);
        text.push(" or number_key in ").text_list(&same).push(")");
    } else {
        text.push(" and number_key in ").text_list(&same);
        // A number that a document had before is still its own.
        text.push(
            " union all select d.id, d.public_id, f.number, d.title, f.number_key, d.number_look from former_number f \
             join document d on d.id = f.document_id where f.project_id = ",
        );
        text.arg(project).push(" and f.number_key in ").text_list(&same);
    }
    text.push(" order by number_key limit 2000");
    tx.all(text).await
}

/// Does another document than this one have the number, or had it before?
pub async fn is_taken(tx: &mut Tx, project: ProjectId, number: &str, own: DocumentId) -> DbResult<bool> {
    Ok(numbered(tx, project, &[number], false).await?.iter().any(|other| other.id != own))
}

/// Does the document have a revision with this code?
pub async fn has_code(tx: &mut Tx, document: DocumentId, code: &str) -> DbResult<bool> {
    let count = tx
        .int(
            sql("select count(*) as n from revision where document_id = $1 and code_key = $2")
                .bind(document)
                .bind(keys::sort_key(code)),
        )
        .await?;
    Ok(count > 0)
}

/// Did this person already send this revision of this number, without its having been rejected?
pub async fn sent_before(
    tx: &mut Tx,
    project: ProjectId,
    sender: SubjectId,
    number: &str,
    code: &str,
) -> DbResult<bool> {
    let count = tx
        .int(
            sql("select count(*) as n from revision r join document d on d.id = r.document_id
                 where r.project_id = $1 and r.uploaded_by = $2 and r.code_key = $3 and d.number_key = $4
                   and r.acceptance <> 'rejected' and d.deleted_at is null")
            .bind(project)
            .bind(sender)
            .bind(keys::sort_key(code))
            .bind(keys::sort_key(number)),
        )
        .await?;
    Ok(count > 0)
}

/// The label of a document in the audit log.
#[must_use]
pub fn label(number: &str, title: &str) -> String {
    if number.is_empty() { title.to_owned() } else { format!("{number} {title}") }
}

/// The label of a stored document.
#[must_use]
pub fn label_of(visible: &Visible) -> String {
    label(&visible.document.number, &visible.document.title)
}

/// What the audit log tells of a revision.
#[must_use]
pub fn told(revision: &RevisionRow) -> serde_json::Value {
    serde_json::json!({
        "revision": revision.code,
        "revision_id": revision.public_id,
        "filename": revision.filename,
        "size": revision.size,
        "sha256": revision.blob_hash,
        "status": revision.status,
    })
}
