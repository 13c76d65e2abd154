//! The register's operations.

pub mod changes;
pub mod documents;
pub mod files;
pub mod saved_views;
