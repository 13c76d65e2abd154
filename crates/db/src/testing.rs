//! A database for one test: migrated, empty, its own, gone when the value is dropped.
//!
//! Promises: no two tests share a database, nothing is truncated, nothing is waited for. The engine is chosen by
//! `WAYLEAVE_TEST_DB=postgres` with `WAYLEAVE_TEST_PG_URL`, an address whose role may create databases and is no
//! superuser; otherwise it is a SQLite file in the temporary folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions as _, Connection as _, Row as _};

use crate::{Db, DbConfig, DbResult, Engine, MIGRATIONS};

/// What a dropped database of a test is called by, so that those of a killed test can be found.
const DATABASE_PREFIX: &str = "wayleave_test_";
/// The key of the lock under which templates are made and leftovers removed.
const LOCK: i64 = 0x0077_6179_6c65_6176;

static COUNTER: AtomicU64 = AtomicU64::new(0);
static SQLITE_TEMPLATE: tokio::sync::OnceCell<Vec<u8>> = tokio::sync::OnceCell::const_new();
static POSTGRES_TEMPLATE: tokio::sync::OnceCell<String> = tokio::sync::OnceCell::const_new();

/// A migrated database of a test's own.
pub struct TestDb {
    db: Db,
    config: DbConfig,
    _place: Place,
}

/// What is removed when the test ends.
enum Place {
    Folder(#[expect(dead_code, reason = "it is held for its drop alone")] Folder),
    Database(#[expect(dead_code, reason = "it is held for its drop alone")] Box<Database>),
}

impl TestDb {
    /// A migrated database; fails with the reason when the chosen engine cannot be reached.
    pub async fn new() -> Self {
        Self::make().await.unwrap_or_else(|error| {
            panic!("no database for this test (engine {:?}): {error}", Self::engine());
        })
    }

    /// The engine that tests run on.
    #[must_use]
    pub fn engine() -> Engine {
        if option("WAYLEAVE_TEST_DB").as_deref() == Some("postgres") {
            Engine::Postgres
        } else {
            Engine::Sqlite
        }
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Where it is, for opening it once more.
    #[must_use]
    pub fn config(&self) -> DbConfig {
        self.config.clone()
    }

    async fn make() -> DbResult<Self> {
        let (config, place) = match Self::engine() {
            Engine::Sqlite => {
                let template = SQLITE_TEMPLATE.get_or_try_init(sqlite_template).await?;
                let folder = Folder::create();
                let file = folder.path.join("test.db");
                fs::write(&file, template).expect("the temporary folder can be written to");
                (DbConfig::Sqlite(file), Place::Folder(folder))
            }
            Engine::Postgres => {
                let address = address();
                let template = POSTGRES_TEMPLATE.get_or_try_init(|| postgres_template(&address)).await?;
                let number = COUNTER.fetch_add(1, Ordering::Relaxed);
                let name = format!("{DATABASE_PREFIX}{}_{number}", process::id());
                let mut connection = address.connect().await?;
                run(&mut connection, &format!("create database {name} template {template}")).await?;
                connection.close().await?;
                let own = address.clone().database(&name);
                let config = DbConfig::Postgres(own.to_url_lossy().to_string());
                (config, Place::Database(Box::new(Database { name, address })))
            }
        };
        let db = Db::connect(&config, 4).await?;
        Ok(Self { db, config, _place: place })
    }
}

/// An empty database of a test's own, as the engine makes it: for tests of opening and migrating.
pub struct EmptyDb {
    config: DbConfig,
    _place: Place,
}

impl EmptyDb {
    /// A place without a schema.
    pub async fn new() -> Self {
        match TestDb::engine() {
            Engine::Sqlite => {
                let folder = Folder::create();
                Self { config: DbConfig::Sqlite(folder.path.join("test.db")), _place: Place::Folder(folder) }
            }
            Engine::Postgres => {
                let address = address();
                let number = COUNTER.fetch_add(1, Ordering::Relaxed);
                let name = format!("{DATABASE_PREFIX}{}_{number}", process::id());
                let mut connection = address.connect().await.expect("the test cluster answers");
                run(&mut connection, &format!("create database {name}"))
                    .await
                    .expect("the role may create databases");
                let own = address.clone().database(&name);
                let config = DbConfig::Postgres(own.to_url_lossy().to_string());
                Self { config, _place: Place::Database(Box::new(Database { name, address })) }
            }
        }
    }

    /// Where it is.
    #[must_use]
    pub fn config(&self) -> DbConfig {
        self.config.clone()
    }
}

/// A folder of this process in the temporary folder.
struct Folder {
    path: PathBuf,
}

impl Folder {
    fn create() -> Self {
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("wayleave-test-{}-{number}", process::id()));
        // A killed process of the same number may have left one behind.
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("the temporary folder can be written to");
        Self { path }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that stays in the temporary folder does no harm.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// A database of the test cluster.
struct Database {
    name: String,
    address: PgConnectOptions,
}

impl Drop for Database {
    fn drop(&mut self) {
        let (name, address) = (self.name.clone(), self.address.clone());
        // Dropping is synchronous and may happen inside a runtime; another thread has one of its own. What cannot be
        // removed now is removed by the next run.
        let removal = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
            runtime.block_on(async {
                let mut connection = address.connect().await.ok()?;
                run(&mut connection, &format!("drop database if exists {name} with (force)")).await.ok()
            })
        });
        let _ = removal.join();
    }
}

/// A migrated file as bytes, made once per process.
async fn sqlite_template() -> DbResult<Vec<u8>> {
    let folder = Folder::create();
    let file = folder.path.join("template.db");
    let db = Db::open(&DbConfig::Sqlite(file.clone())).await?;
    db.close().await;
    Ok(fs::read(&file).expect("the template was just written"))
}

/// The name of the migrated template; made once per cluster and set of migrations.
async fn postgres_template(address: &PgConnectOptions) -> DbResult<String> {
    let name = format!("wayleave_template_{:016x}", fingerprint());
    let mut connection = address.connect().await?;
    sqlx::query("select pg_advisory_lock($1)").bind(LOCK).execute(&mut connection).await?;
    reap(&mut connection).await?;
    let there = sqlx::query("select 1 from pg_database where datname = $1")
        .bind(&name)
        .fetch_optional(&mut connection)
        .await?
        .is_some();
    if !there {
        // Built under another name, so that a run that is killed half-way leaves no half-made template.
        let building = format!("{name}_building");
        run(&mut connection, &format!("drop database if exists {building} with (force)")).await?;
        run(&mut connection, &format!("create database {building}")).await?;
        let own = address.clone().database(&building);
        let db = Db::open(&DbConfig::Postgres(own.to_url_lossy().to_string())).await?;
        db.close().await;
        run(&mut connection, &format!("alter database {building} rename to {name}")).await?;
    }
    // The lock goes with the connection.
    connection.close().await?;
    Ok(name)
}

/// Removes the databases of processes that are gone; one that somebody still uses refuses to go, and stays.
async fn reap(connection: &mut PgConnection) -> DbResult<()> {
    let rows =
        sqlx::query("select datname::text as name from pg_database where datname like 'wayleave\\_test\\_%'")
            .fetch_all(&mut *connection)
            .await?;
    for row in rows {
        let name: String = row.try_get("name")?;
        let owner = name.trim_start_matches(DATABASE_PREFIX).split('_').next().unwrap_or_default();
        if !Path::new("/proc").join(owner).exists() {
            let _ = run(connection, &format!("drop database if exists {name}")).await;
        }
    }
    Ok(())
}

async fn run(connection: &mut PgConnection, text: &str) -> DbResult<()> {
    sqlx::raw_sql(sqlx::AssertSqlSafe(text.to_owned())).execute(connection).await?;
    Ok(())
}

/// FNV-1a over every migration, so that a changed migration gets a new template.
fn fingerprint() -> u64 {
    MIGRATIONS
        .iter()
        .flat_map(|migration| migration.postgres.bytes().chain(migration.name.bytes()))
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        })
}

fn address() -> PgConnectOptions {
    let url = option("WAYLEAVE_TEST_PG_URL")
        .expect("WAYLEAVE_TEST_DB=postgres needs WAYLEAVE_TEST_PG_URL, the address of a role that may create databases");
    url.parse().expect("WAYLEAVE_TEST_PG_URL is a PostgreSQL address")
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test has no configuration; its environment chooses the engine"
)]
fn option(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
