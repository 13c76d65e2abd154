//! Invitations into the organisation: mailed, single use, seven days; resent, revoked, accepted.

pub(crate) mod api;
pub(crate) mod expected;
pub(crate) mod in_project;
mod service;
pub(crate) mod store;
mod view;

/// An invitation can be accepted for seven days.
pub(crate) const VALID: i64 = 7 * 24 * 60 * 60 * 1000;
