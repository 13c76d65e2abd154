//! Running jobs: a table of handlers by name, and workers that claim, run and finish.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::{Notify, watch};
use wayleave_base::Clock;
use wayleave_db::{Db, DbResult};

use crate::{Job, JobError, queue};

type Handler<C> = Arc<dyn Fn(Arc<C>, String) -> BoxFuture<'static, Result<(), JobError>> + Send + Sync>;

/// The handlers of every kind of job, given the context `C`.
pub struct Handlers<C> {
    by_name: HashMap<&'static str, (Handler<C>, i64)>,
}

impl<C: Send + Sync + 'static> Default for Handlers<C> {
    fn default() -> Self {
        Self { by_name: HashMap::new() }
    }
}

impl<C: Send + Sync + 'static> Handlers<C> {
    /// Adds the handler of a kind of job.
    #[must_use]
    pub fn with<J, F, R>(mut self, run: F) -> Self
    where
        J: Job,
        F: Fn(Arc<C>, J) -> R + Send + Sync + Clone + 'static,
        R: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        let handler: Handler<C> = Arc::new(move |context, payload| {
            let run = run.clone();
            async move {
                let job = serde_json::from_str(&payload).map_err(JobError::fail)?;
                run(context, job).await
            }
            .boxed()
        });
        self.by_name.insert(J::NAME, (handler, J::ATTEMPTS));
        self
    }
}

/// Claims and runs jobs.
pub struct Runner<C> {
    db: Db,
    clock: Clock,
    context: Arc<C>,
    handlers: Handlers<C>,
    wake: Arc<Notify>,
}

impl<C: Send + Sync + 'static> Runner<C> {
    /// A runner over the queue of `db`.
    #[must_use]
    pub fn new(db: Db, clock: Clock, context: Arc<C>, handlers: Handlers<C>, wake: Arc<Notify>) -> Self {
        Self { db, clock, context, handlers, wake }
    }

    /// Runs one job that is due; `false` when there is none.
    pub async fn run_one(&self) -> DbResult<bool> {
        let Some(job) = queue::claim(&self.db, self.clock.now()).await? else { return Ok(false) };
        let Some((handler, attempts)) = self.handlers.by_name.get(job.name.as_str()) else {
            queue::put_back(&self.db, job.id, self.clock.now(), None, "no handler for this kind of job")
                .await?;
            return Ok(true);
        };
        // A panic is a failed try, not the end of the worker.
        let run = AssertUnwindSafe(handler(self.context.clone(), job.payload)).catch_unwind().await;
        let outcome = run.unwrap_or_else(|_| Err(JobError::retry("the job panicked")));
        let now = self.clock.now();
        match outcome {
            Ok(()) => queue::finish(&self.db, job.id).await?,
            Err(error) => {
                let again = matches!(error, JobError::Retry(_)) && job.attempts < *attempts;
                tracing::warn!(job.name = job.name, job.id, job.attempts, again, %error, "job failed");
                let run_at = again.then(|| now + pause(job.attempts));
                queue::put_back(&self.db, job.id, now, run_at, &error.to_string()).await?;
            }
        }
        Ok(true)
    }

    /// Runs everything that is due now, and says how many jobs that were.
    pub async fn drain(&self) -> DbResult<usize> {
        let mut count = 0;
        while self.run_one().await? {
            count += 1;
        }
        Ok(count)
    }

    /// Works until `stop` turns true. The job at hand is finished first.
    pub async fn work(&self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            match self.run_one().await {
                Ok(true) => {}
                Ok(false) => {
                    tokio::select! {
                        () = self.wake.notified() => {}
                        () = tokio::time::sleep(Duration::from_secs(2)) => {}
                        _ = stop.changed() => {}
                    }
                }
                Err(error) => {
                    tracing::error!(%error, "the job queue does not answer");
                    tokio::time::sleep(Duration::from_secs(5)).await;
                }
            }
        }
    }
}

/// The pause after the n-th try: half a minute, doubling, six hours at most.
fn pause(attempts: i64) -> i64 {
    let doubled = 30_000_i64 << u32::try_from(attempts.clamp(1, 12) - 1).unwrap_or(0);
    doubled.min(6 * 3600 * 1000)
}
