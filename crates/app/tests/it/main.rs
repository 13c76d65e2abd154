//! The product's integration tests: they speak HTTP to a whole Wayleave on either engine.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod api_docs;
mod audit_log;
mod bad_input;
mod bad_queries;
mod bombs;
mod checkpoints;
mod closeout;
mod cross_site;
mod dashboard;
mod dates;
mod denial;
mod expiry;
mod failures;
mod guests;
mod invitations;
mod ledger;
mod looks;
mod mail_texts;
mod metadata;
mod names;
mod notices;
mod operations;
mod outside;
mod packages;
mod people;
mod portal;
mod project_invitations;
mod projects;
mod races;
mod register;
mod reports;
mod revocation;
mod sessions;
mod sharing;
mod shell;
mod statements;
mod tampering;
mod tenants;
mod tokens;
mod transmittals;
mod workflows;
