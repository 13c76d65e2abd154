//! Files that are shown as a PDF made of them: drawings in the exchange format by the server itself, Office files by
//! LibreOffice where the operator installed it.
//!
//! Promises: what was made is kept beside the file and made once; a file of which nothing can be made is not tried again;
//! the PDF never leaves the server, it is drawn page by page for whoever may look at the file. The caller has decided
//! already.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;
use utoipa::ToSchema;
use wayleave_base::ErrorCode;
use wayleave_db::{row, sql};
use wayleave_media::{DrawingError, FileBytes, FileType, MAX_DXF_BYTES, dxf_to_pdf, pdf_facts};

use super::office;
use super::pages::{self, Place, Source};
use super::serve;
use crate::error::{Error, Result};
use crate::shared::Shared;

/// How long somebody waits until the file before theirs is converted.
const QUEUE: Duration = Duration::from_secs(60);
/// Said of a file that takes too long.
const TOO_LONG: &str = "This file takes too long to draw. Download it instead.";

/// The pages a file is shown as.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Preview)]
pub struct PreviewView {
    /// How many there are.
    pub pages: i64,
    /// Width and height of each page in points; empty for a picture.
    pub page_sizes: Vec<[f32; 2]>,
}

/// A PDF made of a file.
#[derive(Clone, Debug)]
pub struct Made {
    /// Where its pages are drawn from.
    pub source: Source,
    /// Width and height of each page, as JSON.
    pub page_sizes: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Maker {
    Drawing,
    Office(FileType),
}

fn maker(media_type: &str) -> Option<Maker> {
    if media_type == FileType::Dxf.mime() {
        return Some(Maker::Drawing);
    }
    office::TYPES.into_iter().find(|kind| kind.mime() == media_type).map(Maker::Office)
}

/// Are files of this type shown as a PDF made of them, where that is possible?
#[must_use]
pub fn is_made(media_type: &str) -> bool {
    maker(media_type).is_some()
}

/// Can this server make a PDF of files of this type?
#[must_use]
pub fn can_be_made(shared: &Shared, media_type: &str) -> bool {
    match maker(media_type) {
        Some(Maker::Drawing) => true,
        Some(Maker::Office(_)) => shared.config.libreoffice.is_some(),
        None => false,
    }
}

row! {
    struct Kept { preview_hash: String, size: i64, pages: i64, page_sizes: String, reason: String }
}

/// The PDF that was made of a file, or the sentence why there is none; nothing while nobody has tried.
pub async fn kept(shared: &Shared, hash: &str) -> Result<Option<Made>> {
    let mut tx = shared.db.read().await?;
    let found: Option<Kept> = tx
        .optional(
            sql("select preview_hash, size, pages, page_sizes, reason from preview where blob_hash = $1")
                .bind(hash),
        )
        .await?;
    let Some(kept) = found else { return Ok(None) };
    if !kept.reason.is_empty() {
        return Err(pages::undrawable(kept.reason));
    }
    let source = Source {
        hash: kept.preview_hash,
        size: u64::try_from(kept.size).unwrap_or_default(),
        media_type: FileType::Pdf.mime().to_owned(),
        pages: kept.pages,
    };
    Ok(Some(Made { source, page_sizes: kept.page_sizes }))
}

/// The PDF of a file, made now where nobody has.
pub async fn made(shared: &Arc<Shared>, source: &Source) -> Result<Made> {
    if let Some(made) = kept(shared, &source.hash).await? {
        return Ok(made);
    }
    let outcome = match maker(&source.media_type) {
        None => return Err(pages::undrawable(pages::NO_PAGES)),
        Some(Maker::Drawing) => drawing(shared, source).await?,
        Some(Maker::Office(kind)) => {
            let Some(program) = shared.config.libreoffice.clone() else {
                return Err(pages::undrawable(format!(
                    "There is no preview of {} files: this server has no LibreOffice.",
                    kind.label()
                )));
            };
            // One at a time: each takes a whole processor and some hundred megabytes.
            let turn = tokio::time::timeout(QUEUE, shared.converting.acquire()).await;
            let _turn = turn.map_err(|_| waiting())?.map_err(|error| Error::Internal(error.into()))?;
            // Who waited may find it made.
            if let Some(made) = kept(shared, &source.hash).await? {
                return Ok(made);
            }
            if source.size > office::MOST_BYTES {
                return Err(pages::undrawable(format!(
                    "This file is larger than {} MiB; it is not converted here.",
                    office::MOST_BYTES >> 20
                )));
            }
            let file = pages::open(shared, &source.hash, source.size).await?;
            office::convert(&program, kind, &file).await?
        }
    };
    keep(shared, source, outcome).await
}

fn waiting() -> Error {
    Error::because(ErrorCode::Unavailable, "The server is busy converting other files. Try again shortly.")
}

/// A drawing as a PDF, or the sentence why not.
async fn drawing(shared: &Arc<Shared>, source: &Source) -> Result<std::result::Result<Vec<u8>, String>> {
    if source.size > MAX_DXF_BYTES as u64 {
        return Err(pages::undrawable(format!(
            "This drawing is larger than {} MiB; it is not drawn here.",
            MAX_DXF_BYTES >> 20
        )));
    }
    let place = Place::take(shared).await?;
    let file = pages::open(shared, &source.hash, source.size).await?;
    match place.run(move || dxf_to_pdf(&file), TOO_LONG).await? {
        Ok(pdf) => Ok(Ok(pdf)),
        Err(DrawingError::Busy) => Err(Error::code(ErrorCode::Unavailable)),
        Err(error) => Ok(Err(format!("This drawing cannot be shown: {error}."))),
    }
}

/// Keeps what was made, or why nothing was; when another request kept something meanwhile, that stays.
async fn keep(
    shared: &Arc<Shared>,
    source: &Source,
    outcome: std::result::Result<Vec<u8>, String>,
) -> Result<Made> {
    let outcome = match outcome {
        Ok(pdf) => measured(shared, pdf).await?,
        Err(reason) => Err(reason),
    };
    let (stored, pages, sizes, reason) = match outcome {
        Ok((pdf, sizes)) => {
            let stored = shared.blobs.put_bytes(pdf).await.map_err(serve::missing)?;
            (Some(stored), sizes.len(), serde_json::json!(sizes).to_string(), String::new())
        }
        Err(reason) => (None, 0, "[]".to_owned(), reason),
    };
    let hash = stored.as_ref().map(|stored| stored.hash.to_string()).unwrap_or_default();
    let size = stored.map_or(0, |stored| i64::try_from(stored.size).unwrap_or(i64::MAX));
    let now = shared.clock.now();
    let mut tx = shared.db.begin().await?;
    let inserted = tx
        .execute(
            sql("insert into preview (blob_hash, preview_hash, size, pages, page_sizes, reason, created_at)
                 values ($1, $2, $3, $4, $5, $6, $7) on conflict (blob_hash) do nothing")
            .bind(&source.hash)
            .bind(&hash)
            .bind(size)
            .bind(i64::try_from(pages).unwrap_or(i64::MAX))
            .bind(sizes)
            .bind(reason)
            .bind(now),
        )
        .await?;
    if inserted == 1 && !hash.is_empty() {
        crate::files::refer(&mut tx, now, &hash, size).await?;
    }
    tx.commit().await?;
    kept(shared, &source.hash).await?.ok_or_else(Error::not_found)
}

type Sizes = Vec<[f32; 2]>;

/// What was made, with the sizes of its pages, if it is a PDF indeed.
async fn measured(shared: &Arc<Shared>, pdf: Vec<u8>) -> Result<std::result::Result<(Bytes, Sizes), String>> {
    let bytes = Bytes::from(pdf);
    let file = FileBytes::new(bytes.clone());
    let facts = Place::take(shared).await?.run(move || pdf_facts(&file), TOO_LONG).await?;
    Ok(match facts {
        Ok(facts) => Ok((bytes, facts.pages.iter().map(|page| [page.width, page.height]).collect())),
        Err(wayleave_media::PdfError::Busy) => return Err(Error::code(ErrorCode::Unavailable)),
        Err(_) => {
            Err("This file cannot be shown: what was made of it is no PDF that can be read.".to_owned())
        }
    })
}

/// The pages of a file; `sizes` are those known of the file itself.
pub async fn view(shared: &Arc<Shared>, source: &Source, sizes: &str) -> Result<PreviewView> {
    let read = |sizes: &str| serde_json::from_str(sizes).unwrap_or_default();
    if is_made(&source.media_type) {
        let made = made(shared, source).await?;
        return Ok(PreviewView { pages: made.source.pages, page_sizes: read(&made.page_sizes) });
    }
    match pages::drawn_type(&source.media_type) {
        Some(FileType::Pdf) => Ok(PreviewView { pages: source.pages, page_sizes: read(sizes) }),
        Some(_) => Ok(PreviewView { pages: 1, page_sizes: Vec::new() }),
        None => Err(pages::undrawable(pages::NO_PAGES)),
    }
}
