//! The search language as those who type it meet it.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod grammar;
mod patterns;
mod random;
mod suggestions;
mod texts;
