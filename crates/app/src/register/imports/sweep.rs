//! What is left of imports whose time is over.

use wayleave_base::{OrganisationId, Timestamp};
use wayleave_db::sql;

use crate::error::Result;
use crate::shared::Shared;

/// Removes them; what they entered stays.
pub async fn run(shared: &Shared, organisation: OrganisationId, now: Timestamp) -> Result<()> {
    let mut tx = shared.db.begin_in(organisation).await?;
    let gone = sql("delete from register_import where organisation_id = $1 and expires_at <= $2");
    tx.execute(gone.bind(organisation).bind(now)).await?;
    Ok(tx.commit().await?)
}
