//! The migrations: forward only, the same names for both engines, each applied once in its own transaction.

use wayleave_base::Clock;

use crate::{Db, DbError, DbResult, Engine, row, sql};

/// A migration's name and its text for either engine.
pub struct Migration {
    /// The file's name without its ending; names sort in the order of application.
    pub name: &'static str,
    pub(crate) sqlite: &'static str,
    pub(crate) postgres: &'static str,
}

macro_rules! migrations {
    ($($name:literal),* $(,)?) => {
        /// Every migration in order.
        pub const MIGRATIONS: &[Migration] = &[$(Migration {
            name: $name,
            sqlite: include_str!(concat!("../migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("../migrations/postgres/", $name, ".sql")),
        }),*];
    };
}
migrations!(
    "20261121000000_begin",
    "20261124010000_project_closeout",
    "20261124020000_register_orders",
    "20261124030000_transmittal_ticks"
);

/// The tables that are read before an organisation is known. They alone have no row-level security.
pub const GLOBAL_TABLES: &[&str] = &[
    "schema_migration",
    "server_key",
    "organisation",
    "account",
    "account_organisation",
    "session",
    "secret",
    "attempt",
    "job",
    "blob",
    "rendition",
    "preview",
    "idempotency_record",
    "guest_session",
];

row! {
    struct Applied { name: String }
}

/// Applies what is missing. A schema with a migration unknown here is refused.
pub(crate) async fn run(db: &Db) -> DbResult<()> {
    db.script("create table if not exists schema_migration (name text not null primary key, applied_at bigint not null)")
        .await?;
    let mut tx = db.read().await?;
    let applied: Vec<Applied> = tx.all(sql("select name from schema_migration order by name")).await?;
    tx.rollback().await?;
    if let Some(unknown) = applied.iter().find(|row| MIGRATIONS.iter().all(|known| known.name != row.name)) {
        return Err(DbError::NewerSchema(unknown.name.clone()));
    }
    for migration in MIGRATIONS {
        if applied.iter().any(|row| row.name == migration.name) {
            continue;
        }
        let text = match db.engine() {
            Engine::Sqlite => migration.sqlite,
            Engine::Postgres => migration.postgres,
        };
        let now = Clock::system().now();
        // One script is one transaction on PostgreSQL already; SQLite needs to be told.
        db.script(&format!(
            "begin;\n{text}\ninsert into schema_migration (name, applied_at) values ('{}', {now});\ncommit;",
            migration.name
        ))
        .await?;
        tracing::info!(migration = migration.name, "applied");
    }
    Ok(())
}
