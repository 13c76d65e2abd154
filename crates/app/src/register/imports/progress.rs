//! How far imports are while they are entered. It is known to the process that enters them, and lost with it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The rows done of each import that is being entered.
#[derive(Default)]
pub struct Progress(Mutex<HashMap<i64, usize>>);

impl Progress {
    /// Notes how many rows are done.
    pub fn note(&self, import: i64, done: usize) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(import, done);
    }

    /// Forgets an import that has ended.
    pub fn forget(&self, import: i64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&import);
    }

    /// How many rows are done.
    #[must_use]
    pub fn of(&self, import: i64) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&import).copied().unwrap_or_default()
    }
}
