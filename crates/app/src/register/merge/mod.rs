//! Documents that are one, sent under different numbers, merged into one: its revisions, its shares and its links go with
//! it, its number stays reserved and leads to the other. At most three at once, of one type, and each with a latest
//! revision of its own.

mod commit;
mod diff;
mod plan;
mod view;

use axum::http::StatusCode;
use axum::response::Response;

pub use view::{MergeBody, MergePreview};

use self::plan::Plan;
use super::edit::Held;
use super::viewer::{self, Viewer};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::work::Work;

/// What a merge would do; nothing of it is kept.
pub async fn preview(cx: &Cx, organisation: &str, project: &str, body: &MergeBody) -> Result<MergePreview> {
    let mut work = Work::write(cx, organisation).await?;
    let plan = Plan::read(&mut work, project, body).await?;
    let rows = rows(&mut work, &plan).await?;
    let mut told = view::preview(&plan, rows);
    if plan.refusals.is_empty() {
        let before = diff::sight(&mut work, &plan.target, &plan.all()).await?;
        let done = commit::run(&mut work, &plan).await?;
        let after = diff::sight(&mut work, &plan.target, &[&plan.target]).await?;
        diff::told(&mut work, &mut told, (&before, &after)).await?;
        (told.shares, told.guest_shares, told.edit_requests) =
            (done.shares, done.guest_shares, done.requests);
    }
    // The work is dropped, and with it everything that was done.
    Ok(told)
}

async fn rows(work: &mut Work, plan: &Plan) -> Result<Vec<super::view::RowView>> {
    let visible: Vec<_> = plan.all().into_iter().map(|held: &Held| held.visible.clone()).collect();
    let shown = Viewer::new(work, &plan.target.facts, &visible).await?;
    Ok(visible.iter().map(|visible| shown.row(visible, viewer::ROW_ACTIONS)).collect())
}

/// Merges.
pub async fn merge(cx: &Cx, organisation: &str, project: &str, body: &MergeBody) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let plan = Plan::read(&mut work, project, body).await?;
    plan.allowed()?;
    if !body.sure {
        return Err(Error::field(
            "sure",
            "confirm",
            "Confirm that these are one document; it cannot be undone.",
        ));
    }
    commit::run(&mut work, &plan).await?;
    let visible = work.document(&plan.target.facts, &plan.target.visible.document.public_id).await?;
    let shown = viewer::document(&mut work, &plan.target.facts, &visible).await?;
    work.finish(StatusCode::OK, &shown).await
}
