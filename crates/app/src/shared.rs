//! What every request shares, and the product as a whole.

use std::sync::Arc;

use tokio::sync::Notify;
use wayleave_base::{Clock, CursorKey, Ids};
use wayleave_blob::{BlobStore, Staging};
use wayleave_db::{Db, DbResult, sql};
use wayleave_jobs::Runner;
use wayleave_mail::Mailer;

use crate::config::AppConfig;

/// The parts of the product.
pub struct Shared {
    /// The settings.
    pub config: AppConfig,
    /// The database.
    pub db: Db,
    /// The files.
    pub blobs: BlobStore,
    /// The files that arrive in pieces.
    pub staging: Staging,
    /// The way mail leaves.
    pub mailer: Mailer,
    /// The time.
    pub clock: Clock,
    /// Randomness.
    pub ids: Ids,
    /// Seals cursors.
    pub cursors: CursorKey,
    /// Wakes the job workers after a commit.
    pub wake: Arc<Notify>,
    /// Pages being drawn at this moment; each may take a hundred megabytes.
    pub drawing: tokio::sync::Semaphore,
    /// Files being converted by LibreOffice at this moment.
    pub converting: tokio::sync::Semaphore,
    /// Refusals that wait to be written to the audit log.
    pub refusals: crate::work::Refusals,
    /// Views and downloads that are in the audit log already.
    pub readings: crate::readings::Readings,
    /// How far imports are that are being entered.
    pub imports: crate::register::ImportProgress,
}

/// The product, ready to serve.
#[derive(Clone)]
pub struct App(Arc<Shared>);

impl App {
    /// Puts the parts together. The key that seals cursors is made on the first start and kept in the database.
    pub async fn new(
        config: AppConfig,
        db: Db,
        blobs: BlobStore,
        mailer: Mailer,
        clock: Clock,
        ids: Ids,
    ) -> DbResult<Self> {
        let cursors = CursorKey::new(cursor_key(&db, &ids).await?);
        let staging = Staging::at(&config.staging);
        Ok(Self(Arc::new(Shared {
            config,
            staging,
            db,
            blobs,
            mailer,
            clock,
            ids,
            cursors,
            wake: Arc::new(Notify::new()),
            drawing: tokio::sync::Semaphore::new(2),
            converting: tokio::sync::Semaphore::new(1),
            refusals: crate::work::Refusals::default(),
            readings: crate::readings::Readings::default(),
            imports: crate::register::ImportProgress::default(),
        })))
    }

    /// The parts.
    #[must_use]
    pub fn shared(&self) -> &Arc<Shared> {
        &self.0
    }

    /// The routes of the API, the guest portal and the health checks.
    pub fn router(&self) -> axum::Router {
        crate::http::router(self.0.clone())
    }

    /// The runner of background jobs.
    #[must_use]
    pub fn runner(&self) -> Runner<Shared> {
        Runner::new(
            self.0.db.clone(),
            self.0.clock.clone(),
            self.0.clone(),
            crate::jobs::handlers(),
            self.0.wake.clone(),
        )
    }
}

async fn cursor_key(db: &Db, ids: &Ids) -> DbResult<[u8; 32]> {
    let mut tx = db.begin().await?;
    let fresh = ids.secret();
    tx.execute(
        sql("insert into server_key (name, value) values ('cursor', $1) on conflict (name) do nothing")
            .bind(fresh.to_vec()),
    )
    .await?;
    let row = tx.row(sql("select value from server_key where name = 'cursor'")).await?;
    let stored: Vec<u8> = row.ok_or(wayleave_db::DbError::NoRow)?.get("value")?;
    tx.commit().await?;
    stored.try_into().map_err(|_| wayleave_db::DbError::Shape("the cursor key is not 32 bytes".to_owned()))
}
