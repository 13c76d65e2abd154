//! Contents by their SHA-256, in a local folder, an S3-compatible store, or memory.
//!
//! Promises:
//! - A content is stored once, whoever refers to it, and is never changed under its hash.
//! - [`BlobStore::put`] returns only when the content is durable; a caller commits its row after that.
//! - A put that fails, is given up, or dies with the process leaves nothing that [`BlobStore::get`] or
//!   [`BlobStore::list_older_than`] could show, and what it left under `incoming` is swept.
//! - Contents are streamed both ways and are never in memory as a whole, save in the memory store.
//!
//! The store knows nothing of who refers to a content. Whoever does decides which are orphans and deletes
//! them with [`BlobStore::delete_if_older_than`].
//!
//! Times are unix milliseconds of the store's own clock.

mod error;
mod hash;
mod local;
mod objects;
mod s3;
mod staging;
#[cfg(feature = "testing")]
pub mod testing;

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures::stream::BoxStream;
use futures::{Stream, TryStreamExt};
use object_store::memory::InMemory;

pub use crate::error::BlobError;
pub use crate::hash::{BlobHash, InvalidBlobHash};
use crate::local::Local;
use crate::objects::Objects;
pub use crate::s3::S3Config;
pub use crate::staging::{Checksum, Held, Staging};

/// How many bytes of the beginning [`Stored::head`] keeps: enough to tell a file's type.
pub const HEAD_SIZE: usize = 8 << 10;

/// The chunks of a content.
pub type BlobStream = BoxStream<'static, Result<Bytes, BlobError>>;

/// The store. Clones share it.
#[derive(Clone, Debug)]
pub struct BlobStore(Backend);

#[derive(Clone, Debug)]
enum Backend {
    Local(Arc<Local>),
    Objects(Objects),
}

/// A content that was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its name from now on.
    pub hash: BlobHash,
    /// Its size in bytes.
    pub size: u64,
    /// Its first bytes, at most [`HEAD_SIZE`].
    pub head: Bytes,
}

/// A content found by listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub hash: BlobHash,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last put, in unix milliseconds.
    pub modified: i64,
}

impl BlobStore {
    /// The store in a local folder, which is made if it is missing.
    pub fn local(dir: &Path) -> Result<Self, BlobError> {
        Ok(Self(Backend::Local(Arc::new(Local::open(dir).map_err(BlobError::unavailable)?))))
    }

    /// The store in a bucket of an S3-compatible store. Nothing is asked of it yet; see [`BlobStore::probe`].
    pub fn s3(config: &S3Config) -> Result<Self, BlobError> {
        let bucket = Arc::new(s3::connect(config)?);
        Ok(Self(Backend::Objects(Objects::new(Arc::clone(&bucket) as _, bucket))))
    }

    /// A store in memory, for tests.
    #[must_use]
    pub fn memory() -> Self {
        let memory = Arc::new(InMemory::new());
        Self(Backend::Objects(Objects::new(Arc::clone(&memory) as _, memory)))
    }

    /// Stores the content of a stream of at most `limit` bytes and returns when it is durable.
    ///
    /// A content that is already there is stored again, which keeps it from being swept as old.
    pub async fn put<S>(&self, stream: S, limit: u64) -> Result<Stored, BlobError>
    where
        S: Stream<Item = io::Result<Bytes>> + Send,
    {
        match &self.0 {
            Backend::Local(local) => local.put(stream, limit).await,
            Backend::Objects(objects) => objects.put(stream, limit).await,
        }
    }

    /// Stores a file of this machine, which stays: a local store gives it a second name, any other gets its bytes.
    async fn take_in(&self, file: PathBuf, size: u64) -> Result<Stored, BlobError> {
        match &self.0 {
            Backend::Local(local) => local.take_in(file, size).await,
            Backend::Objects(objects) => {
                let opened = tokio::task::spawn_blocking(move || local::read_file(&file));
                let stream = local::joined(opened.await).map_err(BlobError::unavailable)?;
                objects.put(stream.map_err(io::Error::other), size).await
            }
        }
    }

    /// Stores a small content that is in memory anyway.
    pub async fn put_bytes(&self, content: Bytes) -> Result<Stored, BlobError> {
        self.put(futures::stream::iter([Ok(content)]), u64::MAX).await
    }

    /// The size of the whole content, and its bytes or those of `range`.
    ///
    /// A range that ends beyond the content is cut to it; one that begins beyond it is
    /// [`BlobError::OutOfRange`].
    pub async fn get(
        &self,
        hash: BlobHash,
        range: Option<Range<u64>>,
    ) -> Result<(u64, BlobStream), BlobError> {
        match &self.0 {
            Backend::Local(local) => local.get(hash, range).await,
            Backend::Objects(objects) => objects.get(hash, range).await,
        }
    }

    /// A whole content of at most `limit` bytes in memory.
    pub async fn read_all(&self, hash: BlobHash, limit: u64) -> Result<Bytes, BlobError> {
        let (size, mut stream) = self.get(hash, None).await?;
        if size > limit {
            return Err(BlobError::TooLarge { limit });
        }
        let mut content = BytesMut::with_capacity(usize::try_from(size).map_err(BlobError::unavailable)?);
        while let Some(chunk) = stream.try_next().await? {
            content.extend_from_slice(&chunk);
        }
        Ok(content.freeze())
    }

    /// The size of a content.
    pub async fn size(&self, hash: BlobHash) -> Result<u64, BlobError> {
        match &self.0 {
            Backend::Local(local) => local.size(hash).await,
            Backend::Objects(objects) => objects.size(hash).await,
        }
    }

    /// The file of a content in a local store, for renderers that map files; `None` elsewhere. Nothing says
    /// that the file exists.
    #[must_use]
    pub fn local_path(&self, hash: BlobHash) -> Option<PathBuf> {
        match &self.0 {
            Backend::Local(local) => Some(local.path(hash)),
            Backend::Objects(_) => None,
        }
    }

    /// Deletes a content. One that is not there is no error.
    pub async fn delete(&self, hash: BlobHash) -> Result<(), BlobError> {
        self.delete_if(hash, None).await.map(drop)
    }

    /// Deletes a content unless it was put again since `older_than`, and says whether it did.
    ///
    /// For the sweeper of orphans: a content listed as old may be wanted by an upload that ends right now.
    /// The check and the deletion are one step for all uploads through this server.
    pub async fn delete_if_older_than(&self, hash: BlobHash, older_than: i64) -> Result<bool, BlobError> {
        self.delete_if(hash, Some(older_than)).await
    }

    async fn delete_if(&self, hash: BlobHash, older_than: Option<i64>) -> Result<bool, BlobError> {
        match &self.0 {
            Backend::Local(local) => local.delete(hash, older_than).await,
            Backend::Objects(objects) => objects.delete(hash, older_than).await,
        }
    }

    /// All contents last put before `older_than`, in the order of their hashes.
    pub fn list_older_than(&self, older_than: i64) -> BoxStream<'static, Result<Listed, BlobError>> {
        match &self.0 {
            Backend::Local(local) => local.list_older_than(older_than),
            Backend::Objects(objects) => objects.list_older_than(older_than),
        }
    }

    /// Removes what crashed uploads left behind before `older_than` and says how many things those were.
    ///
    /// An upload still running loses its work, so `older_than` must lie further back than any upload lasts.
    pub async fn sweep_incoming(&self, older_than: i64) -> Result<u64, BlobError> {
        match &self.0 {
            Backend::Local(local) => local.sweep_incoming(older_than).await,
            Backend::Objects(objects) => objects.sweep_incoming(older_than).await,
        }
    }

    /// Stores, reads and deletes a small content: whether the store is ready to work.
    pub async fn probe(&self) -> Result<(), BlobError> {
        let content = Bytes::from(format!("probe {}", hash::incoming_name()));
        let stored = self.put_bytes(content.clone()).await?;
        let read = self.read_all(stored.hash, stored.size).await?;
        self.delete(stored.hash).await?;
        if read == content { Ok(()) } else { Err(BlobError::unavailable("the store returned other bytes")) }
    }
}

/// Counts what arrives, holds it to the limit, and keeps its beginning.
#[derive(Debug)]
struct Intake {
    limit: u64,
    size: u64,
    head: BytesMut,
}

impl Intake {
    fn new(limit: u64) -> Self {
        Self { limit, size: 0, head: BytesMut::new() }
    }

    fn take(&mut self, chunk: &[u8]) -> Result<(), BlobError> {
        self.size = self.size.saturating_add(chunk.len() as u64);
        if self.size > self.limit {
            return Err(BlobError::TooLarge { limit: self.limit });
        }
        let wanted = HEAD_SIZE.saturating_sub(self.head.len()).min(chunk.len());
        self.head.extend_from_slice(&chunk[..wanted]);
        Ok(())
    }

    fn size(&self) -> u64 {
        self.size
    }

    fn stored(self, hash: BlobHash) -> Stored {
        Stored { hash, size: self.size, head: self.head.freeze() }
    }
}

/// The part of a content of `size` bytes that `range` asks for.
fn window(range: Option<Range<u64>>, size: u64) -> Result<Range<u64>, BlobError> {
    let Some(range) = range else { return Ok(0..size) };
    if range.start > range.end || range.start > size {
        return Err(BlobError::OutOfRange { size });
    }
    Ok(range.start..range.end.min(size))
}
