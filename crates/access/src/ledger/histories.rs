//! The histories of what rules read on documents and revisions, so that the past can be asked for.

use wayleave_base::{DocumentId, RevisionId, Timestamp};
use wayleave_db::{DbResult, Tx, sql};

use crate::audit::Stamp;

/// Writes the history of what rules read on a document; called after every change of status, admission, restriction,
/// current revision or deletion.
pub async fn document_changed(tx: &mut Tx, stamp: &Stamp, document: DocumentId) -> DbResult<()> {
    let (at, organisation) = (stamp.at(), stamp.organisation());
    end_history(tx, "document_history", "document_id", document.get(), at).await?;
    tx.execute(
        sql("insert into document_history (organisation_id, document_id, status, admitted, restricted, current_seq, deleted, valid_from)
             select organisation_id, id, status, admitted, restricted, current_seq,
               cast(case when deleted_at is null then 0 else 1 end as bigint), $3
             from document where id = $1 and organisation_id = $2")
        .bind(document)
        .bind(organisation)
        .bind(at),
    )
    .await?;
    Ok(())
}

/// Writes the history of what rules read on a revision; called after every change of status or acceptance.
pub async fn revision_changed(tx: &mut Tx, stamp: &Stamp, revision: RevisionId) -> DbResult<()> {
    let (at, organisation) = (stamp.at(), stamp.organisation());
    end_history(tx, "revision_history", "revision_id", revision.get(), at).await?;
    tx.execute(
        sql("insert into revision_history (organisation_id, revision_id, document_id, seq, status, acceptance, valid_from)
             select organisation_id, id, document_id, seq, status, acceptance, $3 from revision
             where id = $1 and organisation_id = $2")
        .bind(revision)
        .bind(organisation)
        .bind(at),
    )
    .await?;
    Ok(())
}

/// Ends the open row of a history, or removes it when it began in this same moment and never held.
pub(super) async fn end_history(
    tx: &mut Tx,
    table: &str,
    column: &str,
    id: i64,
    at: Timestamp,
) -> DbResult<()> {
    let mut text = sql("").bind(id).bind(at);
    text.push(&format!("delete from {table} where {column} = $1 and valid_from = $2"));
    tx.execute(text).await?;
    let mut text = sql("").bind(id).bind(at).bind(wayleave_base::NEVER);
    text.push(&format!("update {table} set valid_to = $2 where {column} = $1 and valid_to = $3"));
    tx.execute(text).await?;
    Ok(())
}
