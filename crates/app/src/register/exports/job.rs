//! Long workbooks: made by a job that acts as whoever asked, and told to them when they are ready.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;
use wayleave_access::documents::Position;
use wayleave_base::{ErrorCode, OrganisationId};
use wayleave_db::{row, sql};
use wayleave_jobs::{Job, JobError};

use super::MOST_ROWS;
use super::pages::{Question, Reader};
use super::store::{self, ExportRow};
use super::view::NewExport;
use crate::cx::{Cx, Meta, Used};
use crate::error::{Error, Result};
use crate::notices::{self, Notice};
use crate::shared::Shared;
use crate::sheets::{Cell, Heading, Workbook};

/// Makes the workbook of an export.
#[derive(Serialize, Deserialize)]
pub struct MakeWorkbook {
    /// The organisation.
    pub organisation: i64,
    /// The export.
    pub export: i64,
}

impl Job for MakeWorkbook {
    const NAME: &'static str = "make_workbook";
    const PRIORITY: i64 = -5;
    const ATTEMPTS: i64 = 4;
}

/// Said of what the reader may not see any more.
const NO_MORE: &str = "You can no longer open this part of the register.";

/// The context of what is done for somebody who is not there.
pub fn absent(shared: &Arc<Shared>, what: &str) -> Cx {
    let meta = Meta {
        ip: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        user_agent: "background work".to_owned(),
        request_id: String::new(),
        route: what.to_owned(),
        idempotency: None,
        used: Used::default(),
    };
    Cx::new(shared.clone(), Arc::new(meta), None)
}

/// Runs [`MakeWorkbook`].
pub async fn make_later(shared: Arc<Shared>, job: MakeWorkbook) -> std::result::Result<(), JobError> {
    let organisation = OrganisationId(job.organisation);
    let row = {
        let mut tx = shared.db.read_in(organisation).await.map_err(JobError::retry)?;
        store::by_id(&mut tx, job.export).await.map_err(JobError::retry)?
    };
    let Some(row) = row.filter(|row| matches!(row.state.as_str(), "waiting" | "working")) else {
        return Ok(());
    };
    match make(&shared, organisation, &row).await {
        Ok(()) => Ok(()),
        Err(Error::Internal(error)) => Err(JobError::retry(error)),
        Err(Error::Coded(ErrorCode::Unavailable, _)) => Err(JobError::retry("a part did not answer")),
        Err(Error::Coded(ErrorCode::NotFound, _) | Error::Forbidden { .. }) => {
            failed(&shared, organisation, row.id, NO_MORE).await.map_err(JobError::retry)
        }
        Err(error) => failed(&shared, organisation, row.id, &error.sentence()).await.map_err(JobError::retry),
    }
}

async fn failed(shared: &Shared, organisation: OrganisationId, id: i64, why: &str) -> anyhow::Result<()> {
    let mut tx = shared.db.begin_in(organisation).await?;
    store::fail(&mut tx, id, why).await?;
    Ok(tx.commit().await?)
}

row! {
    struct Named { public_id: String }
}

async fn make(shared: &Arc<Shared>, organisation: OrganisationId, row: &ExportRow) -> Result<()> {
    let cx = absent(shared, "make_workbook");
    let reader = Reader::Member(cx.clone(), organisation, row.member_id);
    let request = row.request()?;
    let project = {
        let mut tx = shared.db.read_in(organisation).await?;
        let text = sql("select public_id from project where id = $1").bind(row.project_id);
        tx.one::<Named>(text).await?.public_id
    };
    let made = write(&reader, &project, &request, Some((shared, organisation, row.id))).await?;
    let size = i64::try_from(made.bytes.len()).unwrap_or(i64::MAX);
    let stored = shared.blobs.put_bytes(made.bytes.into()).await.map_err(super::super::serve::missing)?;
    let mut work = reader.write().await?;
    // Whoever lost the project while it was made gets no file of it.
    let (project, _) = work.project(&project).await?;
    let hash = stored.hash.to_string();
    let contents = serde_json::to_string(&made.contents).map_err(anyhow::Error::from)?;
    if store::ready(&mut work.tx, row.id, (&hash, size), made.rows, &contents).await? == 1 {
        crate::files::refer(&mut work.tx, cx.now(), &hash, size).await?;
        let notice = Notice {
            kind: "export.ready",
            project: Some(project.id),
            document: None,
            payload: json!({"export": row.public_id, "rows": made.rows}),
        };
        let (ids, to) = (cx.ids().clone(), [work.me.subject]);
        notices::notify(&mut work.tx, &ids, organisation, cx.now(), &to, &notice).await?;
    }
    work.commit().await
}

/// A workbook that was made.
pub struct Made {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its rows.
    pub rows: i64,
    /// The documents and the revisions shown of them.
    pub contents: Vec<(i64, i64)>,
}

/// Where progress is noted.
type Noted<'a> = Option<(&'a Arc<Shared>, OrganisationId, i64)>;

/// Writes a workbook page by page; every page is decided anew.
pub async fn write(reader: &Reader, project: &str, request: &NewExport, noted: Noted<'_>) -> Result<Made> {
    let (mut after, mut contents) = (None, Vec::new());
    let mut book: Option<Workbook> = None;
    loop {
        let (headings, cells, next) = page(reader, project, request, after.as_ref(), &mut contents).await?;
        if contents.len() as i64 > MOST_ROWS {
            let text = format!("A workbook has {MOST_ROWS} rows at most. Narrow the search, or choose CSV.");
            return Err(Error::field("query", "too_many", text));
        }
        let open = book.take();
        let written = tokio::task::spawn_blocking(move || -> anyhow::Result<Workbook> {
            let mut book = match open {
                Some(book) => book,
                None => Workbook::new("Register", &headings)?,
            };
            for row in &cells {
                book.row(row)?;
            }
            Ok(book)
        });
        book = Some(written.await.map_err(anyhow::Error::from)??);
        if let Some((shared, organisation, id)) = noted {
            let mut tx = shared.db.begin_in(organisation).await?;
            store::progress(&mut tx, id, contents.len() as i64).await?;
            tx.commit().await?;
        }
        after = next;
        if after.is_none() {
            break;
        }
    }
    let book = book.ok_or_else(|| anyhow::anyhow!("a workbook has a first page"))?;
    let bytes = tokio::task::spawn_blocking(move || -> anyhow::Result<Vec<u8>> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        book.finish(&mut bytes)?;
        Ok(bytes.into_inner())
    });
    let bytes = bytes.await.map_err(anyhow::Error::from)??;
    Ok(Made { bytes, rows: contents.len() as i64, contents })
}

/// The cells of a page.
pub async fn page(
    reader: &Reader,
    project: &str,
    request: &NewExport,
    after: Option<&Position>,
    contents: &mut Vec<(i64, i64)>,
) -> Result<(Vec<Heading>, Vec<Vec<Cell>>, Option<Position>)> {
    let mut work = reader.read().await?;
    let question = Question::open(&mut work, project, request).await?;
    let page = question.page(&mut work, after).await?;
    let cells = question.cells(&mut work, &page.documents).await?;
    contents
        .extend(page.documents.iter().map(|visible| (visible.document.id.get(), visible.shown().id.get())));
    Ok((question.headings(), cells, page.next))
}
