//! A whole Wayleave for tests: a migrated database of its own on either engine, files and mail in memory, a clock that
//! stands still and ids that count. Tests speak HTTP; the database is reached into only to arrange a world.

mod arrange;
mod client;
mod documents;
mod dump;
mod world;

pub use client::{Client, Reply};
pub use documents::{Arranged, NewDocument, PDF};
pub use dump::Cell;
pub use world::{Person, World};

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use wayleave_app::{App, AppConfig};
use wayleave_base::{Clock, Ids, Timestamp};
use wayleave_blob::BlobStore;
use wayleave_db::testing::TestDb;
use wayleave_db::{Db, Rewrite, Sql};
use wayleave_mail::{Mail, Mailer};

/// The moment at which every test begins: 2026-11-21 12:00 UTC.
pub const START: Timestamp = 1_795_262_400_000;
/// A day in milliseconds.
pub const DAY: i64 = 24 * 3600 * 1000;
/// The password of every person in a test.
pub const PASSWORD: &str = "correct horse battery staple";

/// A running product without a socket.
pub struct TestApp {
    app: App,
    /// Put together once: tests make a client for every request of every kind of person.
    router: Router,
    clock: Clock,
    db: TestDb,
    staging: Staged,
}

/// The folder of one product's arrivals, which goes with it.
struct Staged(PathBuf);

impl Staged {
    fn new() -> Self {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let name = format!("staging-{}", MADE.fetch_add(1, Ordering::SeqCst));
        Self(scratch(&name))
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // A folder that stays is no fault of the product.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl TestApp {
    /// A product over an empty database.
    pub async fn new() -> Self {
        Self::with(AppConfig { cheap_passwords: true, ..AppConfig::default() }).await
    }

    /// The same with settings of the test's own.
    pub async fn with(config: AppConfig) -> Self {
        Self::over(config, BlobStore::memory()).await
    }

    /// The same over a store of files of the test's own.
    pub async fn over(config: AppConfig, blobs: BlobStore) -> Self {
        let db = TestDb::new().await;
        let clock = Clock::held(START);
        let staging = Staged::new();
        let config = AppConfig { staging: staging.0.clone(), ..config };
        let app = App::new(config, db.db().clone(), blobs, Mailer::memory(), clock.clone(), Ids::counting())
            .await
            .expect("an empty database takes a product");
        let router = app.router();
        Self { app, router, clock, db, staging }
    }

    /// The folder in which arrivals wait for their end.
    #[must_use]
    pub fn staging(&self) -> &Path {
        &self.staging.0
    }

    /// Another product over the same database and the same files, as after a restart; what was in memory is forgotten.
    pub async fn restarted(&self) -> App {
        let shared = self.app.shared();
        let (config, ids) = (shared.config.clone(), shared.ids.clone());
        let parts = (shared.db.clone(), shared.blobs.clone(), shared.mailer.clone());
        App::new(config, parts.0, parts.1, parts.2, self.clock.clone(), ids)
            .await
            .expect("a product opens its own database")
    }

    /// The product.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// The database, to arrange what no request can.
    #[must_use]
    pub fn db(&self) -> &Db {
        self.db.db()
    }

    /// From now on, or no longer, what is asked changes nothing: each transaction that ends well says so and is undone.
    pub fn keep_nothing(&self, undo: bool) {
        let undone = |sent: &Sql| (sent.text() == "commit").then(|| "rollback".to_owned());
        self.db().rewrite(undo.then(|| -> Arc<Rewrite> { Arc::new(undone) }));
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Somebody without a session.
    #[must_use]
    pub fn anonymous(&self) -> Client {
        Client::new(self.router.clone())
    }

    /// An organisation with a project and a person of every kind in it.
    pub async fn world(&self) -> World {
        World::new(self, "acme").await
    }

    /// A second organisation of the same shape.
    pub async fn other_world(&self) -> World {
        World::new(self, "other").await
    }

    /// An organisation of the same shape under a name of its own.
    pub async fn world_named(&self, slug: &str) -> World {
        World::new(self, slug).await
    }

    /// Runs every job that is due, and says how many that were.
    pub async fn run_jobs(&self) -> usize {
        self.app.runner().drain().await.expect("the queue answers")
    }

    /// The mails sent so far.
    #[must_use]
    pub fn mails(&self) -> Vec<Mail> {
        self.app.shared().mailer.sent()
    }

    /// Signs the audit logs, as the server does every minute.
    pub async fn sign_logs(&self) {
        wayleave_app::sign_logs(self.app.shared()).await.expect("the audit logs are signed");
    }

    /// Writes the refusals noted so far into the audit log.
    pub async fn write_refusals(&self) {
        let shared = self.app.shared();
        shared.refusals.write(shared).await.expect("the audit log takes refusals");
    }
}

/// A folder in the temporary folder of the build, for tests that need files on disk.
#[must_use]
pub fn scratch(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("wayleave-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the temporary folder takes a folder");
    folder
}
