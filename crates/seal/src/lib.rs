//! Seals PDFs with an organisation's key: a digital signature over every byte of the file but its own, which readers of PDF
//! show and check by themselves. The form is PAdES at its first level (ETSI EN 319 142-1, B-B): who signed, by the hash of
//! the certificate, and what, by the hash of the bytes.
//!
//! Promises: no IO, no clock, no randomness; the same calls give the same bytes. The certificate vouches for itself:
//! whoever checks compares it with the one that the organisation gave them, as they do with its other key.

mod identity;
mod pdf;
mod statement;

pub use identity::Identity;
pub use pdf::{Remark, seal};

/// What cannot be sealed.
#[derive(Debug, thiserror::Error)]
#[error("the file cannot be sealed: {0}")]
pub struct SealError(String);

fn failed(error: impl std::fmt::Display) -> SealError {
    SealError(error.to_string())
}
