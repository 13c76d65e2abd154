//! Tests of the database crate: both schemas alike, both engines refuse what must not happen, and isolation holds when
//! the code above forgets about it.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod guards;
mod isolation;
mod opening;
mod parity;
mod rows;
mod words;
