//! The binary as its operator runs it: started, asked over HTTP, and killed.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod kill;
