//! Signed receipts, by the number of their event.

use wayleave_access::audit::Stamp;
use wayleave_base::{OrganisationId, ProjectId};
use wayleave_db::{DbResult, Tx, row, sql};

row! {
    struct SignedRow { signed: String }
}

/// Keeps a receipt.
pub async fn insert(
    tx: &mut Tx,
    (organisation, project): (OrganisationId, ProjectId),
    stamp: &Stamp,
    signed: &str,
) -> DbResult<()> {
    let text = sql("insert into receipt (organisation_id, seq, project_id, signed) values ($1, $2, $3, $4)");
    tx.execute(text.bind(organisation).bind(stamp.seq()).bind(project).bind(signed)).await.map(drop)
}

/// The receipt of an event, as it was signed.
pub async fn find(
    tx: &mut Tx,
    (organisation, project): (OrganisationId, ProjectId),
    event: i64,
) -> DbResult<Option<String>> {
    let text = sql("select signed from receipt where organisation_id = $1 and seq = $2 and project_id = $3");
    let row: Option<SignedRow> = tx.optional(text.bind(organisation).bind(event).bind(project)).await?;
    Ok(row.map(|row| row.signed))
}
