//! Making imports, giving them files, and finding them again.

use axum::http::StatusCode;
use axum::response::Response;
use bytes::Bytes;
use serde_json::json;
use wayleave_access::audit::Event;
use wayleave_access::{Permit, ProjectFacts, Target, act};
use wayleave_base::ErrorCode;
use wayleave_media::safe_filename;

use super::super::pages;
use super::super::rows;
use super::check::{self, Checked};
use super::store::{self, ImportRecord, New};
use super::view::{GivenFiles, ImportRow, ImportRows, ImportView};
use super::{KEPT, MOST_BYTES, MOST_KEPT};
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::sheets::{self, Limits, Table};
use crate::wire::{self, List};
use crate::work::{ProjectRow, Work};

/// The most files of one import.
const MOST_FILES: usize = 2_000;

/// Whoever enters documents without asking may import; from outside documents are sent in one by one.
pub fn permit(work: &Work, facts: &ProjectFacts) -> Result<Permit<act::DocumentCreate>> {
    work.permit_in::<act::DocumentCreate>(facts, Target::default())
}

/// Reads a sheet; few at a time, since each may take as much memory as its limits allow.
pub async fn read_sheet(cx: &Cx, body: Bytes) -> Result<Table> {
    if body.len() > MOST_BYTES {
        return Err(Error::field("file", "too_large", "The sheet is larger than 10 MiB."));
    }
    let place = pages::Place::take(cx.shared()).await?;
    let read = move || {
        // A sheet that no reader was made for must not end the task that reads it.
        std::panic::catch_unwind(|| sheets::read(&body, Limits::default()))
    };
    let read = place.run(read, "The sheet takes too long to be read.").await?;
    let broken = || Error::field("file", "unreadable", "This sheet is damaged; it could not be read.");
    let table = read.map_err(|_| broken())?;
    table.map_err(|error| Error::field("file", error.code(), error.to_string()))
}

/// Takes a sheet in and checks it.
pub async fn receive(
    cx: &Cx,
    organisation: &str,
    project: &str,
    filename: &str,
    body: Bytes,
) -> Result<Response> {
    {
        let mut work = Work::read(cx, organisation).await?;
        let (_, facts) = work.project(project).await?;
        permit(&work, &facts)?;
    }
    let table = read_sheet(cx, body).await?;
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let permit = permit(&work, &facts)?;
    let (owner, now) = ((project.id, work.me.subject), work.now());
    if store::all(&mut work.tx, owner, now, MOST_KEPT).await?.len() as i64 >= MOST_KEPT {
        let text = format!("You keep {MOST_KEPT} imports here already; delete some.");
        return Err(Error::because(ErrorCode::Conflict, text));
    }
    let checked = check::check(&mut work, &facts, &table, &[]).await?;
    let filename = safe_filename(filename);
    let public_id = cx.ids().public("imp");
    let new = New {
        public_id: &public_id,
        owner,
        member: work.me.member,
        filename: &filename,
        sheet: &table,
        rows: &checked.rows,
        summary: &checked.summary,
    };
    let event = Event::new("document", "import.checked", ("import", &public_id, &filename))
        .project(project.id)
        .after(json!({"rows": checked.rows.len(), "counts": checked.summary.counts}));
    work.record(&permit, event).await?;
    store::insert(&mut work.tx, work.organisation.id, &new, (now, now + KEPT)).await?;
    answer(work, owner, &public_id, StatusCode::CREATED).await
}

async fn answer(mut work: Work, owner: store::Owner, id: &str, status: StatusCode) -> Result<Response> {
    let (now, shared) = (work.now(), work.cx.shared().clone());
    let record = store::find(&mut work.tx, owner, now, id).await?.ok_or_else(Error::not_found)?;
    let view = record.view(&shared.imports)?;
    work.finish(status, &view).await
}

/// An import of one's own, about to be changed.
struct Held {
    work: Work,
    project: ProjectRow,
    facts: ProjectFacts,
    permit: Permit<act::DocumentCreate>,
    record: ImportRecord,
}

async fn hold(cx: &Cx, organisation: &str, project: &str, import: &str) -> Result<Held> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let owner = (project.id, work.me.subject);
    let record = store::find(&mut work.tx, owner, cx.now(), import).await?.ok_or_else(Error::not_found)?;
    let permit = permit(&work, &facts)?;
    Ok(Held { work, project, facts, permit, record })
}

impl Held {
    fn is_open(&self) -> Result<()> {
        match self.record.state.as_str() {
            "done" => Err(Error::because(ErrorCode::Conflict, "This import was entered already.")),
            "waiting" | "working" => {
                Err(Error::because(ErrorCode::Conflict, "This import is being entered."))
            }
            _ => Ok(()),
        }
    }

    /// Checks anew, notes it, and answers with the import.
    async fn check(mut self, table: &Table, uploads: &[String], filename: &str) -> Result<Response> {
        let Checked { rows, summary, .. } = check::check(&mut self.work, &self.facts, table, uploads).await?;
        let event = Event::new("document", "import.checked", ("import", &self.record.public_id, filename))
            .project(self.project.id)
            .after(json!({"rows": rows.len(), "files": uploads.len(), "counts": summary.counts}));
        self.work.record(&self.permit, event).await?;
        let now = self.work.now();
        store::found(&mut self.work.tx, self.record.id, (&rows, &summary), "", now).await?;
        let owner = (self.project.id, self.work.me.subject);
        answer(self.work, owner, &self.record.public_id, StatusCode::OK).await
    }
}

/// Takes a corrected sheet in the place of the one before; the files stay.
pub async fn put(
    cx: &Cx,
    (organisation, project, import): (&str, &str, &str),
    filename: &str,
    body: Bytes,
) -> Result<Response> {
    get(cx, organisation, project, import).await?;
    let table = read_sheet(cx, body).await?;
    let mut held = hold(cx, organisation, project, import).await?;
    held.is_open()?;
    let filename = safe_filename(filename);
    store::replace(&mut held.work.tx, held.record.id, &filename, &table).await?;
    let uploads = held.record.uploads()?;
    held.check(&table, &uploads, &filename).await
}

/// Gives an import its files, in the place of those before.
pub async fn give_files(
    cx: &Cx,
    (organisation, project, import): (&str, &str, &str),
    body: GivenFiles,
) -> Result<Response> {
    let mut held = hold(cx, organisation, project, import).await?;
    held.is_open()?;
    let mut ids = body.upload_ids;
    if ids.len() > MOST_FILES {
        let text = format!("Give {MOST_FILES} files at most.");
        return Err(Error::field("upload_ids", "out_of_range", text));
    }
    let names: Vec<&str> = ids.iter().map(String::as_str).collect();
    let known = if names.is_empty() {
        Default::default()
    } else {
        rows::staged(&mut held.work, &held.facts, &names).await?
    };
    let unknown = ids.iter().enumerate().filter(|(_, id)| !known.contains_key(*id));
    let text = "This upload is unknown, was used already, or has expired. Upload the file again.";
    let unknown = unknown.map(|(at, _)| FieldError::new(format!("upload_ids[{at}]"), "unknown_upload", text));
    Error::check(unknown.take(100).collect())?;
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    store::give(&mut held.work.tx, held.record.id, &ids).await?;
    let table = store::sheet(&mut held.work.tx, held.record.id).await?;
    let filename = held.record.filename.clone();
    held.check(&table, &ids, &filename).await
}

/// The reader's own imports, the newest first.
pub async fn list(cx: &Cx, organisation: &str, project: &str) -> Result<List<ImportView>> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    permit(&work, &facts)?;
    let owner = (project.id, work.me.subject);
    let records = store::all(&mut work.tx, owner, cx.now(), MOST_KEPT).await?;
    let progress = &cx.shared().imports;
    let items = records.into_iter().map(|record| record.view(progress)).collect::<Result<_>>()?;
    Ok(List { items, next: None })
}

/// One of the reader's own imports, for reading.
pub async fn find(work: &mut Work, project: &str, import: &str) -> Result<ImportRecord> {
    let (project, _) = work.project(project).await?;
    let (owner, now) = ((project.id, work.me.subject), work.now());
    store::find(&mut work.tx, owner, now, import).await?.ok_or_else(Error::not_found)
}

/// One of the reader's own imports.
pub async fn get(cx: &Cx, organisation: &str, project: &str, import: &str) -> Result<ImportView> {
    let mut work = Work::read(cx, organisation).await?;
    find(&mut work, project, import).await?.view(&cx.shared().imports)
}

/// The rows of an import.
pub async fn rows(
    cx: &Cx,
    (organisation, project, import): (&str, &str, &str),
    query: &ImportRows,
) -> Result<List<ImportRow>> {
    let limit = wire::page_size(query.limit)?;
    let show = query.show.as_deref().unwrap_or("all");
    if !["all", "wrong", "warned", "new", "revision", "change", "unchanged"].contains(&show) {
        return Err(Error::field("show", "unknown_choice", "There is no such choice of rows."));
    }
    let mut work = Work::read(cx, organisation).await?;
    let record = find(&mut work, project, import).await?;
    let list = format!("imports {} {} {show}", record.public_id, record.row_version);
    let after: usize = wire::position(cx, &list, query.cursor.as_deref())?.unwrap_or(0);
    let all = store::checked(&mut work.tx, record.id).await?;
    let fits = |row: &ImportRow| match show {
        "all" => true,
        "warned" => !row.warnings.is_empty(),
        act => row.act == act,
    };
    let mut items: Vec<ImportRow> =
        all.into_iter().filter(|row| row.row > after && fits(row)).take(limit + 1).collect();
    let next = wire::cut(cx, &list, &mut items, limit, |row| row.row);
    Ok(List { items, next })
}

/// Deletes one of the reader's own imports.
pub async fn delete(cx: &Cx, organisation: &str, project: &str, import: &str) -> Result<Response> {
    let mut held = hold(cx, organisation, project, import).await?;
    if matches!(held.record.state.as_str(), "waiting" | "working") {
        held.is_open()?;
    }
    let event =
        Event::new("document", "import.deleted", ("import", &held.record.public_id, &held.record.filename))
            .project(held.project.id);
    held.work.record(&held.permit, event).await?;
    store::remove(&mut held.work.tx, held.record.id).await?;
    held.work.finish_empty().await
}
