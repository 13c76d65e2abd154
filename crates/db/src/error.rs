//! What can go wrong in the database, told apart as far as callers act on it.

/// The result of a statement.
pub type DbResult<T> = Result<T, DbError>;

/// A failure of a statement.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A row was promised and there is none.
    #[error("no row")]
    NoRow,
    /// A unique key is taken. The name is `table_column_column_key` on both engines.
    #[error("unique key {0} is taken")]
    Unique(String),
    /// A foreign key, check or not-null constraint refused the row.
    #[error("constraint refused the row: {0}")]
    Constraint(String),
    /// A guard trigger of ours refused the statement.
    #[error("guard refused the statement: {0}")]
    Guard(String),
    /// An answer does not have the shape the code expects.
    #[error("unexpected shape: {0}")]
    Shape(String),
    /// The schema is newer than this program.
    #[error(
        "the database was written by a newer wayleave (it has migration {0}); start that version, or restore a backup made before the upgrade"
    )]
    NewerSchema(String),
    /// PostgreSQL lets this role ignore row-level security.
    #[error(
        "the database role {0} is a superuser or may bypass row-level security; connect as a role without either (create role wayleave login nosuperuser nobypassrls)"
    )]
    RoleTooStrong(String),
    /// Anything else the driver says.
    #[error("database: {0}")]
    Driver(#[source] sqlx::Error),
}

impl DbError {
    pub(crate) fn shape(error: &sqlx::Error) -> Self {
        Self::Shape(error.to_string())
    }

    /// Is this a taken key of that name?
    #[must_use]
    pub fn is_unique(&self, key: &str) -> bool {
        matches!(self, Self::Unique(name) if name == key)
    }
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        let sqlx::Error::Database(database) = &error else {
            return if matches!(error, sqlx::Error::RowNotFound) { Self::NoRow } else { Self::Driver(error) };
        };
        let message = database.message();
        if let Some(at) = message.find("wayleave: ") {
            return Self::Guard(message[at + 10..].to_owned());
        }
        match database.kind() {
            sqlx::error::ErrorKind::UniqueViolation => Self::Unique(
                database.constraint().map_or_else(|| crate::dialect::unique_name(message), str::to_owned),
            ),
            sqlx::error::ErrorKind::Other => Self::Driver(error),
            _ => Self::Constraint(message.to_owned()),
        }
    }
}
