//! The rows of attachments.

use std::collections::HashMap;

use wayleave_access::audit::Stamp;
use wayleave_base::{ErrorCode, OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Tx, row, sql};

use super::Attachment;
use crate::error::{Error, Result};

/// The kinds of things that files belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takers {
    /// Answers to steps.
    Answers,
    /// Comments on steps.
    Comments,
    /// Evidence of work packages.
    Evidence,
}

impl Takers {
    /// The column that names one of them.
    fn column(self) -> &'static str {
        match self {
            Self::Answers => "response_id",
            Self::Comments => "comment_id",
            Self::Evidence => "evidence_id",
        }
    }
}

/// What a file belongs to: the kind, and the row of the thing.
pub type Owner = (Takers, i64);

row! {
    /// A file.
    #[derive(Clone, Debug)]
    pub struct Attached {
        pub id: i64,
        pub public_id: String,
        pub filename: String,
        pub size: i64,
        pub media_type: String,
        pub sha256: String,
    }
}

const ROWS: &str = "select id, public_id, filename, size, media_type, blob_hash as sha256 from attachment";

impl Attached {
    /// As it is shown.
    #[must_use]
    pub fn view(&self) -> Attachment {
        Attachment {
            id: self.public_id.clone(),
            filename: self.filename.clone(),
            size: self.size,
            media_type: self.media_type.clone(),
            sha256: self.sha256.clone(),
        }
    }
}

/// What is written of a file that has arrived.
pub struct New<'a> {
    /// Its public id.
    pub public_id: &'a str,
    /// The project, and the public id of what it was sent to.
    pub place: (ProjectId, &'a str),
    /// Its hash.
    pub sha256: &'a str,
    /// Its name.
    pub filename: &'a str,
    /// Its size in bytes.
    pub size: i64,
    /// Its media type.
    pub media_type: &'a str,
}

/// Keeps a file that waits to be used.
pub async fn insert(tx: &mut Tx, stamp: &Stamp, new: &New<'_>) -> DbResult<()> {
    let text = sql("insert into attachment (organisation_id, public_id, project_id, subject_id, meant_for, blob_hash, filename,
          size, media_type, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
    .bind(stamp.organisation())
    .bind(new.public_id)
    .bind(new.place.0)
    .bind(stamp.by())
    .bind(new.place.1)
    .bind(new.sha256)
    .bind(new.filename)
    .bind(new.size)
    .bind(new.media_type)
    .bind(stamp.at());
    tx.execute(text).await.map(|_| ())
}

/// How many files of somebody wait to be used.
pub async fn count_waiting(tx: &mut Tx, subject: SubjectId) -> DbResult<i64> {
    let text = sql("select count(*) as n from attachment where subject_id = $1 and used_at is null");
    tx.int(text.bind(subject)).await
}

/// Those of these files that are somebody's and wait to be used for this.
pub async fn waiting(
    tx: &mut Tx,
    (subject, meant_for): (SubjectId, &str),
    ids: &[String],
) -> DbResult<Vec<Attached>> {
    let mut text = sql(ROWS);
    text.push(" where used_at is null and subject_id = ").arg(subject).push(" and meant_for = ");
    text.arg(meant_for).push(" and public_id in ").text_list(ids);
    tx.all(text).await
}

/// Drops a file that waits to be used; says whether it still did.
pub async fn delete(tx: &mut Tx, id: i64) -> DbResult<bool> {
    let text = sql("delete from attachment where id = $1 and used_at is null");
    Ok(tx.execute(text.bind(id)).await? == 1)
}

/// Files that have waited since before a moment, the oldest first.
pub async fn expired(
    tx: &mut Tx,
    organisation: OrganisationId,
    before: Timestamp,
    limit: i64,
) -> DbResult<Vec<Attached>> {
    let mut text = sql(ROWS);
    text.push(" where used_at is null and organisation_id = ").arg(organisation);
    text.push(" and created_at <= ").arg(before).push(" order by created_at limit ").arg(limit);
    tx.all(text).await
}

/// Gives files to what they were used for. Each is used once.
pub async fn attach(tx: &mut Tx, stamp: &Stamp, owner: Owner, files: &[Attached]) -> Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    let (takers, id) = owner;
    let ids: Vec<i64> = files.iter().map(|one| one.id).collect();
    let mut text = sql("update attachment set used_at = ");
    text.arg(stamp.at()).push(&format!(", {} = ", takers.column())).arg(id);
    text.push(" where used_at is null and id in ").id_list(&ids);
    if tx.execute(text).await? != ids.len() as u64 {
        return Err(Error::because(ErrorCode::Conflict, "One of the files was used meanwhile."));
    }
    Ok(())
}

row! {
    struct OwnedRow {
        owner_id: i64, id: i64, public_id: String, filename: String, size: i64, media_type: String, sha256: String,
    }
}

/// The files of several things of one kind, in the order in which they were sent; one statement, however many there are.
pub async fn of(tx: &mut Tx, takers: Takers, ids: &[i64]) -> DbResult<HashMap<i64, Vec<Attached>>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let column = takers.column();
    let mut text = sql("select id, public_id, filename, size, media_type, blob_hash as sha256, ");
    text.push(column).push(" as owner_id from attachment where ").push(column).push(" in ");
    text.id_list(ids).push(" order by id");
    let rows: Vec<OwnedRow> = tx.all(text).await?;
    let mut found: HashMap<i64, Vec<Attached>> = HashMap::new();
    for row in rows {
        let OwnedRow { owner_id, id, public_id, filename, size, media_type, sha256 } = row;
        let one = Attached { id, public_id, filename, size, media_type, sha256 };
        found.entry(owner_id).or_default().push(one);
    }
    Ok(found)
}

row! {
    struct FoundRow {
        id: i64, public_id: String, filename: String, size: i64, media_type: String, sha256: String,
        response_id: Option<i64>, comment_id: Option<i64>, evidence_id: Option<i64>,
    }
}

/// A file of the project that is used, and what it belongs to. Whether the reader may know of that is the owner's to say.
pub async fn find(tx: &mut Tx, project: ProjectId, public_id: &str) -> DbResult<Option<(Attached, Owner)>> {
    let text =
        sql("select id, public_id, filename, size, media_type, blob_hash as sha256, response_id, comment_id,
          evidence_id from attachment
        where used_at is not null and project_id = $1 and public_id = $2");
    let row: Option<FoundRow> = tx.optional(text.bind(project).bind(public_id)).await?;
    Ok(row.and_then(|row| {
        let answer = row.response_id.map(|id| (Takers::Answers, id));
        let comment = row.comment_id.map(|id| (Takers::Comments, id));
        let owner = answer.or(comment).or(row.evidence_id.map(|id| (Takers::Evidence, id)))?;
        let FoundRow { id, public_id, filename, size, media_type, sha256, .. } = row;
        Some((Attached { id, public_id, filename, size, media_type, sha256 }, owner))
    }))
}
