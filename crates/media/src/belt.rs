//! The belt worn while reading files from strangers.
//!
//! Promises: a panic in the code that runs here becomes a value. The readers of PDF and pictures are young
//! or large, a panic in them is a matter of time, and one hostile file must not take a worker down with it.
//! Each run has a thread of its own because the readers recurse as deep as the file nests: a worker's two
//! megabytes of stack could run out, and that ends the whole process where no panic handler is asked.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

const STACK: usize = 64 * 1024 * 1024;

/// How a guarded run can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slipped {
    /// The reader panicked.
    Panicked,
    /// The system gave no thread.
    NoThread,
}

/// Runs `work` where a panic or a deep recursion in it harms nobody.
pub fn guarded<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, Slipped> {
    thread::scope(|scope| {
        let builder = thread::Builder::new().name("media".to_owned()).stack_size(STACK);
        // Unwinding stops at the closure; nothing it borrowed is looked at again after a panic.
        let run = builder
            .spawn_scoped(scope, || catch_unwind(AssertUnwindSafe(work)))
            .map_err(|_| Slipped::NoThread)?;
        run.join().and_then(|outcome| outcome).map_err(|_| Slipped::Panicked)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_value() {
        assert_eq!(guarded(|| -> u8 { panic!("a reader gave up") }), Err(Slipped::Panicked));
        assert_eq!(guarded(|| 7), Ok(7));
    }
}
