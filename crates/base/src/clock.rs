//! Time as a value that is passed along: unix milliseconds from a clock that tests can hold and move.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Unix time in milliseconds, as stored in the database.
pub type Timestamp = i64;

/// The end of what has no end: the last millisecond-free second of the year 9999.
pub const NEVER: Timestamp = 253_402_300_799_000;

/// Tells the time. Clones of a held clock move together.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Held(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `at` until it is moved.
    #[must_use]
    pub fn held(at: Timestamp) -> Self {
        Self(Source::Held(Arc::new(AtomicI64::new(at))))
    }

    /// The time now, in unix milliseconds.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everything else asks")]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System => jiff::Timestamp::now().as_millisecond(),
            Source::Held(at) => at.load(Ordering::SeqCst),
        }
    }

    /// Moves a held clock forward by `ms`; the machine's clock is left alone.
    pub fn advance(&self, ms: i64) {
        if let Source::Held(at) = &self.0 {
            at.fetch_add(ms, Ordering::SeqCst);
        }
    }
}
