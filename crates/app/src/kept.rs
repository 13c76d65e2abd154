//! Things that people keep under a name in a project, for themselves or shared with its team: views of the register, and
//! reports. Their tables are alike; what is kept is JSON that this file does not look into.

use wayleave_base::{OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

/// The table of one sort of things.
#[derive(Clone, Copy, Debug)]
pub struct Shelf(pub &'static str);

row! {
    /// A thing.
    #[derive(Clone, Debug)]
    pub struct KeptRow {
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
        /// What is kept, as JSON.
        pub query: String,
        /// The version that an edit must name.
        pub row_version: i64,
    }
}

/// What is written of a thing.
pub struct New<'a> {
    /// The public id.
    pub public_id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Is it for everybody who works in the project?
    pub shared: bool,
    /// What is kept, as JSON.
    pub query: &'a str,
}

impl Shelf {
    /// Those that are there for a reader: their own and, for the project's own people, the shared ones.
    fn within(self, (project, reader): (ProjectId, SubjectId), team: bool) -> Sql {
        let mut text = sql("select id, public_id, subject_id, name, shared, query, row_version from ");
        text.push(self.0).push(" where project_id = ").arg(project);
        text.push(" and (subject_id = ").arg(reader);
        text.push(if team { " or shared = 1)" } else { ")" });
        text
    }

    /// All of them by name.
    pub async fn all(
        self,
        tx: &mut Tx,
        reader: (ProjectId, SubjectId),
        team: bool,
    ) -> DbResult<Vec<KeptRow>> {
        let mut text = self.within(reader, team);
        text.push(" order by name_key, id limit 1000");
        tx.all(text).await
    }

    /// One of them.
    pub async fn find(
        self,
        tx: &mut Tx,
        reader: (ProjectId, SubjectId),
        team: bool,
        public_id: &str,
    ) -> DbResult<Option<KeptRow>> {
        let mut text = self.within(reader, team);
        text.push(" and public_id = ").arg(public_id);
        tx.optional(text).await
    }

    /// How many somebody keeps.
    pub async fn kept(self, tx: &mut Tx, project: ProjectId, subject: SubjectId) -> DbResult<i64> {
        let mut text = sql("select count(*) as n from ");
        text.push(self.0).push(" where project_id = ").arg(project).push(" and subject_id = ").arg(subject);
        tx.int(text).await
    }

    /// Keeps a thing.
    pub async fn insert(
        self,
        tx: &mut Tx,
        (organisation, project, subject): (OrganisationId, ProjectId, SubjectId),
        new: &New<'_>,
        now: Timestamp,
    ) -> DbResult<()> {
        let mut text = sql("insert into ");
        text.push(self.0);
        text.push(
            " (organisation_id, public_id, project_id, subject_id, name, name_key, shared, query, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
        );
        let text = text
            .bind(organisation)
            .bind(new.public_id)
            .bind(project)
            .bind(subject)
            .bind(new.name)
            .bind(crate::sort_key(new.name))
            .bind(new.shared)
            .bind(new.query)
            .bind(now);
        tx.execute(text).await.map(|_| ())
    }

    /// Writes a thing anew.
    pub async fn update(self, tx: &mut Tx, id: i64, new: &New<'_>, now: Timestamp) -> DbResult<()> {
        let mut text = sql("update ");
        text.push(self.0);
        text.push(
            " set name = $2, name_key = $3, shared = $4, query = $5, updated_at = $6, row_version = row_version + 1
             where id = $1",
        );
        let text = text
            .bind(id)
            .bind(new.name)
            .bind(crate::sort_key(new.name))
            .bind(new.shared)
            .bind(new.query)
            .bind(now);
        tx.execute(text).await.map(|_| ())
    }

    /// Deletes a thing; it is nobody's record but its keeper's, and the audit log has what it was.
    pub async fn remove(self, tx: &mut Tx, id: i64) -> DbResult<()> {
        let mut text = sql("delete from ");
        text.push(self.0).push(" where id = ").arg(id);
        tx.execute(text).await.map(|_| ())
    }
}
