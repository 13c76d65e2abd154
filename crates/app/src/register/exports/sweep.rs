//! What is left of exports whose time is over.

use wayleave_base::{OrganisationId, Timestamp};

use super::store;
use crate::error::Result;
use crate::shared::Shared;

/// Removes them, and gives back the files that were kept.
pub async fn run(shared: &Shared, organisation: OrganisationId, now: Timestamp, most: i64) -> Result<()> {
    let mut tx = shared.db.begin_in(organisation).await?;
    for export in store::expired(&mut tx, organisation, now, most).await? {
        if store::remove(&mut tx, export.id).await? == 1
            && let Some(hash) = export.blob_hash
        {
            crate::files::release(&mut tx, now, &hash).await?;
        }
    }
    Ok(tx.commit().await?)
}
