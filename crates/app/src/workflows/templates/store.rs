//! The rows of templates: what they are called, and each version of their plans.

use wayleave_base::{OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

row! {
    /// A template with its latest plan.
    #[derive(Clone, Debug)]
    pub struct TemplateRow {
        pub id: i64,
        pub public_id: String,
        pub name: String,
        pub name_key: String,
        pub description: String,
        pub category: String,
        pub state: String,
        pub number: i64,
        pub plan: String,
        pub created_by: SubjectId,
        pub created_at: i64,
        pub updated_by: SubjectId,
        pub updated_at: i64,
        pub row_version: i64,
    }
}

row! {
    struct CategoryRow { category: String }
}

/// What is written of a template beside its plan.
pub struct Head<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it is for.
    pub description: &'a str,
    /// Its category.
    pub category: &'a str,
    /// Its state.
    pub state: &'a str,
    /// The number of its latest plan.
    pub number: i64,
}

/// Who writes, and when.
#[derive(Clone, Copy)]
pub struct By {
    /// Who.
    pub subject: SubjectId,
    /// When.
    pub at: Timestamp,
}

/// Where.
pub type Place = (OrganisationId, ProjectId);

fn rows(project: ProjectId) -> Sql {
    let mut text = sql("select t.id, t.public_id, t.name, t.name_key, t.description, t.category, t.state, t.number, v.plan,
          t.created_by, t.created_at, t.updated_by, t.updated_at, t.row_version
        from workflow_template t
        join workflow_template_version v on v.template_id = t.id and v.number = t.number where t.project_id = ");
    text.arg(project);
    text
}

/// The next templates by name.
pub async fn page(
    tx: &mut Tx,
    project: ProjectId,
    (state, category): (Option<&str>, Option<&str>),
    after: Option<(String, i64)>,
    limit: usize,
) -> DbResult<Vec<TemplateRow>> {
    let mut text = rows(project);
    if let Some(state) = state {
        text.push(" and t.state = ").arg(state);
    }
    if let Some(category) = category {
        text.push(" and t.category = ").arg(category);
    }
    if let Some((name, id)) = after {
        text.push(" and (t.name_key > ").arg(name.clone()).push(" or (t.name_key = ").arg(name);
        text.push(" and t.id > ").arg(id).push("))");
    }
    text.push(" order by t.name_key, t.id limit ").arg(limit as i64);
    tx.all(text).await
}

/// One of them.
pub async fn find(tx: &mut Tx, project: ProjectId, public_id: &str) -> DbResult<Option<TemplateRow>> {
    let mut text = rows(project);
    text.push(" and t.public_id = ").arg(public_id);
    tx.optional(text).await
}

/// How many a project has.
pub async fn count(tx: &mut Tx, project: ProjectId) -> DbResult<i64> {
    tx.int(sql("select count(*) as n from workflow_template where project_id = $1").bind(project)).await
}

/// The categories that templates of the project have.
pub async fn categories(tx: &mut Tx, project: ProjectId) -> DbResult<Vec<String>> {
    let text = sql("select distinct category from workflow_template where project_id = $1").bind(project);
    Ok(tx.all::<CategoryRow>(text).await?.into_iter().map(|row| row.category).collect())
}

/// Creates a template; its first plan is written apart.
pub async fn insert(
    tx: &mut Tx,
    (organisation, project): Place,
    public_id: &str,
    head: &Head<'_>,
    by: By,
) -> DbResult<i64> {
    let text = sql(
        "insert into workflow_template (organisation_id, public_id, project_id, name, name_key, description,
          category, state, number, created_by, created_at, updated_by, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $10, $11) returning id as n",
    )
    .bind(organisation)
    .bind(public_id)
    .bind(project)
    .bind(head.name)
    .bind(crate::sort_key(head.name))
    .bind(head.description)
    .bind(head.category)
    .bind(head.state)
    .bind(head.number)
    .bind(by.subject)
    .bind(by.at);
    tx.int(text).await
}

/// Writes a plan under a number, in place of what stands under it.
pub async fn put_plan(
    tx: &mut Tx,
    organisation: OrganisationId,
    (template, number): (i64, i64),
    plan: &str,
    by: By,
) -> DbResult<()> {
    let text = sql("insert into workflow_template_version (organisation_id, template_id, number, plan, saved_by, saved_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (template_id, number) do update set plan = excluded.plan, saved_by = excluded.saved_by,
          saved_at = excluded.saved_at")
    .bind(organisation)
    .bind(template)
    .bind(number)
    .bind(plan)
    .bind(by.subject)
    .bind(by.at);
    tx.execute(text).await.map(|_| ())
}

/// Writes everything but the plan anew.
pub async fn update(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: i64,
    head: &Head<'_>,
    by: By,
) -> DbResult<()> {
    let text = sql(
        "update workflow_template set name = $3, name_key = $4, description = $5, category = $6, state = $7,
          number = $8, updated_by = $9, updated_at = $10, row_version = row_version + 1
        where organisation_id = $1 and id = $2",
    )
    .bind(organisation)
    .bind(id)
    .bind(head.name)
    .bind(crate::sort_key(head.name))
    .bind(head.description)
    .bind(head.category)
    .bind(head.state)
    .bind(head.number)
    .bind(by.subject)
    .bind(by.at);
    tx.execute(text).await.map(|_| ())
}

/// Deletes a template that nothing was started from, with its plan.
pub async fn remove(tx: &mut Tx, organisation: OrganisationId, id: i64) -> DbResult<()> {
    for text in [
        sql("delete from workflow_template_version where organisation_id = $1 and template_id = $2"),
        sql("delete from workflow_template where organisation_id = $1 and id = $2"),
    ] {
        tx.execute(text.bind(organisation).bind(id)).await?;
    }
    Ok(())
}
