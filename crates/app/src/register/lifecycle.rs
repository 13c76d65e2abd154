//! The ends of a document that are not a status alone: superseded by another one, and out of the archive again. Withdrawing
//! and archiving are statuses set by hand.

use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use wayleave_access::audit::Event;
use wayleave_access::{Action, Status, Visible, act};
use wayleave_base::{DocumentId, ErrorCode};
use wayleave_db::{row, sql};

use super::edit::{self, Held, hold};
use super::{lookup, state, store};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::settings::{self, Register};
use crate::work::Work;

/// Which document supersedes this one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupersedeBody {
    /// The other document.
    pub by_document_id: String,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
    /// The version that is changed.
    pub version: i64,
}

/// Why a document leaves the archive.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnarchiveBody {
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
    /// The version that is changed.
    pub version: i64,
}

/// Marks a document as superseded by another one.
pub async fn supersede(
    cx: &Cx,
    organisation: &str,
    place: (&str, &str),
    body: &SupersedeBody,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let held = hold(&mut work, place).await?;
    let permit = work.permit_in::<act::DocumentSupersede>(&held.facts, held.target())?;
    let reason = edit::reason(body.reason.as_ref(), false)?;
    held.is_version(body.version)?;
    state::check(Action::DocumentSupersede, &held.visible)?;
    let by = successor(&mut work, &held, &body.by_document_id).await?;
    let (document, current) = (&held.visible.document, held.current()?.clone());
    let label = lookup::label_of(&held.visible);
    let event = Event::new("document", "document.superseded", ("document", &document.public_id, &label))
        .project(held.project.id)
        .confidential(document.restricted || by.document.restricted)
        .before(json!({"status": document.status, "revision": current.code}))
        .after(json!({
            "status": Status::Superseded.code(),
            "superseded_by": by.document.number,
            "superseded_by_id": by.document.public_id,
        }))
        .reason(&reason);
    let stamp = work.record(&permit, event).await?;
    let text =
        sql("update document set superseded_by = $2 where id = $1").bind(held.id()).bind(by.document.id);
    work.tx.execute(text).await?;
    let now = work.now();
    store::set_revision_status(&mut work.tx, &stamp, current.id, Status::Superseded.code()).await?;
    store::touch(&mut work.tx, held.id(), now).await?;
    store::settle(&mut work.tx, &stamp, held.id()).await?;
    held.answer(work).await
}

/// The document that takes over: one of the register that is in use, and not superseded in the end by this one.
async fn successor(work: &mut Work, held: &Held, public_id: &str) -> Result<Visible> {
    let fault = |code, text: &str| Err(Error::field("by_document_id", code, text));
    let by = match work.document(&held.facts, public_id).await {
        Ok(by) => by,
        Err(Error::Coded(ErrorCode::NotFound, _)) => return fault("unknown", "There is no such document."),
        Err(error) => return Err(error),
    };
    if by.document.id == held.id() {
        return fault("itself", "A document does not supersede itself.");
    }
    if !by.document.admitted {
        return fault("not_in_register", "That document waits for acceptance itself.");
    }
    if matches!(by.document.state().status, Status::Archived | Status::Withdrawn) {
        return fault("closed", "That document is archived or withdrawn.");
    }
    let mut next = Some(by.document.id);
    while let Some(at) = next {
        if at == held.id() {
            return fault("circular", "That document is superseded by this one.");
        }
        let text = sql("select superseded_by as n from document where id = $1 and status = 'superseded'
            and superseded_by is not null")
        .bind(at);
        next = work.tx.maybe_int(text).await?.map(DocumentId);
    }
    Ok(by)
}

row! {
    struct Before { status: String, valid_from: i64 }
}

const DAY: i64 = 24 * 3600 * 1000;

/// Takes a document out of the archive, with the status that it had before.
pub async fn unarchive(
    cx: &Cx,
    organisation: &str,
    place: (&str, &str),
    body: &UnarchiveBody,
) -> Result<Response> {
    let mut work = Work::write(cx, organisation).await?;
    let held = hold(&mut work, place).await?;
    let permit = work.permit_in::<act::DocumentUnarchive>(&held.facts, held.target())?;
    let reason = edit::reason(body.reason.as_ref(), true)?;
    held.is_version(body.version)?;
    state::check(Action::DocumentUnarchive, &held.visible)?;
    let text = sql(
        "select status, valid_from from revision_history where revision_id = $1 order by valid_from desc",
    )
    .bind(held.current()?.id);
    let history: Vec<Before> = work.tx.all(text).await?;
    let archived = history.iter().take_while(|row| row.status == Status::Archived.code()).last();
    let before = history.iter().find(|row| row.status != Status::Archived.code());
    let register: Register =
        settings::read(&mut work.tx, work.organisation.id, Some(held.project.id), settings::REGISTER).await?;
    let kept = register.retention_days.saturating_mul(DAY);
    if archived.is_some_and(|row| row.valid_from.saturating_add(kept) < work.now()) {
        let text = "The time for which it was kept is over; it stays in the archive.";
        return Err(Error::because(ErrorCode::AlreadyEnded, text));
    }
    let status = before.and_then(|row| Status::parse(&row.status)).unwrap_or(Status::ForInformation);
    edit::write_status(&mut work, &held, &permit, status, &reason).await?;
    held.answer(work).await
}
