//! The SQL of exports.

use wayleave_base::{MemberId, OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use super::view::{ExportView, NewExport};
use crate::error::Result;
use crate::wire;

row! {
    /// An export as stored.
    #[derive(Clone, Debug)]
    pub struct ExportRow {
        /// The internal id.
        pub id: i64,
        /// The public id.
        pub public_id: String,
        /// The project.
        pub project_id: ProjectId,
        /// Who asked.
        pub member_id: MemberId,
        /// The kind of file.
        pub format: String,
        /// What was asked, as JSON.
        pub request: String,
        /// How far it is.
        pub state: String,
        /// Rows written.
        pub written: i64,
        /// Rows that there will be.
        pub total: Option<i64>,
        /// Documents whose file may not be taken along.
        pub left_out: i64,
        /// The name of the file.
        pub filename: String,
        /// The file, where one is kept.
        pub blob_hash: Option<String>,
        /// Its bytes.
        pub size: Option<i64>,
        /// The documents and revisions in a kept file, as JSON.
        pub contents: String,
        /// Why it failed.
        pub failure: String,
        /// When it was asked for.
        pub created_at: i64,
        /// Until when it is kept.
        pub expires_at: i64,
    }
}

const COLUMNS: &str = "id, public_id, project_id, member_id, format, request, state, written, total, left_out, filename, \
     blob_hash, size, contents, failure, created_at, expires_at";

impl ExportRow {
    /// What was asked.
    pub fn request(&self) -> Result<NewExport> {
        Ok(serde_json::from_str(&self.request).map_err(anyhow::Error::from)?)
    }

    /// The export as its owner sees it.
    #[must_use]
    pub fn view(self) -> ExportView {
        ExportView {
            id: self.public_id,
            format: self.format,
            state: self.state,
            filename: self.filename,
            rows: self.written,
            total: self.total,
            size: self.size,
            left_out: self.left_out,
            failure: self.failure,
            created_at: wire::time(self.created_at),
            expires_at: wire::time(self.expires_at),
        }
    }
}

/// The owner of exports: the project and the person.
pub type Owner = (ProjectId, SubjectId);

/// Those of an owner that are still kept.
fn kept((project, subject): Owner, now: Timestamp) -> Sql {
    let mut text = sql("select ");
    text.push(COLUMNS).push(" from register_export where project_id = ").arg(project);
    text.push(" and subject_id = ").arg(subject).push(" and expires_at > ").arg(now);
    text
}

/// The newest of an owner.
pub async fn all(tx: &mut Tx, owner: Owner, now: Timestamp, most: i64) -> DbResult<Vec<ExportRow>> {
    let mut text = kept(owner, now);
    text.push(" order by id desc limit ").arg(most);
    tx.all(text).await
}

/// One of an owner.
pub async fn find(tx: &mut Tx, owner: Owner, now: Timestamp, public_id: &str) -> DbResult<Option<ExportRow>> {
    let mut text = kept(owner, now);
    text.push(" and public_id = ").arg(public_id);
    tx.optional(text).await
}

/// One by its internal id, for the job that makes it.
pub async fn by_id(tx: &mut Tx, id: i64) -> DbResult<Option<ExportRow>> {
    let mut text = sql("select ");
    text.push(COLUMNS).push(" from register_export where id = ").arg(id);
    tx.optional(text).await
}

/// What is written of a new export.
pub struct New<'a> {
    /// The public id.
    pub public_id: &'a str,
    /// Its project and owner.
    pub owner: Owner,
    /// The owner as a member.
    pub member: MemberId,
    /// What was asked.
    pub request: &'a NewExport,
    /// How far it is.
    pub state: &'a str,
    /// Rows that there will be.
    pub total: Option<i64>,
    /// Documents whose file may not be taken along.
    pub left_out: i64,
    /// The name of the file.
    pub filename: &'a str,
    /// Its bytes, where they are known.
    pub size: Option<i64>,
}

/// Keeps an export.
pub async fn insert(
    tx: &mut Tx,
    organisation: OrganisationId,
    new: &New<'_>,
    (now, until): (Timestamp, Timestamp),
) -> DbResult<i64> {
    let request = serde_json::to_string(new.request).unwrap_or_default();
    let written = if new.state == "ready" { new.total.unwrap_or_default() } else { 0 };
    tx.int(
        sql("insert into register_export (organisation_id, public_id, project_id, subject_id, member_id, format, request, state,
               written, total, left_out, filename, size, created_at, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) returning id as n")
        .bind(organisation)
        .bind(new.public_id)
        .bind(new.owner.0)
        .bind(new.owner.1)
        .bind(new.member)
        .bind(&new.request.format)
        .bind(request)
        .bind(new.state)
        .bind(written)
        .bind(new.total)
        .bind(new.left_out)
        .bind(new.filename)
        .bind(new.size)
        .bind(now)
        .bind(until),
    )
    .await
}

/// Writes how far it is.
pub async fn progress(tx: &mut Tx, id: i64, written: i64) -> DbResult<()> {
    let text = sql(
        "update register_export set state = 'working', written = $2 where id = $1 and state in ('waiting', 'working')",
    );
    tx.execute(text.bind(id).bind(written)).await.map(|_| ())
}

/// Writes why it ended without a file.
pub async fn fail(tx: &mut Tx, id: i64, failure: &str) -> DbResult<u64> {
    let text = sql(
        "update register_export set state = 'failed', failure = $2 where id = $1 and state in ('waiting', 'working')",
    );
    tx.execute(text.bind(id).bind(failure)).await
}

/// Writes the file that was made; none while another one was written meanwhile.
pub async fn ready(
    tx: &mut Tx,
    id: i64,
    (hash, size): (&str, i64),
    rows: i64,
    contents: &str,
) -> DbResult<u64> {
    let text = sql("update register_export set state = 'ready', blob_hash = $2, size = $3, written = $4, total = $4, contents = $5
        where id = $1 and state in ('waiting', 'working')");
    tx.execute(text.bind(id).bind(hash).bind(size).bind(rows).bind(contents)).await
}

/// Removes an export.
pub async fn remove(tx: &mut Tx, id: i64) -> DbResult<u64> {
    tx.execute(sql("delete from register_export where id = $1").bind(id)).await
}

row! {
    /// What is left of an export whose time is over.
    pub struct Expired {
        /// The internal id.
        pub id: i64,
        /// The file, where one was kept.
        pub blob_hash: Option<String>,
    }
}

/// Those whose time is over.
pub async fn expired(
    tx: &mut Tx,
    organisation: OrganisationId,
    now: Timestamp,
    most: i64,
) -> DbResult<Vec<Expired>> {
    tx.all(
        sql("select id, blob_hash from register_export where organisation_id = $1 and expires_at <= $2 order by expires_at limit $3")
            .bind(organisation)
            .bind(now)
            .bind(most),
    )
    .await
}
