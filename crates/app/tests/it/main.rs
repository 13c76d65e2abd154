//! The product's integration tests: they speak HTTP to a whole Wayleave on either engine.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod audit_log;
mod denial;
mod guests;
mod invitations;
mod ledger;
mod outside;
mod people;
mod portal;
mod projects;
mod register;
mod sessions;
mod sharing;
mod shell;
