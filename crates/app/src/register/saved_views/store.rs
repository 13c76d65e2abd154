//! The SQL of saved views.

use wayleave_base::{OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use super::view::SavedViewQuery;
use crate::error::Result;

/// What refuses a second view of the same name.
pub const NAME_TAKEN: &str = "saved_view_project_id_subject_id_name_key_key";

row! {
    /// A view.
    #[derive(Clone, Debug)]
    pub struct SavedViewRow {
        /// The internal id.
        pub id: i64,
        /// The public id.
        pub public_id: String,
        /// Who keeps it.
        pub subject_id: SubjectId,
        /// Its name.
        pub name: String,
        /// Is it for everybody who works in the project?
        pub shared: bool,
        /// What it shows, as JSON.
        pub query: String,
        /// The version that an edit must name.
        pub row_version: i64,
    }
}

impl SavedViewRow {
    /// What it shows.
    pub fn query(&self) -> Result<SavedViewQuery> {
        Ok(serde_json::from_str(&self.query).map_err(anyhow::Error::from)?)
    }
}

/// What is written of a view.
pub struct New<'a> {
    /// The public id.
    pub public_id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Is it for everybody who works in the project?
    pub shared: bool,
    /// What it shows.
    pub query: &'a SavedViewQuery,
}

/// Those that are there for a reader: their own and, for the project's own people, the shared ones.
fn within((project, reader): (ProjectId, SubjectId), team: bool) -> Sql {
    let mut text = sql(
        "select id, public_id, subject_id, name, shared, query, row_version from saved_view where project_id = ",
    );
    text.arg(project).push(" and (subject_id = ").arg(reader);
    text.push(if team { " or shared = 1)" } else { ")" });
    text
}

/// All of them by name.
pub async fn all(tx: &mut Tx, reader: (ProjectId, SubjectId), team: bool) -> DbResult<Vec<SavedViewRow>> {
    let mut text = within(reader, team);
    text.push(" order by name_key, id limit 1000");
    tx.all(text).await
}

/// One of them.
pub async fn find(
    tx: &mut Tx,
    reader: (ProjectId, SubjectId),
    team: bool,
    public_id: &str,
) -> DbResult<Option<SavedViewRow>> {
    let mut text = within(reader, team);
    text.push(" and public_id = ").arg(public_id);
    tx.optional(text).await
}

/// How many somebody keeps.
pub async fn kept(tx: &mut Tx, project: ProjectId, subject: SubjectId) -> DbResult<i64> {
    let text = sql("select count(*) as n from saved_view where project_id = $1 and subject_id = $2");
    tx.int(text.bind(project).bind(subject)).await
}

/// Keeps a view.
pub async fn insert(
    tx: &mut Tx,
    (organisation, project, subject): (OrganisationId, ProjectId, SubjectId),
    new: &New<'_>,
    now: Timestamp,
) -> DbResult<()> {
    let text = sql("insert into saved_view (organisation_id, public_id, project_id, subject_id, name, name_key, shared, query, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)")
        .bind(organisation)
        .bind(new.public_id)
        .bind(project)
        .bind(subject)
        .bind(new.name)
        .bind(crate::sort_key(new.name))
        .bind(new.shared)
        .bind(json(new.query))
        .bind(now);
    tx.execute(text).await.map(|_| ())
}

/// Writes a view anew.
pub async fn update(tx: &mut Tx, id: i64, new: &New<'_>, now: Timestamp) -> DbResult<()> {
    let text = sql("update saved_view set name = $2, name_key = $3, shared = $4, query = $5, updated_at = $6, row_version = row_version + 1
        where id = $1")
        .bind(id)
        .bind(new.name)
        .bind(crate::sort_key(new.name))
        .bind(new.shared)
        .bind(json(new.query))
        .bind(now);
    tx.execute(text).await.map(|_| ())
}

/// Deletes a view; it is nobody's record but its keeper's, and the audit log has what it was.
pub async fn remove(tx: &mut Tx, id: i64) -> DbResult<()> {
    tx.execute(sql("delete from saved_view where id = $1").bind(id)).await.map(|_| ())
}

fn json(query: &SavedViewQuery) -> String {
    serde_json::to_string(query).unwrap_or_default()
}
