//! The promises of the crate, checked on files made here.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod facts;
mod file_type;
mod filename;
mod pages;
mod pictures;
mod sample;
mod stamp;
