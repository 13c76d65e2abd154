//! The sweep: uploads and attachments that were not used, files that nobody refers to, and what broken uploads left
//! behind. A file that somebody uploads again at that very moment is never lost: its row goes only while nothing refers to
//! it, and its bytes only if nobody stored them anew since.

use std::sync::Arc;

use futures::TryStreamExt;
use wayleave_base::{OrganisationId, Timestamp};
use wayleave_blob::{BlobError, BlobHash};
use wayleave_db::{row, sql};

use super::{arrivals, exports, imports, serve};
use crate::attachments;
use crate::error::Result;
use crate::shared::Shared;

/// How long a file without references stays, in milliseconds; longer than any upload lasts.
const DAY: i64 = 24 * 3600 * 1000;
/// How many rows one round looks at.
const BATCH: i64 = 500;

/// How much of the index of words is merged at a time, in its pages of 4 KiB, which holds up other writes for as long, and
/// how often in one run.
const MERGED: (i64, usize) = (64, 200);

/// Merges what writes left of the index of words, so that questions look into few parts of it.
pub async fn merge_words(shared: &Arc<Shared>) -> Result<()> {
    let (pages, times) = MERGED;
    for _ in 0..times {
        let mut tx = shared.db.begin().await?;
        let more = tx.merge_words(pages).await?;
        tx.commit().await?;
        if !more {
            break;
        }
    }
    Ok(())
}

/// Runs one sweep.
pub async fn run(shared: &Arc<Shared>) -> Result<()> {
    let now = shared.clock.now();
    let mut tx = shared.db.read().await?;
    let organisations = tx.ints(sql("select id as n from organisation order by id")).await?;
    drop(tx);
    for organisation in organisations {
        expired_uploads(shared, OrganisationId(organisation), now).await?;
        expired_arrivals(shared, OrganisationId(organisation), now).await?;
        exports::sweep::run(shared, OrganisationId(organisation), now, BATCH).await?;
        imports::sweep::run(shared, OrganisationId(organisation), now).await?;
        attachments::sweep(shared, OrganisationId(organisation), now, BATCH).await?;
    }
    // A piece renews its arrival for a day, so a file that rests for two belongs to none.
    shared.staging.sweep(now - 2 * DAY).await.map_err(serve::missing)?;
    unreferenced(shared, now).await?;
    strays(shared, now).await?;
    shared.blobs.sweep_incoming(now - DAY).await.map_err(serve::missing)?;
    Ok(())
}

row! {
    struct Expired { id: i64, blob_hash: String }
}

async fn expired_uploads(shared: &Shared, organisation: OrganisationId, now: Timestamp) -> Result<()> {
    let mut tx = shared.db.begin_in(organisation).await?;
    let expired: Vec<Expired> = tx
        .all(
            sql("select id, blob_hash from upload where organisation_id = $1 and expires_at <= $2 and used_at is null
                 order by expires_at limit $3")
                .bind(organisation)
                .bind(now)
                .bind(BATCH),
        )
        .await?;
    for upload in expired {
        let gone = sql("delete from upload where id = $1 and used_at is null").bind(upload.id);
        if tx.execute(gone).await? == 1 {
            crate::files::release(&mut tx, now, &upload.blob_hash).await?;
        }
    }
    Ok(tx.commit().await?)
}

/// Arrivals that nobody went on with, and the memory of those that became uploads.
async fn expired_arrivals(shared: &Shared, organisation: OrganisationId, now: Timestamp) -> Result<()> {
    let mut tx = shared.db.begin_in(organisation).await?;
    let mut gone = Vec::new();
    for arrival in arrivals::store::expired(&mut tx, organisation, now, BATCH).await? {
        // One that is being written to at this moment is merely slow.
        if let Err(BlobError::Busy) = shared.staging.hold(&arrival.public_id).await {
            continue;
        }
        arrivals::store::delete(&mut tx, arrival.id).await?;
        gone.push(arrival.public_id);
    }
    tx.commit().await?;
    for name in gone {
        shared.staging.remove(&name).await.map_err(serve::missing)?;
    }
    Ok(())
}

row! {
    struct Unreferenced { hash: String }
}
row! {
    struct Image { rendition_hash: String }
}
row! {
    struct Preview { preview_hash: String }
}

async fn unreferenced(shared: &Shared, now: Timestamp) -> Result<()> {
    let mut tx = shared.db.read().await?;
    let found: Vec<Unreferenced> = tx
        .all(
            sql("select hash from blob where refs = 0 and unreferenced_since <= $1 order by unreferenced_since limit $2")
                .bind(now - DAY)
                .bind(BATCH),
        )
        .await?;
    drop(tx);
    for Unreferenced { hash } in found {
        let mut tx = shared.db.begin().await?;
        let gone = sql("delete from blob where hash = $1 and refs = 0 and unreferenced_since <= $2");
        let gone = tx.execute(gone.bind(&hash).bind(now - DAY)).await? == 1;
        if gone {
            // The images drawn of it go with it, and the PDF made of it.
            let images: Vec<Image> = tx
                .all(sql("delete from rendition where blob_hash = $1 returning rendition_hash").bind(&hash))
                .await?;
            for image in images {
                crate::files::release(&mut tx, now, &image.rendition_hash).await?;
            }
            let made: Vec<Preview> = tx
                .all(sql("delete from preview where blob_hash = $1 returning preview_hash").bind(&hash))
                .await?;
            for made in made.iter().filter(|made| !made.preview_hash.is_empty()) {
                crate::files::release(&mut tx, now, &made.preview_hash).await?;
            }
        }
        tx.commit().await?;
        if gone {
            remove(shared, &hash, now).await?;
        }
    }
    Ok(())
}

/// Files whose row was never written: the upload was refused, or the server died before the commit.
async fn strays(shared: &Shared, now: Timestamp) -> Result<()> {
    let mut listed = shared.blobs.list_older_than(now - DAY);
    let mut batch = Vec::new();
    loop {
        let next = listed.try_next().await.map_err(serve::missing)?;
        let last = next.is_none();
        batch.extend(next.map(|found| found.hash.to_string()));
        if batch.len() < 200 && !last {
            continue;
        }
        let mut text = sql("select hash from blob where hash in ");
        text.text_list(&batch);
        let mut tx = shared.db.read().await?;
        let known: Vec<Unreferenced> = tx.all(text).await?;
        drop(tx);
        for hash in batch.drain(..) {
            if !known.iter().any(|row| row.hash == hash) {
                remove(shared, &hash, now).await?;
            }
        }
        if last {
            return Ok(());
        }
    }
}

async fn remove(shared: &Shared, hash: &str, now: Timestamp) -> Result<()> {
    let hash = BlobHash::parse(hash).map_err(anyhow::Error::from)?;
    shared.blobs.delete_if_older_than(hash, now - DAY).await.map_err(serve::missing)?;
    Ok(())
}
