//! What the last death left behind, taken up by a product in this process whose clock can be moved: the jobs are done, and
//! the sweep leaves exactly the files that something refers to.

use std::collections::BTreeSet;

use futures::TryStreamExt as _;
use wayleave_app::{App, AppConfig};
use wayleave_base::{Clock, Ids};
use wayleave_blob::BlobStore;
use wayleave_db::{Db, Tx, sql};
use wayleave_mail::Mailer;

use super::server::Place;
use super::writer::Writer;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

async fn texts(tx: &mut Tx, query: &'static str) -> BTreeSet<String> {
    let rows = tx.rows(sql(query)).await.unwrap();
    rows.iter().map(|row| row.get::<String>("text").unwrap()).collect()
}

/// Checks it.
pub async fn check(place: &Place, writers: &[Writer]) {
    let db = Db::open(&place.database()).await.unwrap();
    let blobs = BlobStore::local(&place.data().join("files")).unwrap();
    // The leases of those who died have run out by then.
    let clock = Clock::held(Clock::system().now() + 11 * MINUTE);
    let mailer = Mailer::memory();
    let app = App::new(AppConfig::default(), db.clone(), blobs.clone(), mailer, clock.clone(), Ids::system());
    let app = app.await.unwrap();
    app.runner().drain().await.unwrap();
    assert_eq!(wayleave_jobs::pending(&db, clock.now()).await.unwrap(), 0);
    let mut tx = db.read().await.unwrap();
    let failed = "select distinct coalesce(last_error, '') as text from job where failed_at is not null";
    assert_eq!(texts(&mut tx, failed).await, BTreeSet::new(), "no job was given up");
    let drawn = texts(&mut tx, "select distinct blob_hash as text from rendition").await;
    drop(tx);
    assert!(!drawn.is_empty(), "pages were drawn");

    // What loses its last reference stays for a day, and what was drawn of it for one more.
    for _ in 0..3 {
        clock.advance(2 * DAY);
        wayleave_app::tidy(app.shared()).await.unwrap();
    }
    let stored: Vec<_> = blobs.list_older_than(i64::MAX).try_collect().await.unwrap();
    let stored: BTreeSet<String> = stored.iter().map(|found| found.hash.to_string()).collect();
    let mut tx = db.read().await.unwrap();
    let known = texts(&mut tx, "select hash as text from blob").await;
    let idle = texts(&mut tx, "select hash as text from blob where refs < 1").await;
    drop(tx);
    assert_eq!(idle, BTreeSet::new(), "a file without a reference stays");
    assert_eq!(stored, known, "files and their rows are the same");
    for revision in writers.iter().flat_map(|writer| &writer.documents).flat_map(|known| &known.revisions) {
        assert!(stored.contains(&revision.hash), "{revision:?}");
    }
    assert_eq!(blobs.sweep_incoming(i64::MAX).await.unwrap(), 0, "no broken upload stays");
    db.close().await;
}
