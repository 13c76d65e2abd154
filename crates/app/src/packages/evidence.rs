//! What shows that a work package is done: revisions of the register, and files. Evidence is only ever added, and a package
//! is not closed without any.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use wayleave_access::act;
use wayleave_access::audit::Event;
use wayleave_access::documents::{self, Visible};
use wayleave_base::ErrorCode;

use super::contents::{CLOSED, Held};
use super::store::EvidenceRow;
use super::tables::State;
use super::view::NewWorkPackageEvidence;
use super::{read, store};
use crate::attachments::{self, Attached, Takers};
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::work::Work;

/// The most pieces of evidence of a package.
const MOST: usize = 100;

/// What is added.
enum Piece {
    Document(Box<Visible>),
    Files(Vec<Attached>),
}

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
    let before = store::evidence(&mut work.tx, held.row.id).await?;
    let piece = piece(&mut work, &held, body, &before).await?;
    if held.state == State::Closed {
        return Err(Error::because(ErrorCode::AlreadyEnded, CLOSED));
    }
    if before.len() >= MOST {
        return Err(Error::because(ErrorCode::Conflict, "A work package takes 100 pieces of evidence."));
    }
    let (label, public_id) = (held.row.label(), work.cx.ids().public("wpe"));
    let (told, restricted) = told(&piece);
    let entity = ("work_package", held.row.public_id.as_str(), label.as_str());
    let event = Event::new("work_package", "work_package.evidence_added", entity)
        .project(held.project.id)
        .confidential(restricted)
        .after(told);
    let stamp = work.record(&permit, event).await?;
    let place = (work.organisation.id, held.row.id);
    let revision = match &piece {
        Piece::Document(visible) => Some((visible.document.id, visible.shown().id)),
        Piece::Files(_) => None,
    };
    let row = store::insert_evidence(&mut work.tx, &stamp, place, &public_id, revision).await?;
    if let Piece::Files(files) = &piece {
        attachments::attach(&mut work.tx, &stamp, (Takers::Evidence, row), files).await?;
    }
    let view = read::view(&mut work, &held).await?;
    work.finish(StatusCode::CREATED, &view).await
}

/// What the audit log is told of it, and whether it is restricted.
fn told(piece: &Piece) -> (Value, bool) {
    match piece {
        Piece::Document(visible) => {
            let (document, revision) = (&visible.document, visible.shown());
            let told = json!({"document": document.public_id, "number": document.number,
                "revision": revision.code, "sha256": revision.blob_hash});
            (told, document.restricted)
        }
        Piece::Files(files) => (json!({"attachments": attachments::told(files)}), false),
    }
}

/// The document or the files that a request names; it names one of the two.
async fn piece(
    work: &mut Work,
    held: &Held,
    body: &NewWorkPackageEvidence,
    before: &[EvidenceRow],
) -> Result<Piece> {
    let Some(id) = &body.document_id else {
        let mut errors = Vec::new();
        if body.attachments.is_empty() {
            let detail = "Choose a document, or attach a file.";
            errors.push(FieldError::new("attachments", "required", detail));
        }
        let files = attachments::named(work, &mut errors, &held.row.public_id, &body.attachments).await?;
        return Error::check(errors).map(|()| Piece::Files(files));
    };
    if !body.attachments.is_empty() {
        return Err(Error::field("attachments", "not_both", "Name a document or files, not both."));
    }
    let found = documents::find(&mut work.tx, &held.facts.scope(), id).await?;
    let unknown = || Error::field("document_id", "unknown", "There is no such document.");
    let visible = found.ok_or_else(unknown)?;
    let revision = visible.shown().id;
    if before.iter().any(|row| row.revision_id == Some(revision)) {
        return Err(Error::field("document_id", "already", "This revision is evidence already."));
    }
    Ok(Piece::Document(Box::new(visible)))
}
