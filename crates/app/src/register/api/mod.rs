//! The register's operations.

pub mod arrivals;
pub mod changes;
pub mod documents;
pub mod ends;
pub mod exports;
pub mod files;
pub mod imports;
pub mod many;
pub mod requests;
pub mod saved_views;
