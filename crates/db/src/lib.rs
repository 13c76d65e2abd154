//! The database: SQLite or PostgreSQL behind one SQL text.
//! Promises: every statement runs inside a [`Tx`]; a writing transaction on SQLite takes the write lock at its start;
//! on PostgreSQL the tables of organisations answer only after [`Tx::enter`] named one (row-level security).

mod db;
pub mod dialect;
mod error;
mod migrate;
mod row;
mod sql;
#[cfg(feature = "testing")]
pub mod testing;
mod tx;
mod words;

pub use db::{Db, DbConfig};
pub use dialect::Engine;
pub use error::{DbError, DbResult};
pub use migrate::{GLOBAL_TABLES, MIGRATIONS};
pub use row::{Column, FromRow, Row};
pub use sql::{Arg, Sql, sql};
#[cfg(feature = "testing")]
pub use tx::Rewrite;
pub use tx::Tx;
pub use words::{Lexeme, PASSAGE_DOCUMENT, PASSAGE_REVISION, PassageWords, Phrase, WordColumn};
