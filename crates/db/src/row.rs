//! Rows of either engine, read by column name.

use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

use crate::{DbError, DbResult};

/// One row of an answer.
pub struct Row(pub(crate) Inner);

pub(crate) enum Inner {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    /// The column `name` as `T`; a missing column or another type is a [`DbError::Shape`].
    pub fn get<T: Column>(&self, name: &str) -> DbResult<T> {
        T::read(self, name)
    }
}

/// A type that a column can hold.
pub trait Column: Sized {
    /// Reads the column `name` of `row`.
    fn read(row: &Row, name: &str) -> DbResult<Self>;
}

macro_rules! native {
    ($($type:ty),*) => {$(
        impl Column for $type {
            fn read(row: &Row, name: &str) -> DbResult<Self> {
                match &row.0 {
                    Inner::Sqlite(row) => row.try_get(name),
                    Inner::Postgres(row) => row.try_get(name),
                }
                .map_err(|error| DbError::shape(&error))
            }
        }
    )*};
}
native!(i64, Option<i64>, String, Option<String>, Vec<u8>, Option<Vec<u8>>);

impl Column for bool {
    fn read(row: &Row, name: &str) -> DbResult<Self> {
        Ok(i64::read(row, name)? != 0)
    }
}

/// A type made from a whole row; usually written by [`crate::row!`].
pub trait FromRow: Sized {
    /// Reads the row.
    fn from_row(row: &Row) -> DbResult<Self>;
}

/// Declares a struct whose fields are columns of the same names, and its [`FromRow`].
#[macro_export]
macro_rules! row {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$field_meta:meta])* $field_vis:vis $field:ident: $type:ty),* $(,)? }) => {
        $(#[$meta])*
        $vis struct $name { $($(#[$field_meta])* $field_vis $field: $type),* }

        impl $crate::FromRow for $name {
            fn from_row(row: &$crate::Row) -> $crate::DbResult<Self> {
                Ok(Self { $($field: row.get(stringify!($field))?),* })
            }
        }
    };
}
