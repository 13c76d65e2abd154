//! Opening a database and starting transactions on it.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use wayleave_base::OrganisationId;

use crate::tx::{Inner as TxInner, Watch};
use crate::{DbError, DbResult, Engine, Tx, migrate};

/// Where the database is.
#[derive(Clone, Debug)]
pub enum DbConfig {
    /// A SQLite file; created when missing.
    Sqlite(PathBuf),
    /// A PostgreSQL address, `postgres://user:password@host:port/name`.
    Postgres(String),
}

/// A database. Clones share its connections.
#[derive(Clone)]
pub struct Db {
    inner: Inner,
    watch: Arc<Watch>,
}

#[derive(Clone)]
enum Inner {
    /// SQLite has one writer at a time; giving it one connection turns waiting for the lock into waiting for the pool.
    Sqlite {
        reader: SqlitePool,
        writer: SqlitePool,
    },
    Postgres(PgPool),
}

impl Db {
    /// Opens the database and brings its schema up to date. A newer schema and, on PostgreSQL, a role that can bypass
    /// row-level security are refused with a sentence.
    pub async fn open(config: &DbConfig) -> DbResult<Self> {
        let db = Self::connect(config, 8).await?;
        db.refuse_strong_role().await?;
        migrate::run(&db).await?;
        Ok(db)
    }

    /// Opens the database as it is, with at most `connections` readers.
    pub async fn connect(config: &DbConfig, connections: u32) -> DbResult<Self> {
        let inner = match config {
            DbConfig::Sqlite(path) => {
                let options = SqliteConnectOptions::new()
                    .filename(path)
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .busy_timeout(Duration::from_secs(10))
                    .pragma("temp_store", "memory")
                    // The whole file, as far as the engine was built to map it (`.cargo/config.toml`): pages are read
                    // where the system holds them, and not copied.
                    .pragma("mmap_size", "1099511627776")
                    .pragma("journal_size_limit", "67108864")
                    // The engine's thread hands rows over in hundreds, not in tens.
                    .row_buffer_size(1_024)
                    .statement_cache_capacity(256);
                let writer =
                    SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
                let reader =
                    SqlitePoolOptions::new().max_connections(connections).connect_with(options).await?;
                Inner::Sqlite { reader, writer }
            }
            DbConfig::Postgres(url) => {
                let options = PgConnectOptions::from_str(url)?.statement_cache_capacity(256);
                let pool = PgPoolOptions::new()
                    .max_connections(connections * 2)
                    .acquire_timeout(Duration::from_secs(20))
                    .connect_with(options)
                    .await?;
                Inner::Postgres(pool)
            }
        };
        Ok(Self { inner, watch: Arc::default() })
    }

    /// The engine behind.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.inner {
            Inner::Sqlite { .. } => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    /// How many statements ran since the start, for tests that count them.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.watch.counted()
    }

    /// Puts every further statement, and every commit under the text `commit`, through `rewrite`; `None` ends that. A
    /// commit that becomes `rollback` says that it went well and undoes everything. For tests in which the engine fails, or
    /// a condition is left out.
    #[cfg(feature = "testing")]
    pub fn rewrite(&self, rewrite: Option<Arc<crate::Rewrite>>) {
        self.watch.rewrite(rewrite);
    }

    /// A transaction that reads one snapshot; it must not write.
    pub async fn read(&self) -> DbResult<Tx> {
        let inner = match &self.inner {
            Inner::Sqlite { reader, .. } => TxInner::Sqlite(reader.begin().await?),
            Inner::Postgres(pool) => {
                TxInner::Postgres(pool.begin_with("begin isolation level repeatable read read only").await?)
            }
        };
        Ok(Tx::new(inner, self.watch.clone()))
    }

    /// A transaction that may write.
    pub async fn begin(&self) -> DbResult<Tx> {
        let inner = match &self.inner {
            Inner::Sqlite { writer, .. } => TxInner::Sqlite(writer.begin_with("begin immediate").await?),
            Inner::Postgres(pool) => TxInner::Postgres(pool.begin().await?),
        };
        Ok(Tx::new(inner, self.watch.clone()))
    }

    /// A reading transaction inside one organisation.
    pub async fn read_in(&self, organisation: OrganisationId) -> DbResult<Tx> {
        let mut tx = self.read().await?;
        tx.enter(organisation).await?;
        Ok(tx)
    }

    /// A writing transaction inside one organisation.
    pub async fn begin_in(&self, organisation: OrganisationId) -> DbResult<Tx> {
        let mut tx = self.begin().await?;
        tx.enter(organisation).await?;
        Ok(tx)
    }

    /// Runs a script of several statements outside any transaction of ours: migrations and `vacuum into` only.
    pub async fn script(&self, text: &str) -> DbResult<()> {
        let script = sqlx::AssertSqlSafe(text.to_owned());
        match &self.inner {
            Inner::Sqlite { writer, .. } => {
                sqlx::raw_sql(script).execute(writer).await?;
            }
            Inner::Postgres(pool) => {
                sqlx::raw_sql(script).execute(pool).await?;
            }
        }
        Ok(())
    }

    /// Closes every connection; on SQLite this also folds the write-ahead log into the file.
    pub async fn close(&self) {
        match &self.inner {
            Inner::Sqlite { reader, writer } => {
                reader.close().await;
                writer.close().await;
            }
            Inner::Postgres(pool) => pool.close().await,
        }
    }

    async fn refuse_strong_role(&self) -> DbResult<()> {
        if self.engine() == Engine::Sqlite {
            return Ok(());
        }
        let mut tx = self.read().await?;
        let row = tx
            .row(crate::sql(
                "select rolname::text as role, (case when rolsuper or rolbypassrls then 1 else 0 end)::bigint as strong
                 from pg_roles where rolname = current_user",
            ))
            .await?
            .ok_or(DbError::NoRow)?;
        if row.get::<bool>("strong")? {
            return Err(DbError::RoleTooStrong(row.get("role")?));
        }
        Ok(())
    }
}
