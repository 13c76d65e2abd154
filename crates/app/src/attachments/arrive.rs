//! Files on their way in, and those that were never used.

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::json;
use wayleave_access::Warrant;
use wayleave_access::audit::Event;
use wayleave_base::{ErrorCode, OrganisationId, Timestamp};
use wayleave_blob::Stored;
use wayleave_media::{FileType, TypePolicy, safe_filename};

use super::store::{self, New};
use super::{LIMIT, MOST_WAITING, Meant, view};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::files;
use crate::register::uploads;
use crate::shared::Shared;
use crate::work::Work;

/// How long a file waits to be used, in milliseconds.
const KEPT: i64 = 24 * 3600 * 1000;

/// A whole file in the store that has no row yet.
pub(super) struct Incoming {
    filename: String,
    stored: Stored,
    kind: FileType,
}

/// Streams the body of a request into the store and holds it against the type policy. The caller has decided that a file
/// is taken; the right to it is decided anew before [`keep`], since this may last.
pub(super) async fn arrive(
    cx: &Cx,
    filename: &str,
    (headers, body): (&HeaderMap, Body),
    policy: &TypePolicy,
) -> Result<Incoming> {
    let limit = LIMIT.min(cx.shared().config.max_upload);
    let stored = uploads::take_in(cx, (headers, body), limit).await?;
    let filename = safe_filename(filename);
    let kind = wayleave_media::check(&stored.head, &filename, policy)
        .map_err(|refusal| uploads::refused(&refusal))?;
    Ok(Incoming { filename, stored, kind })
}

/// Keeps a file until it is used.
pub(super) async fn keep(
    mut work: Work,
    warrant: &impl Warrant,
    meant: &Meant,
    Incoming { filename, stored, kind }: Incoming,
) -> Result<Response> {
    if store::count_waiting(&mut work.tx, work.me.subject).await? >= MOST_WAITING {
        let detail = format!("{MOST_WAITING} files of yours wait to be attached. Use or remove some first.");
        return Err(Error::because(ErrorCode::Conflict, detail));
    }
    let (public_id, hash) = (work.cx.ids().public("att"), stored.hash.to_string());
    let size = i64::try_from(stored.size).unwrap_or(i64::MAX);
    let event = Event::new(meant.category, "attachment.received", ("attachment", &public_id, &filename))
        .project(meant.project)
        .after(json!({"size": size, "sha256": hash, "media_type": kind.mime(), "for": meant.to}));
    let stamp = work.record(warrant, event).await?;
    files::refer(&mut work.tx, stamp.at(), &hash, size).await?;
    let new = New {
        public_id: &public_id,
        place: (meant.project, &meant.to),
        sha256: &hash,
        filename: &filename,
        size,
        media_type: kind.mime(),
    };
    store::insert(&mut work.tx, &stamp, &new).await?;
    let kept = store::waiting(&mut work.tx, (work.me.subject, &meant.to), &[public_id]).await?;
    let shown = view(&kept).into_iter().next().ok_or_else(Error::not_found)?;
    work.finish(StatusCode::CREATED, &shown).await
}

/// Drops a file of the requester's that was not used.
pub(super) async fn drop_waiting(
    mut work: Work,
    warrant: &impl Warrant,
    meant: &Meant,
    public_id: &str,
) -> Result<Response> {
    let place = (work.me.subject, meant.to.as_str());
    let found = store::waiting(&mut work.tx, place, &[public_id.to_owned()]).await?;
    let one = found.into_iter().next().ok_or_else(Error::not_found)?;
    if !store::delete(&mut work.tx, one.id).await? {
        return Err(Error::not_found());
    }
    let now = work.now();
    files::release(&mut work.tx, now, &one.sha256).await?;
    let event = Event::new(meant.category, "attachment.discarded", ("attachment", public_id, &one.filename))
        .project(meant.project);
    work.record(warrant, event).await?;
    work.finish_empty().await
}

/// Files of an organisation that nobody used in time.
pub async fn sweep(shared: &Shared, organisation: OrganisationId, now: Timestamp, limit: i64) -> Result<()> {
    let mut tx = shared.db.begin_in(organisation).await?;
    for one in store::expired(&mut tx, organisation, now - KEPT, limit).await? {
        if store::delete(&mut tx, one.id).await? {
            files::release(&mut tx, now, &one.sha256).await?;
        }
    }
    Ok(tx.commit().await?)
}
