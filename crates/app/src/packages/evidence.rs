//! What shows that a work package is done. Evidence is only ever added, and a package is not closed without any.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use wayleave_access::act;
use wayleave_access::audit::Event;
use wayleave_access::documents;
use wayleave_base::ErrorCode;

use super::contents::{CLOSED, Held};
use super::model::State;
use super::view::NewWorkPackageEvidence;
use super::{read, store};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::work::Work;

/// The most pieces of evidence of a package.
const MOST: i64 = 100;

/// Adds a piece of evidence.
pub async fn add(
    cx: &Cx,
    organisation: &str,
    (project, id): (&str, &str),
    body: &NewWorkPackageEvidence,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let held = Held::find(&mut work, project, id).await?;
    let permit = held.permit::<act::WorkPackageContribute>(&work)?;
    let found = documents::find(&mut work.tx, &held.facts.scope(), &body.document_id).await?;
    let unknown = || Error::field("document_id", "unknown", "There is no such document.");
    let visible = found.ok_or_else(unknown)?;
    let revision = visible.shown();
    if held.state == State::Closed {
        return Err(Error::because(ErrorCode::AlreadyEnded, CLOSED));
    }
    let before = store::evidence(&mut work.tx, held.row.id).await?;
    if before.len() as i64 >= MOST {
        return Err(Error::because(ErrorCode::Conflict, "A work package takes 100 pieces of evidence."));
    }
    if before.iter().any(|row| row.revision_id == Some(revision.id)) {
        return Err(Error::field("document_id", "already", "This revision is evidence already."));
    }
    let label = held.row.label();
    let event =
        Event::new("work_package", "work_package.evidence_added", ("work_package", &held.row.public_id, &label))
            .project(held.project.id)
            .confidential(visible.document.restricted)
            .after(json!({"document": visible.document.public_id, "number": visible.document.number,
                "revision": revision.code, "sha256": revision.blob_hash}));
    let stamp = work.record(&permit, event).await?;
    let public_id = work.cx.ids().public("wpe");
    let place = (work.organisation.id, held.row.id);
    let piece = (visible.document.id, revision.id);
    store::insert_evidence(&mut work.tx, &stamp, place, &public_id, piece).await?;
    let view = read::view(&mut work, &held).await?;
    work.finish(StatusCode::CREATED, &view).await
}
