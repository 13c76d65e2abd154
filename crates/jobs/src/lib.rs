//! The durable job queue: whatever leaves the database (mail, page images, warnings) is a job enqueued in the transaction
//! that causes it. A job runs at least once; it is leased while it runs, retried with growing pauses, and kept with its
//! error when it gives up.

mod queue;
mod runner;

pub use queue::{Enqueue, enqueue, pending, waiting};
pub use runner::{Handlers, Runner};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A kind of job. Payloads hold ids, not rows, and never a secret.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The name stored with the job; it never changes while one may be queued.
    const NAME: &'static str;
    /// Jobs of a higher priority run first.
    const PRIORITY: i64 = 0;
    /// How often it is tried before it is kept as failed.
    const ATTEMPTS: i64 = 8;
}

/// How a run of a job ended badly.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Try again later.
    #[error("{0}")]
    Retry(String),
    /// Do not try again.
    #[error("{0}")]
    Fail(String),
}

impl JobError {
    /// Try again later because of `error`.
    pub fn retry(error: impl std::fmt::Display) -> Self {
        Self::Retry(error.to_string())
    }

    /// Give up because of `error`.
    pub fn fail(error: impl std::fmt::Display) -> Self {
        Self::Fail(error.to_string())
    }
}
