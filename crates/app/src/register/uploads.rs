//! Uploads: a file arrives in a stream, is durable before its row exists, and is looked at before it is offered. What is
//! refused leaves no row; its bytes go with the next sweep.

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use wayleave_access::audit::Event;
use wayleave_access::{Decision, ProjectFacts, Target, act};
use wayleave_base::{ErrorCode, UploadId};
use wayleave_blob::{BlobError, Stored};
use wayleave_db::{row, sql};
use wayleave_media::{FileType, PdfError, Refusal, TypePolicy, pdf_facts, safe_filename};

use super::create::Entitled;
use super::keys::{Guess, guess};
use super::steady::steady;
use super::{pages, serve};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::settings::{self, Security};
use crate::wire;
use crate::work::Work;

/// How long an upload waits to be used, in milliseconds.
pub(super) const KEPT: i64 = 24 * 3600 * 1000;

/// Said of a PDF that takes too long to be read.
const TOO_LONG: &str = "The PDF takes too long to be read; it may be damaged.";

/// A file that arrived and waits to become a revision.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Upload)]
pub struct UploadView {
    /// The public id.
    pub id: String,
    /// The file's name, made harmless.
    #[schema(example = "A-101_P02 Ground floor plan.pdf")]
    pub filename: String,
    /// The size in bytes.
    pub size: i64,
    /// The media type, by name and content.
    #[schema(example = "application/pdf")]
    pub media_type: String,
    /// The pages, 0 when it has none that can be drawn.
    pub pages: i64,
    /// Until when it can be used.
    pub expires_at: String,
    /// What the name says.
    pub guess: Guess,
}

/// What was found out about a file.
pub(super) struct Facts {
    kind: FileType,
    pages: i64,
    page_sizes: String,
    title: Option<String>,
}

/// Takes a file in.
pub async fn receive(
    cx: &Cx,
    organisation: &str,
    project: &str,
    filename: &str,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response> {
    let policy = admit(cx, organisation, project).await?;
    let stored = take_in(cx, (headers, body), cx.shared().config.max_upload).await?;
    let filename = safe_filename(filename);
    let facts = look(cx, &stored, &filename, &policy).await?;
    let file = Arrived { filename: &filename, stored: &stored, facts };
    let (work, view) = keep((cx, organisation, project), file).await?;
    work.finish(StatusCode::CREATED, &view).await
}

/// Streams the body of a request into the store, if it is no larger than the limit.
pub(crate) async fn take_in(cx: &Cx, (headers, body): (&HeaderMap, Body), limit: u64) -> Result<Stored> {
    let announced =
        headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|size| size > limit) {
        return Err(too_large(limit));
    }
    cx.shared().blobs.put(steady(body), limit).await.map_err(arriving)
}

/// Decides before the first byte is read, and says which types are taken.
pub(super) async fn admit(cx: &Cx, organisation: &str, project: &str) -> Result<TypePolicy> {
    let mut work = Work::read(cx, organisation).await?;
    let (_, facts) = work.project(project).await?;
    let _ = entitled(&work, &facts)?;
    policy(&mut work).await
}

/// Which types the organisation takes.
pub(crate) async fn policy(work: &mut Work) -> Result<TypePolicy> {
    let security: Security =
        settings::read(&mut work.tx, work.organisation.id, None, settings::SECURITY).await?;
    Ok(if security.file_types == "all" {
        TypePolicy::AllowAll
    } else {
        TypePolicy::Allowlist(security.extensions)
    })
}

/// Decides whether the person may add documents here, or send them in.
pub(super) fn entitled(work: &Work, facts: &ProjectFacts) -> Result<Entitled> {
    match work.decide_in::<act::DocumentCreate>(facts, Target::default())? {
        Decision::Allow(permit) => Ok(Entitled::Create(permit)),
        Decision::AllowWith(conditional) => Ok(Entitled::Send(conditional)),
        Decision::Deny(denial) => Err(denial.into()),
    }
}

pub(super) fn too_large(limit: u64) -> Error {
    let amount = amount(limit);
    Error::because(ErrorCode::TooLarge, format!("The file is larger than the {amount} allowed here."))
}

/// A limit in words.
pub(super) fn amount(limit: u64) -> String {
    let (amount, unit) = match limit {
        limit if limit >= 1 << 30 && limit % (1 << 30) == 0 => (limit >> 30, "GiB"),
        limit if limit >= 1 << 20 => (limit >> 20, "MiB"),
        limit => (limit, "bytes"),
    };
    format!("{amount} {unit}")
}

fn arriving(error: BlobError) -> Error {
    match error {
        BlobError::TooLarge { limit } => too_large(limit),
        BlobError::Interrupted(_) => {
            Error::because(ErrorCode::Malformed, "The upload broke off before its end. Nothing was kept.")
        }
        other => serve::missing(other),
    }
}

/// Holds the file against the type policy and reads what a PDF says about itself.
pub(super) async fn look(cx: &Cx, stored: &Stored, filename: &str, policy: &TypePolicy) -> Result<Facts> {
    let kind = wayleave_media::check(&stored.head, filename, policy).map_err(|refusal| refused(&refusal))?;
    let mut facts =
        Facts { kind, pages: i64::from(kind.is_picture()), page_sizes: "[]".to_owned(), title: None };
    if kind != FileType::Pdf {
        return Ok(facts);
    }
    // A PDF that is too large to be opened here is taken in as it is: it can be downloaded, and is not drawn.
    if stored.size > pages::MOST_BYTES {
        return Ok(facts);
    }
    let place = pages::Place::take(cx.shared()).await?;
    let file = pages::open(cx.shared(), &stored.hash.to_string(), stored.size).await?;
    let found = place.run(move || pdf_facts(&file), TOO_LONG).await?.map_err(unreadable)?;
    let sizes: Vec<[f32; 2]> = found.pages.iter().map(|page| [page.width, page.height]).collect();
    facts.pages = i64::try_from(found.page_count()).unwrap_or(i64::MAX);
    facts.page_sizes = json!(sizes).to_string();
    facts.title = found.title;
    Ok(facts)
}

pub(crate) fn refused(refusal: &Refusal) -> Error {
    let code = match refusal {
        Refusal::Executable(_) => "executable",
        Refusal::ExtensionNotAllowed(_) => "type_not_allowed",
        Refusal::NotWhatTheNameSays { .. } => "not_what_the_name_says",
        Refusal::Empty => "empty",
    };
    let text = refusal.to_string();
    let mut letters = text.chars();
    let sentence = letters
        .next()
        .map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()));
    Error::field("file", code, sentence)
}

fn unreadable(error: PdfError) -> Error {
    match error {
        PdfError::Broken(why) => Error::field("file", "damaged", format!("The PDF is damaged: {why}.")),
        PdfError::Encrypted => Error::field(
            "file",
            "encrypted",
            "The PDF is protected by a password. Remove the protection and upload it again.",
        ),
        PdfError::TooManyPages(count) => Error::field(
            "file",
            "too_many_pages",
            format!("The PDF has {count} pages, more than can be shown."),
        ),
        PdfError::Busy => Error::code(ErrorCode::Unavailable),
    }
}

/// A whole file in the store, and what was found out about it.
pub(super) struct Arrived<'a> {
    pub(super) filename: &'a str,
    pub(super) stored: &'a Stored,
    pub(super) facts: Facts,
}

/// Writes the row, decided anew: the upload may have lasted longer than the right to it. It is there once the caller
/// commits.
pub(super) async fn keep(
    (cx, organisation, project): (&Cx, &str, &str),
    Arrived { filename, stored, facts }: Arrived<'_>,
) -> Result<(Work, UploadView)> {
    let cx = cx.later();
    let mut work = Work::write(&cx, organisation).await?;
    let (project, standing) = work.project(project).await?;
    let warrant = entitled(&work, &standing)?;
    let now = work.now();
    let (id, hash) = (cx.ids().public(UploadId::PREFIX), stored.hash.to_string());
    let size = i64::try_from(stored.size).unwrap_or(i64::MAX);
    crate::files::refer(&mut work.tx, now, &hash, size).await?;
    work.tx
        .execute(
            sql("insert into upload (organisation_id, public_id, project_id, subject_id, blob_hash, filename, size, media_type,
                   pages, page_sizes, created_at, expires_at)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
                .bind(work.organisation.id)
                .bind(&id)
                .bind(project.id)
                .bind(work.me.subject)
                .bind(&hash)
                .bind(filename)
                .bind(size)
                .bind(facts.kind.mime())
                .bind(facts.pages)
                .bind(&facts.page_sizes)
                .bind(now)
                .bind(now + KEPT),
        )
        .await?;
    let event = Event::new("document", "upload.received", ("upload", &id, filename))
        .project(project.id)
        .after(json!({"size": size, "sha256": hash, "media_type": facts.kind.mime()}));
    work.record(&warrant, event).await?;
    let mut guess = guess(filename);
    if guess.title == guess.number || guess.title.is_empty() {
        guess.title = facts.title.unwrap_or(guess.title);
    }
    let view = UploadView {
        id,
        filename: filename.to_owned(),
        size,
        media_type: facts.kind.mime().to_owned(),
        pages: facts.pages,
        expires_at: wire::time(now + KEPT),
        guess,
    };
    Ok((work, view))
}

row! {
    struct Waiting { id: i64, blob_hash: String, filename: String }
}

/// Drops an upload that was not used.
pub async fn discard(cx: &Cx, organisation: &str, project: &str, upload: &str) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let found: Option<Waiting> = work
        .tx
        .optional(
            sql("select id, blob_hash, filename from upload where organisation_id = $1 and project_id = $2 and subject_id = $3
                   and public_id = $4 and used_at is null")
                .bind(work.organisation.id)
                .bind(project.id)
                .bind(work.me.subject)
                .bind(upload),
        )
        .await?;
    let found = found.ok_or_else(Error::not_found)?;
    let warrant = entitled(&work, &facts)?;
    let gone = sql("delete from upload where id = $1 and used_at is null").bind(found.id);
    if work.tx.execute(gone).await? != 1 {
        return Err(Error::not_found());
    }
    crate::files::release(&mut work.tx, cx.now(), &found.blob_hash).await?;
    let event =
        Event::new("document", "upload.discarded", ("upload", upload, &found.filename)).project(project.id);
    work.record(&warrant, event).await?;
    work.commit().await?;
    Ok(axum::response::IntoResponse::into_response(StatusCode::NO_CONTENT))
}
