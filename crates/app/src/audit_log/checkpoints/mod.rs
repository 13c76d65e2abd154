//! What binds whoever runs the server: signed checkpoints over the audit log, proofs of single events, and the export
//! that is checked offline. `docs/audit.md` says what is proven, and against whom.
//!
//! * The tree is never read whole: the roots of whole subtrees of 256, 65536 … events are kept, and the rest is read.
//! * A checkpoint is no change of the organisation's data and has no event of its own: it would call for the next
//!   checkpoint, for ever. That somebody took an export along is an event, and the export covers it.
//! * What was signed stays: a log that became shorter or lost an event is not signed again, and its last checkpoint tells.

pub(super) mod api;
mod bundle;
mod daily;
mod service;
mod signing;
mod store;
mod view;

pub(crate) use service::{Keys, inclusion, keys};
pub(crate) use signing::{key as signing_key, sign_all, sign_soon};
