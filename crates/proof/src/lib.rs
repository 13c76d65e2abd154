//! What is proven offline: Merkle trees, signed checkpoints, proofs, receipts, and the check of an exported log.
//!
//! The formats are public ones: the tree of RFC 6962, signed notes, checkpoints and proof files as C2SP writes them down,
//! and JSON Web Signatures. ADR 0014 says why these, and
//! `docs/audit.md` what is proven with them, against whom.
//! Promises: no IO, no clock, no randomness, no panic on any input; what is read has one spelling, so that a change of any
//! byte is refused.

mod checkpoint;
mod encoding;
mod key;
mod log;
mod note;
mod proof;
pub mod receipt;
pub mod tree;
mod wrong;

pub use checkpoint::Checkpoint;
pub use key::{PublicKey, SigningKey};
pub use log::{LogCheck, Problem, Report};
pub use note::{open, sign};
pub use proof::Proof;
pub use tree::Hash;
pub use wrong::Wrong;
