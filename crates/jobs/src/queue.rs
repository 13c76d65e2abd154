//! The table behind the queue: putting in, claiming, finishing.

use wayleave_base::{OrganisationId, Timestamp};
use wayleave_db::{Db, DbResult, Tx, row, sql};

use crate::Job;

/// How a job is put in.
#[derive(Clone, Debug, Default)]
pub struct Enqueue {
    /// Not before this moment; 0 is at once.
    pub run_at: Timestamp,
    /// At most one queued job bears the same key; a second is dropped.
    pub dedupe: Option<String>,
    /// The organisation it concerns.
    pub organisation: Option<OrganisationId>,
}

/// Puts a job in, as part of the caller's transaction.
pub async fn enqueue<J: Job>(tx: &mut Tx, now: Timestamp, job: &J, how: Enqueue) -> DbResult<()> {
    let payload = serde_json::to_string(job).expect("payloads are plain data");
    tx.execute(
        sql("insert into job (organisation_id, queue, name, payload, priority, dedupe, run_at, created_at)
             values ($1, 'default', $2, $3, $4, $5, $6, $7) on conflict (dedupe) do nothing")
        .bind(how.organisation)
        .bind(J::NAME)
        .bind(payload)
        .bind(J::PRIORITY)
        .bind(how.dedupe)
        .bind(how.run_at.max(now))
        .bind(now),
    )
    .await?;
    Ok(())
}

row! {
    pub(crate) struct Claimed { pub id: i64, pub name: String, pub payload: String, pub attempts: i64 }
}

/// How long a worker may hold a job before another one takes it, in milliseconds.
const LEASE: i64 = 10 * 60 * 1000;

/// Takes the next job that is due, leasing it to the caller.
pub(crate) async fn claim(db: &Db, now: Timestamp) -> DbResult<Option<Claimed>> {
    let mut tx = db.begin().await?;
    let mut text = sql("").bind(now + LEASE);
    text.push(
        "update job set leased_until = $1, attempts = attempts + 1 where id = (select j.id from job j
        where j.failed_at is null and j.queue = 'default' and j.run_at <= ",
    );
    let moment = text.reserve(now);
    text.push(&format!(
        "{moment} and j.leased_until <= {moment} order by j.priority desc, j.run_at, j.id limit 1"
    ));
    let lock = tx.engine().skip_locked();
    text.push(lock).push(") returning id, name, payload, attempts");
    let claimed = tx.optional(text).await?;
    tx.commit().await?;
    Ok(claimed)
}

/// Removes a job that is done.
pub(crate) async fn finish(db: &Db, id: i64) -> DbResult<()> {
    let mut tx = db.begin().await?;
    tx.execute(sql("delete from job where id = $1").bind(id)).await?;
    tx.commit().await
}

/// Puts a job back for later, or keeps it as failed when `run_at` is none.
pub(crate) async fn put_back(
    db: &Db,
    id: i64,
    now: Timestamp,
    run_at: Option<Timestamp>,
    error: &str,
) -> DbResult<()> {
    let mut tx = db.begin().await?;
    let failed_at = if run_at.is_none() { Some(now) } else { None };
    tx.execute(
        sql("update job set leased_until = 0, run_at = $2, failed_at = $3, last_error = $4,
               dedupe = case when $3 is null then dedupe else null end where id = $1")
        .bind(id)
        .bind(run_at.unwrap_or(now))
        .bind(failed_at)
        .bind(error),
    )
    .await?;
    tx.commit().await
}

/// How many jobs are due and not failed.
pub async fn pending(db: &Db, now: Timestamp) -> DbResult<i64> {
    let mut tx = db.read().await?;
    tx.int(sql("select count(*) as n from job where failed_at is null and run_at <= $1").bind(now)).await
}

/// When the next job is due that is not due yet, for a worker that waits.
pub async fn waiting(db: &Db, now: Timestamp) -> DbResult<Option<Timestamp>> {
    let mut tx = db.read().await?;
    let next =
        sql("select run_at as n from job where failed_at is null and run_at > $1 order by run_at limit 1");
    tx.maybe_int(next.bind(now)).await
}
