//! Images of pages, drawn by the server: for viewers that have no right to the file, and for thumbnails.
//!
//! Promises: few pages are drawn at a time and none for long; an unstamped image of a whole page is kept; a stamped one
//! is made for its reader and never kept. The caller has decided already.

use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use wayleave_base::ErrorCode;
use wayleave_blob::BlobHash;
use wayleave_db::{row, sql};
use wayleave_jobs::{Job, JobError};
use wayleave_media::{
    FileBytes, FileType, MAX_PIXELS, PdfError, Region, RenderError, RenderSpec, RenderedPage, Stamp,
};

use super::{previews, serve};
use crate::error::{Error, Result};
use crate::shared::Shared;

/// The largest file that is opened to be drawn or measured; it is in memory while that lasts.
pub const MOST_BYTES: u64 = 256 * 1024 * 1024;
/// How long a reader waits for a page, drawing and queueing each.
const PATIENCE: Duration = Duration::from_secs(30);
/// The widths that whole pages are drawn at; what is asked for is raised to the next.
const WIDTHS: &[u32] = &[320, 640, 960, 1280, 1920, 2560, 3200, 4096];
/// Said of a page that is not done in time.
const TOO_LONG: &str = "This page takes too long to draw. Download the file instead.";
/// Said of files that have no pages.
pub(super) const NO_PAGES: &str = "Files of this type are not shown page by page.";
/// The longest side of a thumbnail.
pub const THUMBNAIL: u32 = 256;
/// A grey dot, for what has no thumbnail.
const PLACEHOLDER: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00,
    0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3a, 0x7e, 0x9b, 0x55, 0x00,
    0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0x78, 0x04, 0x00, 0x00, 0xe4, 0x00, 0xe3,
    0xc9, 0xec, 0x61, 0x05, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

/// The file whose page is wanted.
#[derive(Clone, Debug)]
pub struct Source {
    /// The content.
    pub hash: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its media type.
    pub media_type: String,
    /// How many pages it has.
    pub pages: i64,
}

/// Which image is wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The page, from 1.
    pub page: i64,
    /// The width in pixels.
    pub width: u32,
    /// The part of the page; all of it when absent.
    pub region: Option<Region>,
    /// What is written over it; with a stamp the image is never kept.
    pub stamp: Option<Stamp>,
}

/// An image ready to be sent.
#[derive(Clone, Debug)]
pub struct Picture {
    bytes: Bytes,
    mime: &'static str,
    /// The validator, for images that are the same for every reader.
    etag: Option<String>,
}

impl Picture {
    fn kept(hash: &str, bytes: Bytes) -> Self {
        let mime = if bytes.starts_with(b"\x89PNG") { "image/png" } else { "image/jpeg" };
        Self { bytes, mime, etag: Some(format!("\"{hash}\"")) }
    }

    fn fresh(page: RenderedPage) -> Self {
        Self { mime: page.encoding.mime(), bytes: page.bytes.into(), etag: None }
    }

    /// The answer to a request with these headers.
    pub fn answer(self, headers: &HeaderMap) -> Response {
        let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        let unchanged = self.etag.as_ref().zip(known).is_some_and(|(etag, list)| serve::names(list, etag));
        let mut response = if unchanged {
            axum::http::StatusCode::NOT_MODIFIED.into_response()
        } else {
            ([(header::CONTENT_TYPE, HeaderValue::from_static(self.mime))], self.bytes).into_response()
        };
        if let Some(etag) = self.etag.and_then(|etag| HeaderValue::from_str(&etag).ok()) {
            // Kept by the browser, asked for anew each time: the right to it may have ended.
            response.headers_mut().insert(header::ETAG, etag);
            let again = HeaderValue::from_static("private, no-cache");
            response.headers_mut().insert(header::CACHE_CONTROL, again);
        }
        response
    }
}

/// The type of a file whose pages can be drawn, by its media type.
#[must_use]
pub fn drawn_type(media_type: &str) -> Option<FileType> {
    [
        FileType::Pdf,
        FileType::Png,
        FileType::Jpeg,
        FileType::Tiff,
        FileType::Webp,
        FileType::Gif,
        FileType::Bmp,
    ]
    .into_iter()
    .find(|kind| kind.mime() == media_type)
}

/// The image of a page, or a sentence why there is none.
pub async fn image(shared: &Arc<Shared>, source: &Source, wanted: &Wanted) -> Result<Picture> {
    if previews::is_made(&source.media_type) {
        let made = previews::made(shared, source).await?;
        return page_of(shared, &made.source, wanted).await;
    }
    page_of(shared, source, wanted).await
}

async fn page_of(shared: &Arc<Shared>, source: &Source, wanted: &Wanted) -> Result<Picture> {
    let kind = drawn_type(&source.media_type).ok_or_else(|| undrawable(NO_PAGES))?;
    if wanted.page < 1 || (source.pages > 0 && wanted.page > source.pages) {
        return Err(Error::not_found());
    }
    let Some(region) = wanted.region else { return whole(shared, source, kind, wanted).await };
    let spec = RenderSpec {
        width: wanted.width.clamp(16, 4096),
        max_pixels: MAX_PIXELS,
        region,
        stamp: wanted.stamp.clone(),
    };
    let page = draw(shared, source, kind, wanted.page, spec).await?;
    Ok(Picture::fresh(page))
}

/// A whole page: the kept image, stamped for its reader where that is due.
async fn whole(shared: &Arc<Shared>, source: &Source, kind: FileType, wanted: &Wanted) -> Result<Picture> {
    let width = WIDTHS.iter().copied().find(|width| *width >= wanted.width).unwrap_or(4096);
    let (hash, bytes) = match find(shared, &source.hash, wanted.page, width).await? {
        Some((hash, _)) => {
            let bytes = read(shared, &hash).await?;
            (hash, bytes)
        }
        None => {
            let page = draw(shared, source, kind, wanted.page, RenderSpec::width(width)).await?;
            keep(shared, &source.hash, wanted.page, width, page).await?
        }
    };
    let Some(stamp) = wanted.stamp.clone() else { return Ok(Picture::kept(&hash, bytes)) };
    let base = if bytes.starts_with(b"\x89PNG") { FileType::Png } else { FileType::Jpeg };
    let spec = RenderSpec::width(width).stamped(stamp);
    let stamped =
        with_permit(shared, move || wayleave_media::render_image(&FileBytes::new(bytes), base, &spec))
            .await?;
    Ok(Picture::fresh(stamped))
}

/// The thumbnail of a file: kept, drawn now, or a grey dot where there is nothing to draw. Only the job has files
/// converted for one: a list of fifty rows asks for as many.
pub async fn thumbnail(shared: &Arc<Shared>, source: &Source) -> Result<Picture> {
    little(shared, source, false).await
}

async fn little(shared: &Arc<Shared>, source: &Source, make: bool) -> Result<Picture> {
    if let Some((hash, _)) = find(shared, &source.hash, 0, THUMBNAIL).await? {
        let bytes = read(shared, &hash).await?;
        return Ok(Picture::kept(&hash, bytes));
    }
    let dot = || Ok(Picture::kept("placeholder", Bytes::from_static(PLACEHOLDER)));
    let drawn = match drawn_type(&source.media_type) {
        Some(kind) => draw_thumbnail(shared, source, kind).await,
        None if previews::is_made(&source.media_type) => {
            let made = if make {
                previews::made(shared, source).await.map(Some)
            } else {
                previews::kept(shared, &source.hash).await
            };
            match made {
                Ok(Some(made)) => draw_thumbnail(shared, &made.source, FileType::Pdf).await,
                Err(error @ (Error::Internal(_) | Error::Coded(ErrorCode::Unavailable, _))) => {
                    return Err(error);
                }
                Ok(None) | Err(_) => return dot(),
            }
        }
        None => return dot(),
    };
    let page = match drawn {
        Ok(page) => page,
        Err(error @ (Error::Internal(_) | Error::Coded(ErrorCode::Unavailable, _))) => return Err(error),
        // What cannot be drawn now cannot be drawn later either; the dot is kept so that nobody tries again.
        Err(_) => RenderedPage {
            bytes: PLACEHOLDER.to_vec(),
            encoding: wayleave_media::Encoding::Png,
            width: 0,
            height: 0,
        },
    };
    let (hash, bytes) = keep(shared, &source.hash, 0, THUMBNAIL, page).await?;
    Ok(Picture::kept(&hash, bytes))
}

row! {
    struct Rendition { rendition_hash: String, rendition_width: i64 }
}

async fn find(shared: &Shared, blob: &str, page: i64, width: u32) -> Result<Option<(String, i64)>> {
    let mut tx = shared.db.read().await?;
    let found = tx
        .optional::<Rendition>(
            sql("select rendition_hash, rendition_width from rendition where blob_hash = $1 and page = $2 and width = $3")
                .bind(blob)
                .bind(page)
                .bind(width),
        )
        .await?;
    Ok(found.map(|row| (row.rendition_hash, row.rendition_width)))
}

async fn read(shared: &Shared, hash: &str) -> Result<Bytes> {
    let hash = BlobHash::parse(hash).map_err(anyhow::Error::from)?;
    shared.blobs.read_all(hash, MOST_BYTES).await.map_err(serve::missing)
}

/// Keeps an image; when another request kept one meanwhile, that one stays.
async fn keep(
    shared: &Shared,
    blob: &str,
    page: i64,
    width: u32,
    drawn: RenderedPage,
) -> Result<(String, Bytes)> {
    let bytes = Bytes::from(drawn.bytes);
    let stored = shared.blobs.put_bytes(bytes.clone()).await.map_err(serve::missing)?;
    let hash = stored.hash.to_string();
    let now = shared.clock.now();
    let mut tx = shared.db.begin().await?;
    let inserted = tx
        .execute(
            sql("insert into rendition (blob_hash, page, width, rendition_hash, rendition_width, rendition_height, created_at)
                 values ($1, $2, $3, $4, $5, $6, $7) on conflict (blob_hash, page, width) do nothing")
            .bind(blob)
            .bind(page)
            .bind(width)
            .bind(&hash)
            .bind(drawn.width)
            .bind(drawn.height)
            .bind(now),
        )
        .await?;
    if inserted == 1 {
        crate::files::refer(&mut tx, now, &hash, i64::try_from(stored.size).unwrap_or(i64::MAX)).await?;
    }
    tx.commit().await?;
    Ok((hash, bytes))
}

/// The bytes of a file in memory, for whoever looks into it; nothing larger than [`MOST_BYTES`] is.
pub async fn open(shared: &Shared, hash: &str, size: u64) -> Result<FileBytes> {
    if size > MOST_BYTES {
        return Err(undrawable(format!(
            "This file is larger than {} MiB; its pages are not drawn here. Download it instead.",
            MOST_BYTES >> 20
        )));
    }
    let hash = BlobHash::parse(hash).map_err(anyhow::Error::from)?;
    let bytes = shared.blobs.read_all(hash, MOST_BYTES).await.map_err(serve::missing)?;
    Ok(FileBytes::new(bytes))
}

async fn draw(
    shared: &Arc<Shared>,
    source: &Source,
    kind: FileType,
    page: i64,
    spec: RenderSpec,
) -> Result<RenderedPage> {
    let (hash, size) = (source.hash.clone(), source.size);
    let index = usize::try_from(page - 1).unwrap_or(usize::MAX);
    with_file(shared, &hash, size, move |file| {
        if kind == FileType::Pdf {
            wayleave_media::render_pdf_page(file, index, &spec)
        } else {
            wayleave_media::render_image(file, kind, &spec)
        }
    })
    .await
}

async fn draw_thumbnail(shared: &Arc<Shared>, source: &Source, kind: FileType) -> Result<RenderedPage> {
    with_file(shared, &source.hash, source.size, move |file| wayleave_media::thumbnail(file, kind, THUMBNAIL))
        .await
}

/// Reads the file once a place is free, and works on it.
async fn with_file(
    shared: &Arc<Shared>,
    hash: &str,
    size: u64,
    work: impl FnOnce(&FileBytes) -> std::result::Result<RenderedPage, RenderError> + Send + 'static,
) -> Result<RenderedPage> {
    let place = Place::take(shared).await?;
    let file = open(shared, hash, size).await?;
    place.run(move || work(&file), TOO_LONG).await?.map_err(render_error)
}

async fn with_permit(
    shared: &Arc<Shared>,
    work: impl FnOnce() -> std::result::Result<RenderedPage, RenderError> + Send + 'static,
) -> Result<RenderedPage> {
    Place::take(shared).await?.run(work, TOO_LONG).await?.map_err(render_error)
}

/// One of the few places in which a file is held in memory and worked on. It is given back when the work ends, also when
/// nobody waits for it any more.
pub struct Place(Arc<Shared>);

impl Place {
    /// Waits for a place, for a while.
    pub async fn take(shared: &Arc<Shared>) -> Result<Self> {
        let waited = tokio::time::timeout(PATIENCE, shared.drawing.acquire()).await;
        let permit = waited.map_err(|_| busy())?.map_err(|error| Error::Internal(error.into()))?;
        permit.forget();
        Ok(Self(shared.clone()))
    }

    /// Works on a blocking thread; gives up waiting after a while, though the work itself goes on to its end.
    pub async fn run<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
        too_long: &str,
    ) -> Result<T> {
        let task = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(self);
            done
        });
        match tokio::time::timeout(PATIENCE, task).await {
            Ok(done) => done.map_err(|error| Error::Internal(error.into())),
            Err(_) => Err(undrawable(too_long)),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.drawing.add_permits(1);
    }
}

fn busy() -> Error {
    Error::because(ErrorCode::Unavailable, "The server is busy drawing other pages. Try again shortly.")
}

pub(super) fn undrawable(detail: impl Into<String>) -> Error {
    Error::because(ErrorCode::Invalid, detail)
}

fn render_error(error: RenderError) -> Error {
    match error {
        RenderError::NoSuchPage { .. } => Error::not_found(),
        RenderError::Pdf(PdfError::Busy) => busy(),
        other => undrawable(format!("This page cannot be drawn: {other}.")),
    }
}

/// Draws the thumbnail of a file that has just entered the register.
#[derive(Serialize, Deserialize)]
pub struct DrawThumbnail {
    /// The content.
    pub hash: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its media type.
    pub media_type: String,
}

impl Job for DrawThumbnail {
    const NAME: &'static str = "draw_thumbnail";
    const PRIORITY: i64 = -10;
    const ATTEMPTS: i64 = 3;
}

/// Runs [`DrawThumbnail`].
pub(super) async fn draw_later(shared: Arc<Shared>, job: DrawThumbnail) -> std::result::Result<(), JobError> {
    let source = Source { hash: job.hash, size: job.size, media_type: job.media_type, pages: 0 };
    match little(&shared, &source, true).await {
        Ok(_) => Ok(()),
        Err(Error::Internal(error)) => Err(JobError::retry(error)),
        Err(_) => Err(JobError::retry("the thumbnail could not be drawn now")),
    }
}
