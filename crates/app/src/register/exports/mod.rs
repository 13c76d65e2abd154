//! Exports: the register as its reader sees it, in a workbook or as comma-separated values, and the files of documents in
//! one archive.
//!
//! An export is a question that is kept for a day, for whoever asked it and for nobody else. Its file is made when it is
//! fetched, of what the reader sees by then. Only a long workbook is made beforehand, by a job that acts as the reader;
//! it is handed out as long as the reader sees every row of it.

mod archive;
mod columns;
mod file;
mod job;
mod pages;
mod service;
mod store;
pub(super) mod sweep;
mod view;
mod whole;

pub use file::serve;
pub use job::{MakeWorkbook, make_later};
pub use service::{create, delete, get, list};
pub use view::{ExportView, NewExport};

pub(super) use columns::{Column, default_keys, joined, named};
pub(crate) use file::XLSX;
pub(crate) use whole::{Wanted, everything, whole};

/// The longest workbook that is made while its reader waits.
const AT_ONCE: i64 = 2_000;
/// The longest workbook of all.
const MOST_ROWS: i64 = 100_000;
/// The most documents whose files go into one archive.
const MOST_FILES: usize = 500;
/// How long an export is kept, in milliseconds.
const KEPT: i64 = 24 * 3600 * 1000;
/// How many rows are read at a time.
const PAGE: usize = 500;
