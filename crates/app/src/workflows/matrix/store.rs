//! The rows of the review matrix.

use wayleave_base::{OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

row! {
    /// A rule.
    #[derive(Clone, Debug)]
    pub struct RuleRow {
        pub id: i64,
        pub public_id: String,
        pub name_key: String,
        pub rule: String,
        pub updated_by: SubjectId,
        pub updated_at: i64,
        pub row_version: i64,
    }
}

fn rows(project: ProjectId) -> Sql {
    let mut text = sql("select id, public_id, name_key, rule, updated_by, updated_at, row_version
        from review_rule where project_id = ");
    text.arg(project);
    text
}

/// All rules of a project by name; there are no more than a few hundred.
pub async fn all(tx: &mut Tx, project: ProjectId) -> DbResult<Vec<RuleRow>> {
    let mut text = rows(project);
    text.push(" order by name_key, id limit 1000");
    tx.all(text).await
}

/// The next rules by name.
pub async fn page(
    tx: &mut Tx,
    project: ProjectId,
    after: Option<(String, i64)>,
    limit: usize,
) -> DbResult<Vec<RuleRow>> {
    let mut text = rows(project);
    if let Some((name, id)) = after {
        text.push(" and (name_key > ").arg(name.clone()).push(" or (name_key = ").arg(name);
        text.push(" and id > ").arg(id).push("))");
    }
    text.push(" order by name_key, id limit ").arg(limit as i64);
    tx.all(text).await
}

/// One of them.
pub async fn find(tx: &mut Tx, project: ProjectId, public_id: &str) -> DbResult<Option<RuleRow>> {
    let mut text = rows(project);
    text.push(" and public_id = ").arg(public_id);
    tx.optional(text).await
}

/// How many a project has.
pub async fn count(tx: &mut Tx, project: ProjectId) -> DbResult<i64> {
    tx.int(sql("select count(*) as n from review_rule where project_id = $1").bind(project)).await
}

/// What is written of a rule.
pub struct Written<'a> {
    /// Its name.
    pub name: &'a str,
    /// The rule as JSON.
    pub rule: &'a str,
    /// Who writes.
    pub by: SubjectId,
    /// When.
    pub at: Timestamp,
}

/// Adds a rule.
pub async fn insert(
    tx: &mut Tx,
    (organisation, project): (OrganisationId, ProjectId),
    public_id: &str,
    new: &Written<'_>,
) -> DbResult<()> {
    let text = sql(
        "insert into review_rule (organisation_id, public_id, project_id, name, name_key, rule, updated_by,
          created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
    )
    .bind(organisation)
    .bind(public_id)
    .bind(project)
    .bind(new.name)
    .bind(crate::sort_key(new.name))
    .bind(new.rule)
    .bind(new.by)
    .bind(new.at);
    tx.execute(text).await.map(|_| ())
}

/// Writes a rule anew.
pub async fn update(tx: &mut Tx, organisation: OrganisationId, id: i64, new: &Written<'_>) -> DbResult<()> {
    let text =
        sql("update review_rule set name = $3, name_key = $4, rule = $5, updated_by = $6, updated_at = $7,
          row_version = row_version + 1 where organisation_id = $1 and id = $2")
        .bind(organisation)
        .bind(id)
        .bind(new.name)
        .bind(crate::sort_key(new.name))
        .bind(new.rule)
        .bind(new.by)
        .bind(new.at);
    tx.execute(text).await.map(|_| ())
}

/// Deletes a rule; the audit log has what it was.
pub async fn remove(tx: &mut Tx, organisation: OrganisationId, id: i64) -> DbResult<()> {
    let text = sql("delete from review_rule where organisation_id = $1 and id = $2");
    tx.execute(text.bind(organisation).bind(id)).await.map(|_| ())
}
