//! Handing out the file of an export: made of what the reader sees now, or kept and compared with it.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::Response;
use bytes::Bytes;
use futures::stream;
use wayleave_access::documents::{self, Position};
use wayleave_access::{Target, act};
use wayleave_base::{DocumentId, ErrorCode};

use super::super::serve::{ServedFile, disposition};
use super::pages::Reader;
use super::store::{self, ExportRow};
use super::view::NewExport;
use super::{archive, job};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::sheets::CsvPart;
use crate::work::Work;

/// The media type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const ZIP: &str = "application/zip";
const CSV: &str = "text/csv; charset=utf-8";
/// How many documents are compared at a time.
const COMPARED: usize = 500;

/// The file of one of the reader's own exports.
pub async fn serve(
    cx: &Cx,
    (organisation, project, export): (&str, &str, &str),
    method: &Method,
    headers: &HeaderMap,
) -> Result<Response> {
    let row = {
        let mut work = Work::read(cx, organisation).await?;
        let (project, facts) = work.project(project).await?;
        work.permit_in::<act::ProjectView>(&facts, Target::default())?;
        let owner = (project.id, work.me.subject);
        let row = store::find(&mut work.tx, owner, cx.now(), export).await?.ok_or_else(Error::not_found)?;
        if row.state != "ready" {
            let text = if row.failure.is_empty() { "The file is still being made." } else { &row.failure };
            return Err(Error::because(ErrorCode::Conflict, text));
        }
        if row.blob_hash.is_some() {
            still_sees(&mut work, &facts, &row).await?;
        }
        row
    };
    if let (Some(hash), Some(size)) = (&row.blob_hash, row.size) {
        let served = ServedFile {
            hash: hash.clone(),
            size: u64::try_from(size).unwrap_or_default(),
            filename: row.filename.clone(),
            media_type: XLSX.to_owned(),
            inline: false,
        };
        let wish = served.wish(headers);
        return served.answer(cx.shared(), method, wish).await;
    }
    let reader = Reader::Session(cx.clone(), organisation.to_owned());
    let request = row.request()?;
    match row.format.as_str() {
        "csv" => values(reader, project.to_owned(), request, &row.filename).await,
        "zip" => {
            let body = archive::body(cx, organisation, project, &request).await?;
            attached(body, ZIP, &row.filename)
        }
        _ => {
            let made = job::write(&reader, project, &request, None).await?;
            attached(Body::from(made.bytes), XLSX, &row.filename)
        }
    }
}

/// Refuses a kept file of which the reader no longer sees every row.
async fn still_sees(work: &mut Work, facts: &wayleave_access::ProjectFacts, row: &ExportRow) -> Result<()> {
    let contents: Vec<(i64, i64)> = serde_json::from_str(&row.contents).map_err(anyhow::Error::from)?;
    for chunk in contents.chunks(COMPARED) {
        let ids: Vec<DocumentId> = chunk.iter().map(|(document, _)| DocumentId(*document)).collect();
        let found = documents::among(&mut work.tx, &facts.scope(), &ids).await?;
        let sees = |(document, revision): &(i64, i64)| {
            found.iter().any(|visible| {
                visible.document.id.get() == *document
                    && visible.revisions.iter().any(|other| other.id.get() == *revision)
            })
        };
        if !chunk.iter().all(sees) {
            return Err(Error::not_found());
        }
    }
    Ok(())
}

/// An answer that is a file to keep.
pub fn attached(body: Body, kind: &'static str, filename: &str) -> Result<Response> {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let name = HeaderValue::from_str(&disposition("attachment", filename)).map_err(anyhow::Error::from)?;
    headers.insert(header::CONTENT_DISPOSITION, name);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

struct State {
    reader: Reader,
    project: String,
    request: NewExport,
    after: Option<Position>,
    begun: bool,
    done: bool,
}

/// Comma-separated values, page by page.
async fn values(reader: Reader, project: String, request: NewExport, filename: &str) -> Result<Response> {
    let mut state = State { reader, project, request, after: None, begun: false, done: false };
    // The first page is read before the answer begins, so that a refusal is an answer of its own.
    let first = state.next().await?;
    let parts = stream::unfold((Some(first), state), |(ready, mut state)| async move {
        if let Some(part) = ready {
            return Some((Ok(part), (None, state)));
        }
        if state.done {
            return None;
        }
        let part = state.next().await.map_err(|error| {
            state.done = true;
            tracing::error!(error = error.sentence(), "an export ended early");
            std::io::Error::other("the export ended early")
        });
        Some((part, (None, state)))
    });
    attached(Body::from_stream(parts), CSV, filename)
}

impl State {
    async fn next(&mut self) -> Result<Bytes> {
        let mut seen = Vec::new();
        let (headings, cells, next) =
            job::page(&self.reader, &self.project, &self.request, self.after.as_ref(), &mut seen).await?;
        self.after = next;
        self.done = self.after.is_none();
        let mut part = if std::mem::replace(&mut self.begun, true) {
            CsvPart::next()
        } else {
            CsvPart::first(&headings)?
        };
        for row in &cells {
            part.row(row)?;
        }
        Ok(part.finish()?.into())
    }
}
