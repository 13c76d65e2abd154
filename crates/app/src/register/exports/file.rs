//! Handing out the file of an export: made of what the reader sees now, or kept and compared with it.

use axum::body::Body;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use bytes::Bytes;
use wayleave_access::documents::{self, Position};
use wayleave_access::{Target, act};
use wayleave_base::{DocumentId, ErrorCode};

use super::super::serve::ServedFile;
use super::pages::Reader;
use super::store::{self, ExportRow};
use super::view::NewExport;
use super::{archive, job};
use crate::cx::Cx;
use crate::download::{CSV, Parts, attached, in_parts};
use crate::error::{Error, Result};
use crate::packed::ZIP;
use crate::sheets::Csv;
use crate::work::Work;

/// The media type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
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

struct State {
    reader: Reader,
    project: String,
    request: NewExport,
    after: Option<Position>,
    csv: Csv,
}

/// Comma-separated values, page by page.
async fn values(reader: Reader, project: String, request: NewExport, filename: &str) -> Result<Response> {
    let parts = State { reader, project, request, after: None, csv: Csv::default() };
    attached(in_parts(parts).await?, CSV, filename)
}

impl Parts for State {
    async fn next(&mut self) -> Result<(Bytes, bool)> {
        let mut seen = Vec::new();
        let (headings, cells, next) =
            job::page(&self.reader, &self.project, &self.request, self.after.as_ref(), &mut seen).await?;
        self.after = next;
        let titles = headings.iter().map(|heading| heading.title.as_str());
        Ok((self.csv.part(titles, &cells)?.into(), self.after.is_some()))
    }
}
