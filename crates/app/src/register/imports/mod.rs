//! Imports: a sheet of documents, read and checked as a whole, corrected as often as it takes, and then entered into the
//! register all at once or not at all (K-5.8).
//!
//! Promises: checking stores nothing but the import itself; an import is its maker's and nobody else's; what is entered
//! passed the same checks and decisions as what is entered by hand, in the transaction that enters it; a sheet that was
//! exported and comes back as it was changes nothing.

mod annotate;
mod check;
mod commit;
mod compare;
mod files;
mod ground;
mod progress;
mod service;
mod sheet;
mod store;
pub(super) mod sweep;
mod template;
mod view;

pub use annotate::workbook;
pub use commit::{EnterImport, ask, enter_later};
pub use progress::Progress;
pub use service::{delete, get, give_files, list, put, receive, rows};
pub use template::template;
pub use view::{GivenFiles, ImportCommit, ImportRow, ImportRows, ImportView};

/// The largest sheet, in bytes.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;
/// How long an import is kept, in milliseconds.
const KEPT: i64 = 7 * 24 * 3600 * 1000;
/// The most imports that a list shows, and that somebody keeps in a project at a time.
const MOST_KEPT: i64 = 100;
