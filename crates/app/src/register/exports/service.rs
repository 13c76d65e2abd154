//! Asking for exports, and finding them again.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use wayleave_access::audit::Event;
use wayleave_access::documents::Visible;
use wayleave_access::{Action, Target, act};
use wayleave_base::ErrorCode;

use super::job::MakeWorkbook;
use super::pages::Question;
use super::store::{self, ExportRow, New};
use super::view::{ExportView, NewExport};
use super::{AT_ONCE, KEPT, MOST_FILES};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::wire::{self, List};
use crate::work::Work;

/// The most exports that a list shows.
const LISTED: i64 = 100;
/// The most that somebody keeps in a project at a time.
const MOST_KEPT: usize = 100;

/// What an export will hold.
struct Extent {
    total: Option<i64>,
    left_out: i64,
    size: Option<i64>,
}

/// Asks for a file.
pub async fn create(cx: &Cx, organisation: &str, project: &str, request: NewExport) -> Result<Response> {
    if !matches!(request.format.as_str(), "xlsx" | "csv" | "zip") {
        return Err(Error::field("format", "unknown_choice", "Choose xlsx, csv or zip."));
    }
    Error::check(request.query.kept()?)?;
    let mut work = Work::write(cx, organisation).await?;
    let question = Question::open(&mut work, project, &request).await?;
    let permit = work.permit_in::<act::ProjectView>(&question.facts, Target::default())?;
    let (project, now) = (&question.project, work.now());
    let owner = (project.id, work.me.subject);
    if store::all(&mut work.tx, owner, now, LISTED).await?.len() >= MOST_KEPT {
        let text = format!("You keep {MOST_KEPT} exports here already; delete some, or wait a day.");
        return Err(Error::because(ErrorCode::Conflict, text));
    }
    let extent = extent(&mut work, &question, &request.format).await?;
    let later = request.format == "xlsx" && extent.total.is_none_or(|total| total > AT_ONCE);
    let what = if request.format == "zip" { "files" } else { "register" };
    let day = wire::day_of(now, &project.timezone);
    let filename = format!("{} {what} {day}.{}", project.reference, request.format);
    let public_id = cx.ids().public("exp");
    let new = New {
        public_id: &public_id,
        owner,
        member: work.me.member,
        request: &request,
        state: if later { "waiting" } else { "ready" },
        total: extent.total,
        left_out: extent.left_out,
        filename: &filename,
        size: extent.size,
    };
    let event = Event::new("document", "register.exported", ("export", &public_id, &filename))
        .project(project.id)
        .after(json!({"format": request.format, "columns": request.columns, "query": request.query,
            "documents": request.documents.as_ref().map(Vec::len), "rows": extent.total}));
    work.record(&permit, event).await?;
    let id = store::insert(&mut work.tx, work.organisation.id, &new, (now, now + KEPT)).await?;
    if later {
        work.enqueue(&MakeWorkbook { organisation: work.organisation.id.get(), export: id }).await?;
    }
    let row = store::find(&mut work.tx, owner, now, &public_id).await?.ok_or_else(Error::not_found)?;
    work.finish(StatusCode::CREATED, &row.view()).await
}

/// Counts what will be in the file, and refuses what is too much.
async fn extent(work: &mut Work, question: &Question, format: &str) -> Result<Extent> {
    let (count, more) = question.count(work).await?;
    if format != "zip" {
        return Ok(Extent { total: (!more).then_some(count), left_out: 0, size: None });
    }
    if more || count > MOST_FILES as i64 {
        let text = format!("Choose at most {MOST_FILES} documents.");
        return Err(Error::field("query", "too_many", text));
    }
    let (mut after, mut files, mut left_out, mut size) = (None, 0, 0, 0);
    loop {
        let page = question.page(work, after.as_ref()).await?;
        for visible in &page.documents {
            if may_take(question, visible) {
                files += 1;
                size += visible.shown().size;
            } else {
                left_out += 1;
            }
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    if files == 0 {
        return Err(Error::field("query", "nothing", "There is no file among these that you may download."));
    }
    Ok(Extent { total: Some(files), left_out, size: Some(size) })
}

/// May the reader download the file that is shown of the document?
pub fn may_take(question: &Question, visible: &Visible) -> bool {
    question.facts.outcome(Action::DocumentDownload, Target::document(visible)).is_allowed()
}

/// The reader's own exports, the newest first.
pub async fn list(cx: &Cx, organisation: &str, project: &str) -> Result<List<ExportView>> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::ProjectView>(&facts, Target::default())?;
    let owner = (project.id, work.me.subject);
    let rows = store::all(&mut work.tx, owner, cx.now(), LISTED).await?;
    Ok(List { items: rows.into_iter().map(ExportRow::view).collect(), next: None })
}

/// One of the reader's own exports.
pub async fn get(cx: &Cx, organisation: &str, project: &str, export: &str) -> Result<ExportView> {
    let mut work = Work::read(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    work.permit_in::<act::ProjectView>(&facts, Target::default())?;
    let owner = (project.id, work.me.subject);
    let row = store::find(&mut work.tx, owner, cx.now(), export).await?;
    Ok(row.ok_or_else(Error::not_found)?.view())
}

/// Deletes one of the reader's own exports.
pub async fn delete(cx: &Cx, organisation: &str, project: &str, export: &str) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let (project, facts) = work.project(project).await?;
    let permit = work.permit_in::<act::ProjectView>(&facts, Target::default())?;
    let owner = (project.id, work.me.subject);
    let row = store::find(&mut work.tx, owner, cx.now(), export).await?.ok_or_else(Error::not_found)?;
    let event = Event::new("document", "export.deleted", ("export", &row.public_id, &row.filename))
        .project(project.id);
    work.record(&permit, event).await?;
    store::remove(&mut work.tx, row.id).await?;
    if let Some(hash) = &row.blob_hash {
        crate::files::release(&mut work.tx, cx.now(), hash).await?;
    }
    work.finish_empty().await
}
