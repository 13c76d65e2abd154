//! What every backend must do. Contents around 1 MiB are written in batches locally, those above 8 MiB are
//! uploaded in parts elsewhere.

use std::io;

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};
use wayleave_blob::{BlobError, BlobHash, BlobStore, HEAD_SIZE};

use crate::support::{LATER, assert_empty, chunked, content, got, listed};

const SMALL: usize = 5_000;
const IN_PARTS: usize = (20 << 20) + 12_345;

pub async fn what_was_put_is_got_back(store: BlobStore) {
    for (seed, size) in
        [1, SMALL, 1 << 20, (1 << 20) + 1, 8 << 20, (8 << 20) + 1, 16 << 20, IN_PARTS].into_iter().enumerate()
    {
        let content = content(seed as u64, size);
        let stored = store.put(chunked(content.clone()), size as u64).await.unwrap();
        assert_eq!(stored.hash, BlobHash::of(&content));
        assert_eq!(stored.size, size as u64);
        assert_eq!(store.size(stored.hash).await.unwrap(), size as u64);
        assert!(got(&store, stored.hash).await.unwrap() == content, "{size} bytes came back changed");
    }
    assert_eq!(store.sweep_incoming(LATER).await.unwrap(), 0);
}

pub async fn an_empty_content_is_a_content(store: BlobStore) {
    let stored = store.put(stream::empty(), 0).await.unwrap();
    assert_eq!(stored.hash.to_string(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_eq!(stored.size, 0);
    assert_eq!(got(&store, stored.hash).await.unwrap(), Bytes::new());
    let (size, chunks) = store.get(stored.hash, Some(0..0)).await.unwrap();
    assert_eq!((size, chunks.count().await), (0, 0));
}

pub async fn the_head_is_the_first_eight_kibibytes(store: BlobStore) {
    let short = store.put(chunked(content(1, 100)), 100).await.unwrap();
    assert_eq!(short.head, content(1, 100));
    for size in [SMALL * 10, IN_PARTS] {
        let content = content(2, size);
        let stored = store.put(chunked(content.clone()), u64::MAX).await.unwrap();
        assert_eq!(stored.head, content.slice(..HEAD_SIZE));
    }
}

pub async fn ranges_are_exact_and_cut_to_the_content(store: BlobStore) {
    let size = 1_000_000;
    let content = content(3, size);
    let hash = store.put(chunked(content.clone()), u64::MAX).await.unwrap().hash;
    let all = size as u64;
    for range in
        [0..1, 0..all, 10..10, 1..300_000, 262_143..262_145, all - 1..all, all - 5..all + 100, all..all]
    {
        let (total, chunks) = store.get(hash, Some(range.clone())).await.unwrap();
        assert_eq!(total, all);
        let bytes = chunks.try_collect::<Vec<_>>().await.unwrap().concat();
        let (start, end) =
            (usize::try_from(range.start).unwrap(), usize::try_from(range.end.min(all)).unwrap());
        assert!(bytes == content[start..end], "the wrong bytes for {range:?}");
    }
}

pub async fn a_range_beyond_the_content_is_refused(store: BlobStore) {
    let hash = store.put_bytes(content(4, 100)).await.unwrap().hash;
    let backwards = std::ops::Range { start: 60, end: 50 };
    for range in [101..102, 500..600, backwards] {
        let refusal = store.get(hash, Some(range)).await.err().unwrap();
        assert!(matches!(refusal, BlobError::OutOfRange { size: 100 }), "{refusal:?}");
    }
}

pub async fn too_large_a_content_leaves_nothing(store: BlobStore) {
    for size in [SMALL, IN_PARTS] {
        let limit = size as u64 - 1;
        let refusal = store.put(chunked(content(5, size)), limit).await.unwrap_err();
        assert!(matches!(refusal, BlobError::TooLarge { limit: told } if told == limit), "{refusal:?}");
    }
    settled(&store).await;
}

pub async fn the_limit_itself_is_allowed(store: BlobStore) {
    let stored = store.put(chunked(content(6, SMALL)), SMALL as u64).await.unwrap();
    assert_eq!(stored.size, SMALL as u64);
}

pub async fn an_interrupted_put_leaves_nothing(store: BlobStore) {
    for size in [0, SMALL, IN_PARTS] {
        let broken = chunked(content(7, size))
            .chain(stream::iter([Err(io::Error::new(io::ErrorKind::ConnectionReset, "the line is dead"))]));
        let refusal = store.put(broken, u64::MAX).await.unwrap_err();
        assert!(matches!(refusal, BlobError::Interrupted(_)), "{refusal:?}");
    }
    settled(&store).await;
}

pub async fn a_put_that_is_given_up_leaves_nothing(store: BlobStore) {
    for size in [SMALL, IN_PARTS] {
        let (arrived, mut given_up) = (tokio::sync::Notify::new(), false);
        let endless = chunked(content(8, size)).chain(stream::once(async {
            arrived.notify_one();
            std::future::pending().await
        }));
        tokio::select! {
            _ = store.put(endless, u64::MAX) => {}
            () = arrived.notified() => given_up = true,
        }
        assert!(given_up);
    }
    settled(&store).await;
}

pub async fn the_same_content_is_stored_once(store: BlobStore) {
    for size in [SMALL, IN_PARTS] {
        let first = store.put(chunked(content(9, size)), u64::MAX).await.unwrap();
        let again = store.put(chunked(content(9, size)), u64::MAX).await.unwrap();
        assert_eq!(first, again);
        assert!(got(&store, first.hash).await.unwrap() == content(9, size));
    }
    assert_eq!(listed(&store, LATER).await.len(), 2);
}

pub async fn a_missing_content_is_not_found(store: BlobStore) {
    let hash = BlobHash::of(b"never stored");
    assert!(matches!(store.get(hash, None).await.err(), Some(BlobError::NotFound)));
    assert!(matches!(store.get(hash, Some(0..1)).await.err(), Some(BlobError::NotFound)));
    assert!(matches!(store.size(hash).await.err(), Some(BlobError::NotFound)));
    assert!(matches!(store.read_all(hash, 10).await.err(), Some(BlobError::NotFound)));
}

pub async fn deleting_twice_is_no_error(store: BlobStore) {
    let hash = store.put_bytes(content(10, SMALL)).await.unwrap().hash;
    store.delete(hash).await.unwrap();
    assert!(matches!(store.size(hash).await.err(), Some(BlobError::NotFound)));
    store.delete(hash).await.unwrap();
    assert!(!store.delete_if_older_than(hash, LATER).await.unwrap());
}

pub async fn listing_finds_what_is_older(store: BlobStore) {
    let mut hashes = Vec::new();
    for seed in 0..30 {
        hashes.push(store.put_bytes(content(seed, SMALL)).await.unwrap().hash);
    }
    hashes.sort();
    let found = listed(&store, LATER).await;
    assert_eq!(found.iter().map(|listed| listed.hash).collect::<Vec<_>>(), hashes);
    assert!(found.iter().all(|listed| listed.size == SMALL as u64 && listed.modified > 0));
    assert_eq!(listed(&store, 0).await, []);
    let oldest = found.iter().map(|listed| listed.modified).min().unwrap();
    assert_eq!(listed(&store, oldest).await, []);
}

pub async fn an_old_content_put_again_is_not_deleted_as_old(store: BlobStore) {
    let hash = store.put_bytes(content(11, SMALL)).await.unwrap().hash;
    let modified = listed(&store, LATER).await[0].modified;
    assert!(!store.delete_if_older_than(hash, modified).await.unwrap());
    assert_eq!(store.size(hash).await.unwrap(), SMALL as u64);
    assert!(store.delete_if_older_than(hash, modified + 1).await.unwrap());
    assert!(matches!(store.size(hash).await.err(), Some(BlobError::NotFound)));
}

pub async fn nothing_finished_is_swept(store: BlobStore) {
    let hash = store.put(chunked(content(12, IN_PARTS)), u64::MAX).await.unwrap().hash;
    assert_eq!(store.sweep_incoming(LATER).await.unwrap(), 0);
    assert_eq!(store.size(hash).await.unwrap(), IN_PARTS as u64);
}

pub async fn small_contents_are_read_whole_within_a_limit(store: BlobStore) {
    let hash = store.put_bytes(content(13, SMALL)).await.unwrap().hash;
    assert_eq!(store.read_all(hash, SMALL as u64).await.unwrap(), content(13, SMALL));
    let refusal = store.read_all(hash, SMALL as u64 - 1).await.unwrap_err();
    assert!(matches!(refusal, BlobError::TooLarge { .. }), "{refusal:?}");
}

pub async fn the_probe_leaves_nothing(store: BlobStore) {
    store.probe().await.unwrap();
    assert_empty(&store).await;
}

pub async fn many_puts_at_once_do_not_disturb_each_other(store: BlobStore) {
    let puts = (0..24).map(|i| {
        let store = store.clone();
        // Each content thrice, a third of them in parts.
        let (seed, size) = (i % 8, if i % 8 < 3 { 9 << 20 } else { SMALL });
        async move { (seed, size, store.put(chunked(content(seed, size)), u64::MAX).await.unwrap()) }
    });
    for (seed, size, stored) in futures::future::join_all(puts).await {
        assert_eq!(stored.hash, BlobHash::of(&content(seed, size)));
        assert!(got(&store, stored.hash).await.unwrap() == content(seed, size));
    }
    assert_eq!(listed(&store, LATER).await.len(), 8);
    assert_eq!(store.sweep_incoming(LATER).await.unwrap(), 0);
}

/// Nothing is visible at once, and soon nothing is left: a put that was let go tidies up behind itself.
async fn settled(store: &BlobStore) {
    assert_eq!(listed(store, LATER).await, []);
    while left_over(store) {
        tokio::task::yield_now().await;
    }
}

/// Whether something lies under `incoming`. Only a local store shows its files; what a real S3 server keeps
/// is looked at in `s3.rs`.
fn left_over(store: &BlobStore) -> bool {
    let Some(path) = store.local_path(BlobHash::of(b"")) else { return false };
    let root = path.ancestors().nth(4).unwrap().to_owned();
    std::fs::read_dir(root.join("incoming")).unwrap().count() > 0
}
