//! The words of every mail, and the ways to send one.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod colour;
mod file;
mod message;
mod sink;
mod smtp;
mod support;
mod words;
