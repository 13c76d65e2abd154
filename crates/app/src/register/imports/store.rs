//! The SQL of imports.

use wayleave_base::{MemberId, OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use super::progress::Progress;
use super::view::{ImportProgress, ImportResult, ImportRow, ImportView, Summary};
use crate::error::Result;
use crate::sheets::Table;
use crate::wire;

row! {
    /// An import as stored.
    #[derive(Clone, Debug)]
    pub struct ImportRecord {
        /// The internal id.
        pub id: i64,
        /// The public id.
        pub public_id: String,
        /// The project.
        pub project_id: ProjectId,
        /// Who made it.
        pub member_id: MemberId,
        /// The name of the sheet's file.
        pub filename: String,
        /// The uploads given, as JSON.
        pub uploads: String,
        /// What checking found in short, as JSON.
        pub summary: String,
        /// From where entering it was asked for, as JSON.
        pub asked: String,
        /// How far it is.
        pub state: String,
        /// Why entering it failed.
        pub failure: String,
        /// What entering it did, as JSON.
        pub result: String,
        /// The version.
        pub row_version: i64,
        /// When it was made.
        pub created_at: i64,
        /// Until when it is kept.
        pub expires_at: i64,
    }
}

const COLUMNS: &str = "id, public_id, project_id, member_id, filename, uploads, summary, asked, state, failure, result, \
     row_version, created_at, expires_at";

/// Reads what was kept as JSON.
fn told<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    Ok(serde_json::from_str(text).map_err(anyhow::Error::from)?)
}

/// Writes what is kept as JSON.
pub fn json(value: &impl serde::Serialize) -> Result<String> {
    Ok(serde_json::to_string(value).map_err(anyhow::Error::from)?)
}

impl ImportRecord {
    /// The uploads given.
    pub fn uploads(&self) -> Result<Vec<String>> {
        told(&self.uploads)
    }

    /// May it still be changed?
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.state.as_str(), "checked" | "failed")
    }

    /// The import as its maker sees it.
    pub fn view(self, progress: &Progress) -> Result<ImportView> {
        let summary: Summary = told(&self.summary)?;
        let counts = &summary.counts;
        let rows = counts.new + counts.revision + counts.change + counts.unchanged + counts.wrong;
        let result: Option<ImportResult> =
            if self.result.is_empty() { None } else { Some(told(&self.result)?) };
        let done = if self.state == "done" { rows } else { progress.of(self.id) };
        Ok(ImportView {
            ok: self.is_open() && counts.wrong == 0 && rows > 0,
            rows,
            summary,
            progress: ImportProgress { done, total: rows },
            id: self.public_id,
            filename: self.filename,
            state: self.state,
            failure: self.failure,
            result,
            version: self.row_version,
            created_at: wire::time(self.created_at),
            expires_at: wire::time(self.expires_at),
        })
    }
}

/// The owner of imports: the project and the person.
pub type Owner = (ProjectId, SubjectId);

fn kept((project, subject): Owner, now: Timestamp) -> Sql {
    let mut text = sql("select ");
    text.push(COLUMNS).push(" from register_import where project_id = ").arg(project);
    text.push(" and subject_id = ").arg(subject).push(" and expires_at > ").arg(now);
    text
}

/// The newest of an owner.
pub async fn all(tx: &mut Tx, owner: Owner, now: Timestamp, most: i64) -> DbResult<Vec<ImportRecord>> {
    let mut text = kept(owner, now);
    text.push(" order by id desc limit ").arg(most);
    tx.all(text).await
}

/// One of an owner.
pub async fn find(
    tx: &mut Tx,
    owner: Owner,
    now: Timestamp,
    public_id: &str,
) -> DbResult<Option<ImportRecord>> {
    let mut text = kept(owner, now);
    text.push(" and public_id = ").arg(public_id);
    tx.optional(text).await
}

/// One by its internal id, for the job that enters it.
pub async fn by_id(tx: &mut Tx, id: i64) -> DbResult<Option<ImportRecord>> {
    let mut text = sql("select ");
    text.push(COLUMNS).push(" from register_import where id = ").arg(id);
    tx.optional(text).await
}

row! {
    struct SheetRow { sheet: String }
}
row! {
    struct CheckedRow { checked: String }
}

/// The sheet of an import.
pub async fn sheet(tx: &mut Tx, id: i64) -> Result<Table> {
    let text = sql("select sheet from register_import where id = $1").bind(id);
    told(&tx.one::<SheetRow>(text).await?.sheet)
}

/// The rows of an import as checking found them.
pub async fn checked(tx: &mut Tx, id: i64) -> Result<Vec<ImportRow>> {
    let text = sql("select checked from register_import where id = $1").bind(id);
    told(&tx.one::<CheckedRow>(text).await?.checked)
}

/// What is written of a new import.
pub struct New<'a> {
    /// The public id.
    pub public_id: &'a str,
    /// Its project and maker.
    pub owner: Owner,
    /// The maker as a member.
    pub member: MemberId,
    /// The name of the sheet's file.
    pub filename: &'a str,
    /// The sheet.
    pub sheet: &'a Table,
    /// The rows.
    pub rows: &'a [ImportRow],
    /// In short.
    pub summary: &'a Summary,
}

/// Keeps an import.
pub async fn insert(
    tx: &mut Tx,
    organisation: OrganisationId,
    new: &New<'_>,
    (now, until): (Timestamp, Timestamp),
) -> Result<()> {
    let text = sql("insert into register_import (organisation_id, public_id, project_id, subject_id, member_id, filename, sheet,
           checked, summary, state, created_at, updated_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'checked', $10, $10, $11)")
        .bind(organisation)
        .bind(new.public_id)
        .bind(new.owner.0)
        .bind(new.owner.1)
        .bind(new.member)
        .bind(new.filename)
        .bind(json(new.sheet)?)
        .bind(json(&new.rows)?)
        .bind(json(new.summary)?)
        .bind(now)
        .bind(until);
    tx.execute(text).await?;
    Ok(())
}

/// Writes another sheet in the place of the one before.
pub async fn replace(tx: &mut Tx, id: i64, filename: &str, sheet: &Table) -> Result<()> {
    let text = sql("update register_import set filename = $2, sheet = $3 where id = $1");
    tx.execute(text.bind(id).bind(filename).bind(json(sheet)?)).await?;
    Ok(())
}

/// Writes which files were given.
pub async fn give(tx: &mut Tx, id: i64, uploads: &[String]) -> Result<()> {
    let text = sql("update register_import set uploads = $2 where id = $1");
    tx.execute(text.bind(id).bind(json(&uploads)?)).await?;
    Ok(())
}

/// Writes what checking found; the import can be looked at and corrected again.
pub async fn found(
    tx: &mut Tx,
    id: i64,
    (rows, summary): (&[ImportRow], &Summary),
    failure: &str,
    now: Timestamp,
) -> Result<()> {
    let text = sql("update register_import set checked = $2, summary = $3, failure = $4, state = 'checked', updated_at = $5,
        row_version = row_version + 1 where id = $1")
        .bind(id)
        .bind(json(&rows)?)
        .bind(json(summary)?)
        .bind(failure)
        .bind(now);
    tx.execute(text).await?;
    Ok(())
}

/// Marks an import as waiting to be entered.
pub async fn wait(tx: &mut Tx, id: i64, asked: &str, now: Timestamp) -> DbResult<()> {
    let text = sql("update register_import set state = 'waiting', failure = '', asked = $2, updated_at = $3,
        row_version = row_version + 1 where id = $1");
    tx.execute(text.bind(id).bind(asked).bind(now)).await.map(|_| ())
}

/// Marks an import as entered; none when it was meanwhile.
pub async fn done(tx: &mut Tx, id: i64, result: &ImportResult, now: Timestamp) -> Result<u64> {
    let text = sql("update register_import set state = 'done', result = $2, updated_at = $3, row_version = row_version + 1
        where id = $1 and state = 'waiting'");
    Ok(tx.execute(text.bind(id).bind(json(result)?).bind(now)).await?)
}

/// Writes why entering failed without a fault of any row.
pub async fn fail(tx: &mut Tx, id: i64, failure: &str) -> DbResult<()> {
    let text = sql("update register_import set state = 'failed', failure = $2, row_version = row_version + 1
        where id = $1 and state = 'waiting'");
    tx.execute(text.bind(id).bind(failure)).await.map(|_| ())
}

/// Removes an import.
pub async fn remove(tx: &mut Tx, id: i64) -> DbResult<u64> {
    tx.execute(sql("delete from register_import where id = $1").bind(id)).await
}
