//! The counted references between rows and files. A file without references is removed by the sweeper after a day; it is
//! durable before the row that names it commits.

use wayleave_base::Timestamp;
use wayleave_db::{DbResult, Tx, sql};

/// Counts one more reference to a file that is stored already.
pub async fn refer(tx: &mut Tx, now: Timestamp, hash: &str, size: i64) -> DbResult<()> {
    tx.execute(
        sql("insert into blob (hash, size, refs, created_at) values ($1, $2, 1, $3)
             on conflict (hash) do update set refs = blob.refs + 1, unreferenced_since = null")
        .bind(hash)
        .bind(size)
        .bind(now),
    )
    .await?;
    Ok(())
}

/// Counts one reference less.
pub async fn release(tx: &mut Tx, now: Timestamp, hash: &str) -> DbResult<()> {
    tx.execute(
        sql("update blob set refs = refs - 1, unreferenced_since = case when refs = 1 then $2 else unreferenced_since end
             where hash = $1 and refs > 0")
        .bind(hash)
        .bind(now),
    )
    .await?;
    Ok(())
}
