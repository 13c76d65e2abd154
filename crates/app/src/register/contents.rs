//! Reading the text inside files, so that searches find it.
//!
//! Promises: what is read is found by whoever sees that revision, and by nobody else; few files are read at a time and
//! none for long; a file that cannot be read is found by its name and its document as before.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use wayleave_access::search::{self, Place};
use wayleave_base::{DocumentId, OrganisationId, ProjectId, RevisionId};
use wayleave_db::{row, sql};
use wayleave_jobs::{Job, JobError};
use wayleave_media::{FileBytes, FileType, PdfText};

use super::pages::{self, Source};
use super::previews;
use crate::error::Error;
use crate::shared::Shared;

/// After how long no further page is read.
const READING: Duration = Duration::from_secs(60);
/// The most of a text file that is read.
const MOST_TEXT: usize = 4 * 1024 * 1024;

/// Reads the text of a revision's file.
#[derive(Serialize, Deserialize)]
pub struct ReadText {
    /// The organisation.
    pub organisation: i64,
    /// The revision; where it belongs may have changed when the job runs.
    pub revision: i64,
}

impl Job for ReadText {
    const NAME: &'static str = "read_text";
    const PRIORITY: i64 = -20;
    const ATTEMPTS: i64 = 3;
}

/// Has a file of this type text that can be read here?
#[must_use]
pub fn has_text(shared: &Shared, media_type: &str) -> bool {
    media_type == FileType::Pdf.mime() || is_plain(media_type) || previews::can_be_made(shared, media_type)
}

fn is_plain(media_type: &str) -> bool {
    matches!(media_type, "text/plain" | "text/csv")
}

row! {
    struct Held { project_id: ProjectId, document_id: DocumentId, seq: i64, blob_hash: String, size: i64, media_type: String }
}

async fn held(tx: &mut wayleave_db::Tx, revision: RevisionId) -> wayleave_db::DbResult<Option<Held>> {
    tx.optional(
        sql("select project_id, document_id, seq, blob_hash, size, media_type from revision where id = $1")
            .bind(revision),
    )
    .await
}

/// Runs [`ReadText`].
pub(super) async fn read_later(shared: Arc<Shared>, job: ReadText) -> Result<(), JobError> {
    let (organisation, revision) = (OrganisationId(job.organisation), RevisionId(job.revision));
    let found = {
        let mut tx = shared.db.read_in(organisation).await.map_err(JobError::retry)?;
        held(&mut tx, revision).await.map_err(JobError::retry)?
    };
    let Some(file) = found else { return Ok(()) };
    let text = match text_of(&shared, &file).await {
        Ok(text) => text,
        Err(Error::Internal(error)) => return Err(JobError::retry(error)),
        Err(Error::Coded(wayleave_base::ErrorCode::Unavailable, _)) => {
            return Err(JobError::retry("the file could not be read now"));
        }
        // It will not become readable; nothing is stored, and nobody is told, since nobody asked.
        Err(_) => return Ok(()),
    };
    if text.pages.iter().all(String::is_empty) {
        return Ok(());
    }
    let mut tx = shared.db.begin_in(organisation).await.map_err(JobError::retry)?;
    let Some(now) = held(&mut tx, revision).await.map_err(JobError::retry)? else { return Ok(()) };
    let place = Place { organisation, project: now.project_id, document: now.document_id };
    search::put_content(&mut tx, place, now.seq, &text.pages).await.map_err(JobError::retry)?;
    tx.commit().await.map_err(JobError::retry)
}

async fn text_of(shared: &Arc<Shared>, file: &Held) -> crate::error::Result<PdfText> {
    let (mut hash, mut size) = (file.blob_hash.clone(), u64::try_from(file.size).unwrap_or(u64::MAX));
    if previews::is_made(&file.media_type) {
        let source = Source { hash, size, media_type: file.media_type.clone(), pages: 0 };
        let made = previews::made(shared, &source).await?;
        (hash, size) = (made.source.hash, made.source.size);
    }
    let place = pages::Place::take(shared).await?;
    let bytes = pages::open(shared, &hash, size).await?;
    if is_plain(&file.media_type) {
        return Ok(PdfText { pages: vec![plain(&bytes)], cut: bytes.as_ref().len() > MOST_TEXT });
    }
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = stop.clone();
    let mut reading = tokio::task::spawn_blocking(move || {
        let text = wayleave_media::pdf_text(&bytes, || !stopped.load(Ordering::Relaxed));
        drop(place);
        text
    });
    let text = tokio::select! {
        text = &mut reading => text,
        () = tokio::time::sleep(READING) => {
            stop.store(true, Ordering::Relaxed);
            reading.await
        }
    };
    let text = text.map_err(|error| Error::Internal(error.into()))?;
    text.map_err(|error| Error::because(wayleave_base::ErrorCode::Invalid, error.to_string()))
}

/// A text file as text; a mark at its beginning tells UTF-16, everything else is read as UTF-8.
fn plain(bytes: &FileBytes) -> String {
    let bytes = bytes.as_ref();
    let bytes = bytes.get(..MOST_TEXT).unwrap_or(bytes);
    let wide = |read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}
