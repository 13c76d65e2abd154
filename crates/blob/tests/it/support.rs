//! What the tests share: folders of their own, contents that can be told apart, and counting streams.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt, stream};
use wayleave_blob::{BlobError, BlobHash, BlobStore, Listed};

/// After everything that will ever be stored.
pub const LATER: i64 = i64::MAX;

/// A folder of this test alone, removed at its end.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let name = format!("blob-{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::SeqCst));
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn store(&self) -> BlobStore {
        BlobStore::local(&self.0).unwrap()
    }

    /// The files below a folder of the store.
    pub fn files(&self, below: &str) -> Vec<PathBuf> {
        let (mut files, mut folders) = (Vec::new(), vec![self.0.join(below)]);
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        files
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// `size` bytes that look the same nowhere, different for each seed.
pub fn content(seed: u64, size: usize) -> Bytes {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut content = Vec::with_capacity(size + 8);
    while content.len() < size {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        content.extend_from_slice(&state.to_le_bytes());
    }
    content.truncate(size);
    content.into()
}

/// `content` in chunks of uneven sizes.
pub fn chunked(content: Bytes) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    let sizes = [1, 7, 64 << 10, 5000, 1 << 20, 0, 33].into_iter().cycle();
    stream::iter(sizes).scan(content, |rest, size: usize| {
        let chunk = rest.split_to(size.min(rest.len()));
        let more = !chunk.is_empty() || !rest.is_empty();
        std::future::ready(more.then_some(Ok(chunk)))
    })
}

pub async fn got(store: &BlobStore, hash: BlobHash) -> Result<Bytes, BlobError> {
    let (size, chunks) = store.get(hash, None).await?;
    let content = chunks.try_collect::<Vec<_>>().await?.concat();
    assert_eq!(content.len() as u64, size);
    Ok(content.into())
}

pub async fn listed(store: &BlobStore, older_than: i64) -> Vec<Listed> {
    store.list_older_than(older_than).try_collect().await.unwrap()
}

pub async fn assert_empty(store: &BlobStore) {
    assert_eq!(listed(store, LATER).await, []);
    assert_eq!(store.sweep_incoming(LATER).await.unwrap(), 0, "something was left under incoming");
}

/// Counts the bytes of chunks that are still alive somewhere.
#[derive(Clone, Default)]
pub struct Meter {
    live: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

struct Metered(Vec<u8>, Meter);

impl AsRef<[u8]> for Metered {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Metered {
    fn drop(&mut self) {
        self.1.live.fetch_sub(self.0.len(), Ordering::SeqCst);
    }
}

impl Meter {
    pub fn chunk(&self, bytes: Vec<u8>) -> Bytes {
        let live = self.live.fetch_add(bytes.len(), Ordering::SeqCst) + bytes.len();
        self.most.fetch_max(live, Ordering::SeqCst);
        Bytes::from_owner(Metered(bytes, self.clone()))
    }

    pub fn most(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }
}

/// Puts and gets `size` bytes and checks that no more than `bound` of them were ever alive on the way in,
/// and that they come out in small chunks.
pub async fn stream_within(store: &BlobStore, size: usize, bound: usize) {
    const CHUNK: usize = 64 << 10;
    let meter = Meter::default();
    let source = meter.clone();
    let chunks = stream::iter(0..size / CHUNK).map(move |i| {
        let mut chunk = vec![0; CHUNK];
        chunk[..8].copy_from_slice(&(i as u64).to_le_bytes());
        Ok(source.chunk(chunk))
    });
    let stored = store.put(chunks, u64::MAX).await.unwrap();
    assert_eq!(stored.size, size as u64);
    assert!(meter.most() <= bound, "{} bytes were held at once", meter.most());

    let (total, mut chunks) = store.get(stored.hash, None).await.unwrap();
    assert_eq!(total, size as u64);
    let mut seen = 0;
    while let Some(chunk) = chunks.try_next().await.unwrap() {
        assert!(chunk.len() <= 1 << 20, "a chunk of {} bytes", chunk.len());
        seen += chunk.len();
    }
    assert_eq!(seen, size);
    store.delete(stored.hash).await.unwrap();
}
