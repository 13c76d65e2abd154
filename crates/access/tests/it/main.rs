//! Tests of the access core against an oracle that shares nothing with it, on either engine.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod bulk;
mod compare;
mod gallery;
mod life;
mod list_equals_get;
mod matrix;
mod model;
mod numbers;
mod oracle;
mod plans;
mod policy_mutants;
mod random;
mod rows;
mod site;
mod sought;
mod sql_mutants;
mod tamper;
