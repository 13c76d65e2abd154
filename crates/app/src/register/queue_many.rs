//! Many submissions accepted or rejected at once, all or none.

use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wayleave_access::documents;
use wayleave_access::{ProjectFacts, Target, act};
use wayleave_base::DocumentId;

use super::batch::Batch;
use super::decide;
use super::details::{Acceptance, Rejection};
use super::news;
use super::view::RowView;
use super::viewer::{self, Viewer};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::work::Work;

/// How many submissions one request takes.
const MOST: usize = 100;

/// A submission with how it is accepted.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptOne {
    /// The document that waits.
    pub document_id: String,
    /// The revision that waits.
    pub revision_id: String,
    /// How.
    pub accept: Acceptance,
}

/// Submissions to be accepted.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptMany {
    /// The submissions, 100 at most.
    pub items: Vec<AcceptOne>,
}

/// A submission.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmissionKey {
    /// The document that waits.
    pub document_id: String,
    /// The revision that waits.
    pub revision_id: String,
}

/// Submissions to be rejected for one reason.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RejectMany {
    /// The submissions, 100 at most.
    pub items: Vec<SubmissionKey>,
    /// Why; each sender reads it.
    pub reason: String,
}

/// Submissions that were decided.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecidedRows {
    /// The documents, one for each submission.
    pub items: Vec<RowView>,
}

fn counted(items: usize) -> Result<()> {
    if (1..=MOST).contains(&items) {
        return Ok(());
    }
    Err(Error::field("items", "out_of_range", format!("Name 1 to {MOST} submissions.")))
}

/// Accepts submissions.
pub async fn accept(cx: &Cx, organisation: &str, project: &str, body: &AcceptMany) -> Result<Response> {
    counted(body.items.len())?;
    let mut work = Work::write(cx, organisation).await?;
    let place = work.project(project).await?;
    work.permit_in::<act::SubmissionList>(&place.1, Target::default())?;
    let (mut batch, mut done, mut fresh) = (Batch::default(), Vec::new(), Vec::new());
    for (at, item) in body.items.iter().enumerate() {
        let key = (item.document_id.as_str(), item.revision_id.as_str());
        let outcome = decide::accept_one(&mut work, &place, key, &item.accept).await;
        if let Some(visible) = batch.note(&format!("items[{at}]"), outcome)? {
            done.push(visible.document.id);
            fresh.extend(news::fresh(&visible, key.1));
        }
    }
    batch.check()?;
    news::revisions(&mut work, &place.1, &fresh).await?;
    answer(work, &place.1, &done).await
}

/// Rejects submissions for one reason.
pub async fn reject(cx: &Cx, organisation: &str, project: &str, body: &RejectMany) -> Result<Response> {
    counted(body.items.len())?;
    let mut work = Work::write(cx, organisation).await?;
    let place = work.project(project).await?;
    work.permit_in::<act::SubmissionList>(&place.1, Target::default())?;
    let reason = decide::rejection(&Rejection { reason: body.reason.clone() })?;
    let (mut batch, mut done) = (Batch::default(), Vec::new());
    for (at, item) in body.items.iter().enumerate() {
        let key = (item.document_id.as_str(), item.revision_id.as_str());
        let outcome = decide::reject_one(&mut work, &place, key, &reason).await;
        done.extend(batch.note(&format!("items[{at}]"), outcome)?.map(|visible| visible.document.id));
    }
    batch.check()?;
    answer(work, &place.1, &done).await
}

async fn answer(mut work: Work, facts: &ProjectFacts, done: &[DocumentId]) -> Result<Response> {
    let found = documents::among(&mut work.tx, &facts.scope(), done).await?;
    let shown = Viewer::new(&mut work, facts, &found).await?;
    let row = |id: &DocumentId| {
        let visible = found.iter().find(|visible| visible.document.id == *id)?;
        Some(shown.row(visible, viewer::ROW_ACTIONS))
    };
    let items = done.iter().filter_map(row).collect();
    work.finish(StatusCode::OK, &DecidedRows { items }).await
}
