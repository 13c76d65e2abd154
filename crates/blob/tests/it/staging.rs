//! Files that arrive in pieces.

use std::io;

use bytes::Bytes;
use futures::{StreamExt, stream};
use wayleave_blob::{BlobError, BlobHash, BlobStore, Staging};

use crate::support::{Folder, LATER, Meter, chunked, content, got, listed};

fn staging(folder: &Folder) -> Staging {
    Staging::at(&folder.path().join("staging"))
}

async fn arrived(staging: &Staging, name: &str, bytes: Bytes) -> wayleave_blob::Held {
    staging.create(name).await.unwrap();
    staging.hold(name).await.unwrap().append(chunked(bytes), u64::MAX, None).await.unwrap()
}

#[tokio::test]
async fn pieces_add_up_and_a_file_in_the_store_is_the_file_that_arrived() {
    let folder = Folder::new();
    let staging = staging(&folder);
    let whole = content(1, 5_000_000);
    staging.create("a_1").await.unwrap();
    let (mut at, mut step) = (0, 1);
    while at < whole.len() {
        let held = staging.hold("a_1").await.unwrap();
        assert_eq!(held.size(), at as u64);
        let piece = whole.slice(at..(at + step).min(whole.len()));
        at += piece.len();
        let held =
            held.append(chunked(piece), (whole.len() - held_size(at, step)) as u64, None).await.unwrap();
        assert_eq!(held.size(), at as u64);
        step *= 3;
    }
    let held = staging.hold("a_1").await.unwrap();
    for store in [folder.store(), BlobStore::memory()] {
        for _ in 0..2 {
            // Twice, as after a crash before anybody referred to it.
            let stored = store.adopt(&held).await.unwrap();
            assert_eq!((stored.hash, stored.size), (BlobHash::of(&whole), 5_000_000));
            assert_eq!(stored.head, whole.slice(..wayleave_blob::HEAD_SIZE));
            assert!(got(&store, stored.hash).await.unwrap() == whole);
        }
        assert_eq!(listed(&store, LATER).await.len(), 1);
        assert_eq!(store.sweep_incoming(LATER).await.unwrap(), 0, "a second name is left over");
    }
    drop(held);
    staging.remove("a_1").await.unwrap();
    staging.remove("a_1").await.unwrap();
    assert!(got(&folder.store(), BlobHash::of(&whole)).await.unwrap() == whole);
    assert!(matches!(staging.size("a_1").await, Err(BlobError::NotFound)));
}

/// Where a piece began that ends at `at`.
fn held_size(at: usize, step: usize) -> usize {
    at.saturating_sub(step)
}

#[tokio::test]
async fn a_file_is_held_by_one_at_a_time_and_let_go_of() {
    let folder = Folder::new();
    let staging = staging(&folder);
    let held = arrived(&staging, "a", content(1, 10)).await;
    assert!(matches!(staging.hold("a").await, Err(BlobError::Busy)));
    assert!(matches!(staging.size("a").await, Err(BlobError::Busy)));
    drop(held);
    assert_eq!(staging.size("a").await.unwrap(), 10);
    assert!(staging.hold("a").await.is_ok());
    assert!(staging.create("a").await.is_err(), "a name is given once");
    for name in ["", "../a", "a/b", "a.b", "ä"] {
        assert!(matches!(staging.hold(name).await, Err(BlobError::NotFound)), "{name}");
        assert!(matches!(staging.create(name).await, Err(BlobError::NotFound)), "{name}");
    }
}

#[tokio::test]
async fn a_stream_that_breaks_leaves_what_came_and_one_too_long_leaves_nothing() {
    let folder = Folder::new();
    let staging = staging(&folder);
    let held = arrived(&staging, "a", content(1, 10)).await;
    let breaking = stream::iter([Ok(content(2, 3000)), Err(io::Error::other("gone")), Ok(content(3, 5))]);
    let held = held.append(breaking, 1 << 20, None).await.unwrap();
    assert_eq!(held.size(), 3010);
    let refusal = held.append(chunked(content(4, 3 << 20)), (3 << 20) - 1, None).await.unwrap_err();
    assert!(matches!(refusal, BlobError::TooLarge { .. }));
    assert_eq!(staging.size("a").await.unwrap(), 3010);
}

#[tokio::test]
async fn whoever_gives_up_a_piece_lets_go_of_the_file() {
    let folder = Folder::new();
    let staging = staging(&folder);
    staging.create("a").await.unwrap();
    let held = staging.hold("a").await.unwrap();
    let silent = stream::once(async { Ok(content(1, 100)) }).chain(stream::pending());
    let append = held.append(silent, u64::MAX, None);
    tokio::select! {
        _ = append => panic!("a piece without an end ended"),
        () = async { while std::fs::metadata(folder.path().join("staging/a")).unwrap().len() < 100 { tokio::task::yield_now().await } } => {}
    }
    // The bytes may be let go of on another thread.
    let held = loop {
        match staging.hold("a").await {
            Ok(held) => break held,
            Err(BlobError::Busy) => tokio::task::yield_now().await,
            Err(error) => panic!("{error}"),
        }
    };
    assert_eq!(held.size(), 100, "what was written is there");
}

#[tokio::test(start_paused = true)]
async fn a_sender_that_says_nothing_for_long_is_gone() {
    let folder = Folder::new();
    let staging = staging(&folder);
    staging.create("a").await.unwrap();
    let silent = stream::once(async { Ok(content(1, 100)) }).chain(stream::pending());
    let held = staging.hold("a").await.unwrap().append(silent, u64::MAX, None).await.unwrap();
    assert_eq!(held.size(), 100);
}

#[tokio::test]
async fn a_piece_is_in_memory_a_batch_at_a_time() {
    let folder = Folder::new();
    let staging = staging(&folder);
    staging.create("a").await.unwrap();
    let meter = Meter::default();
    let source = meter.clone();
    let chunks = stream::iter(0..1000).map(move |_| Ok(source.chunk(vec![7; 64 << 10])));
    let held = staging.hold("a").await.unwrap().append(chunks, u64::MAX, None).await.unwrap();
    assert_eq!(held.size(), 1000 * (64 << 10));
    assert!(meter.most() <= 2 << 20, "{} bytes were held at once", meter.most());
}

#[tokio::test]
async fn what_rests_is_swept_and_a_folder_that_is_not_there_is_empty() {
    let folder = Folder::new();
    let staging = staging(&folder);
    assert_eq!(staging.sweep(LATER).await.unwrap(), 0);
    let _held = arrived(&staging, "a", content(1, 10)).await;
    assert_eq!(staging.sweep(0).await.unwrap(), 0);
    assert_eq!(staging.sweep(LATER).await.unwrap(), 1);
}
