//! The end of an arrival: the whole file goes into the store, is looked at as every upload is, and becomes one.

use std::sync::Arc;

use wayleave_blob::Held;
use wayleave_media::TypePolicy;

use super::{Place, Stand, failed, store, whole};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::register::{serve, uploads};
use crate::shared::Shared;
use crate::work::Work;
use store::Arrival;

/// Finishes in a task of its own: hashing and storing a large file lasts longer than some proxies wait, and a client that
/// asks again must find it done and not begun anew.
#[expect(
    clippy::disallowed_methods,
    reason = "the request waits for it; it must only not end with the connection"
)]
pub async fn detached(
    cx: &Cx,
    place: &Place,
    arrival: Arrival,
    policy: TypePolicy,
    held: Held,
) -> Result<Stand> {
    let (cx, place) = (cx.clone(), place.clone());
    let task = tokio::spawn(async move { finish(&cx, &place, arrival, &policy, held).await });
    task.await.map_err(anyhow::Error::from)?
}

async fn finish(cx: &Cx, place: &Place, arrival: Arrival, policy: &TypePolicy, held: Held) -> Result<Stand> {
    let shared = cx.shared();
    let stored = shared.blobs.adopt(&held).await.map_err(serve::missing)?;
    let facts = match uploads::look(cx, &stored, &arrival.filename, policy).await {
        Ok(facts) => facts,
        Err(refusal @ Error::Fields(_)) => {
            forget(cx, place, &arrival).await?;
            return Err(refusal);
        }
        Err(error) => return Err(error),
    };
    let file = uploads::Arrived { filename: &arrival.filename, stored: &stored, facts };
    let (mut work, view) = uploads::keep((cx, &place.organisation, &place.project), file).await?;
    let text = serde_json::to_string(&view).map_err(anyhow::Error::from)?;
    let expires_at = work.now() + uploads::KEPT;
    if !store::finish(&mut work.tx, arrival.id, &text, expires_at).await? {
        return Err(Error::not_found());
    }
    work.commit().await?;
    remove(shared, &arrival.public_id).await;
    Ok(Stand { offset: whole(&arrival), expires_at })
}

/// Drops a file that is not taken in.
async fn forget(cx: &Cx, place: &Place, arrival: &Arrival) -> Result<()> {
    let mut work = Work::write(cx, &place.organisation).await?;
    store::delete(&mut work.tx, arrival.id).await?;
    work.commit().await?;
    cx.shared().staging.remove(&arrival.public_id).await.map_err(failed)
}

/// The upload is there; what is left of its pieces may also go with the next sweep.
async fn remove(shared: &Arc<Shared>, name: &str) {
    if let Err(error) = shared.staging.remove(name).await {
        tracing::warn!(%error, "the pieces of a finished upload could not be removed; the sweeper will try again");
    }
}
