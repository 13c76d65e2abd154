//! Removing what nobody needs any more: dead sessions, old attempts, spent secrets, idempotency records.

use wayleave_db::sql;

use crate::error::Result;
use crate::shared::Shared;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// Removes what is out of date. It may run at any time, and as often as one likes.
pub(crate) async fn tidy(shared: &Shared) -> Result<u64> {
    let now = shared.clock.now();
    let mut tx = shared.db.begin().await?;
    let stale = [
        // A dead session is kept for a week, for whoever asks where it came from.
        sql("delete from session where absolute_until < $1 or idle_until < $1 or revoked_at < $1")
            .bind(now - 7 * DAY),
        sql("delete from attempt where at < $1").bind(now - DAY),
        sql("delete from secret where expires_at < $1 or used_at < $1").bind(now - DAY),
        sql("delete from idempotency_record where created_at < $1").bind(now - DAY),
    ];
    let mut removed = 0;
    for statement in stale {
        removed += tx.execute(statement).await?;
    }
    tx.commit().await?;
    Ok(removed)
}
