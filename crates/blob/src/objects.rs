//! The store over an object store: S3 and memory.
//!
//! A content that fits one part is sent in one request straight to its place, its hash being known by then.
//! A larger one is uploaded in parts under `incoming/` while it is hashed, copied to its place inside the
//! store, and removed from `incoming/`. The alternative, to spool it to a local file first, needs as much
//! local disk as all uploads together, on machines that use S3 because they have none to spare, and makes
//! every upload wait for a second pass; the copy costs the store one request and no traffic.
//!
//! Memory per upload: the part being filled and `PARTS_IN_FLIGHT` on their way, 24 MiB.
//!
//! Beside each upload in parts lies a marker with the store's id of it, so that the sweeper can give back
//! the space of parts that a crash left behind, which no listing shows.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures::stream::{self, BoxStream};
use futures::{Stream, StreamExt, TryStreamExt};
use object_store::multipart::{MultipartStore, PartId};
use object_store::path::Path;
use object_store::{GetOptions, GetRange, MultipartId, ObjectMeta, ObjectStore, ObjectStoreExt, PutPayload};
use sha2::{Digest, Sha256};
use tokio::sync::RwLock;
use tokio::task::JoinSet;

use crate::hash::{BlobHash, FINISHED, INCOMING, incoming_name};
use crate::{BlobError, BlobStream, Intake, Listed, Stored};

/// The size of all parts but the last. S3 wants at least 5 MiB and some stores equal sizes.
pub(crate) const PART_SIZE: usize = 8 << 20;
/// How many parts may be on their way at once.
const PARTS_IN_FLIGHT: usize = 2;
/// S3 takes no more parts than this in one upload.
const MOST_PARTS: u64 = 10_000;
/// S3 copies no more than this in one request; what is larger goes through this server again.
const COPY_LIMIT: u64 = 5 << 30;
const MARKER: &str = ".upload";

#[derive(Clone, Debug)]
pub(crate) struct Objects {
    store: Arc<dyn ObjectStore>,
    parts: Arc<dyn PartStore>,
    // By first byte of the hash, held shared while a content is put in place and exclusively while an old
    // one is deleted, so that a content uploaded again is never deleted on the strength of its former age.
    places: Arc<[RwLock<()>]>,
    copy_limit: u64,
}

/// [`MultipartStore`] that can be printed.
pub(crate) trait PartStore: MultipartStore + std::fmt::Debug {}
impl<T: MultipartStore + std::fmt::Debug> PartStore for T {}

impl Objects {
    pub(crate) fn new(store: Arc<dyn ObjectStore>, parts: Arc<dyn PartStore>) -> Self {
        let places = (0..=u8::MAX).map(|_| RwLock::new(())).collect();
        Self { store, parts, places, copy_limit: COPY_LIMIT }
    }

    fn place(&self, hash: BlobHash) -> &RwLock<()> {
        &self.places[usize::from(hash.as_bytes()[0])]
    }

    pub(crate) async fn put<S>(&self, stream: S, limit: u64) -> Result<Stored, BlobError>
    where
        S: Stream<Item = io::Result<Bytes>> + Send,
    {
        let mut stream = std::pin::pin!(stream);
        let mut intake = Intake::new(limit.min(MOST_PARTS * PART_SIZE as u64));
        let mut hasher = Sha256::new();
        let mut part = BytesMut::new();
        let mut upload: Option<Upload> = None;
        while let Some(chunk) = stream.next().await {
            let mut chunk = chunk.map_err(BlobError::Interrupted)?;
            intake.take(&chunk)?;
            hasher.update(&chunk);
            while part.len() + chunk.len() > PART_SIZE {
                part.extend_from_slice(&chunk.split_to(PART_SIZE - part.len()));
                let full = std::mem::replace(&mut part, BytesMut::with_capacity(PART_SIZE)).freeze();
                let upload = match &mut upload {
                    Some(upload) => upload,
                    None => upload.insert(Upload::begin(self).await?),
                };
                upload.send(full).await?;
            }
            part.extend_from_slice(&chunk);
        }
        let hash = BlobHash::from_hasher(hasher);
        match upload {
            None => {
                let _shared = self.place(hash).read().await;
                self.store.put(&path_of(hash), part.freeze().into()).await.map_err(unavailable)?;
            }
            Some(mut upload) => {
                upload.send(part.freeze()).await?;
                upload.complete().await?;
                let _shared = self.place(hash).read().await;
                self.copy(&upload.path, &path_of(hash), intake.size()).await?;
                upload.clean_up().await;
            }
        }
        Ok(intake.stored(hash))
    }

    /// Copies inside the store. An existing content is replaced by its equal, which renews its time of
    /// change and so tells the sweeper that somebody wants it now.
    async fn copy(&self, from: &Path, to: &Path, size: u64) -> Result<(), BlobError> {
        if size <= self.copy_limit {
            return self.store.copy(from, to).await.map_err(unavailable);
        }
        let mut source = self.store.get(from).await.map_err(unavailable)?.into_stream();
        let mut copy = Upload::begin_at(self, to.clone()).await?;
        let mut part = BytesMut::with_capacity(PART_SIZE);
        while let Some(mut chunk) = source.try_next().await.map_err(unavailable)? {
            while part.len() + chunk.len() > PART_SIZE {
                part.extend_from_slice(&chunk.split_to(PART_SIZE - part.len()));
                let full = std::mem::replace(&mut part, BytesMut::with_capacity(PART_SIZE));
                copy.send(full.freeze()).await?;
            }
            part.extend_from_slice(&chunk);
        }
        copy.send(part.freeze()).await?;
        copy.complete().await?;
        copy.keep().await;
        Ok(())
    }

    pub(crate) async fn get(
        &self,
        hash: BlobHash,
        range: Option<Range<u64>>,
    ) -> Result<(u64, BlobStream), BlobError> {
        let path = path_of(hash);
        let range = match range {
            None => None,
            // The size decides whether a range is good, and stores differ in how they refuse a bad one.
            Some(range) => {
                let size = self.size(hash).await?;
                let window = crate::window(Some(range), size)?;
                if window.is_empty() {
                    return Ok((size, stream::empty().boxed()));
                }
                Some(GetRange::Bounded(window))
            }
        };
        let found = self.store.get_opts(&path, GetOptions { range, ..GetOptions::default() }).await?;
        let size = found.meta.size;
        Ok((size, found.into_stream().map_err(BlobError::from).boxed()))
    }

    pub(crate) async fn size(&self, hash: BlobHash) -> Result<u64, BlobError> {
        Ok(self.store.head(&path_of(hash)).await?.size)
    }

    /// Deletes the content, or only if it was put in place before `older_than`.
    pub(crate) async fn delete(&self, hash: BlobHash, older_than: Option<i64>) -> Result<bool, BlobError> {
        let path = path_of(hash);
        let _alone = self.place(hash).write().await;
        let modified = match self.store.head(&path).await {
            Ok(meta) => modified(&meta),
            Err(object_store::Error::NotFound { .. }) => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        if older_than.is_some_and(|older_than| modified >= older_than) {
            return Ok(false);
        }
        self.store.delete(&path).await?;
        Ok(true)
    }

    pub(crate) fn list_older_than(&self, older_than: i64) -> BoxStream<'static, Result<Listed, BlobError>> {
        self.store
            .list(Some(&Path::from(FINISHED)))
            .map_err(unavailable)
            .try_filter_map(move |meta| async move {
                let hash = meta.location.filename().and_then(|name| BlobHash::parse(name).ok());
                let modified = modified(&meta);
                Ok(hash.filter(|_| modified < older_than).map(|hash| Listed {
                    hash,
                    size: meta.size,
                    modified,
                }))
            })
            .boxed()
    }

    pub(crate) async fn sweep_incoming(&self, older_than: i64) -> Result<u64, BlobError> {
        let mut leftovers = self.store.list(Some(&Path::from(INCOMING)));
        let mut swept = 0;
        while let Some(meta) = leftovers.try_next().await.map_err(unavailable)? {
            if modified(&meta) >= older_than {
                continue;
            }
            if meta.location.as_ref().ends_with(MARKER) {
                self.abort_marked(&meta.location).await?;
            }
            match self.store.delete(&meta.location).await {
                Ok(()) => swept += 1,
                Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(swept)
    }

    /// Gives back the space of the upload that the marker tells of.
    async fn abort_marked(&self, marker: &Path) -> Result<(), BlobError> {
        let content = match self.store.get(marker).await {
            Ok(found) => found.bytes().await.map_err(unavailable)?,
            Err(object_store::Error::NotFound { .. }) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let content = String::from_utf8_lossy(&content);
        let Some((path, id)) = content.split_once('\n') else {
            tracing::warn!(%marker, "the marker of an upload is unreadable");
            return Ok(());
        };
        // An upload that was completed or aborted before the crash is unknown by now, which stores report
        // as errors of different kinds; there is nothing to give back then.
        if let Err(error) = self.parts.abort_multipart(&Path::from(path), &id.to_owned()).await {
            tracing::debug!(%error, %marker, "an abandoned upload was already gone");
        }
        Ok(())
    }
}

/// An upload in parts. Dropped before its end, it has the store forget all of it.
#[derive(Debug)]
struct Upload {
    objects: Objects,
    path: Path,
    marker: Path,
    id: MultipartId,
    sending: JoinSet<object_store::Result<(usize, PartId)>>,
    sent: Vec<Option<PartId>>,
    over: bool,
}

impl Upload {
    async fn begin(objects: &Objects) -> Result<Self, BlobError> {
        Self::begin_at(objects, Path::from(format!("{INCOMING}/{}", incoming_name()))).await
    }

    async fn begin_at(objects: &Objects, path: Path) -> Result<Self, BlobError> {
        let id = objects.parts.create_multipart(&path).await.map_err(unavailable)?;
        let upload = Self {
            objects: objects.clone(),
            marker: Path::from(format!("{INCOMING}/{}{MARKER}", incoming_name())),
            path,
            id,
            sending: JoinSet::new(),
            sent: Vec::new(),
            over: false,
        };
        let content = format!("{}\n{}", upload.path, upload.id);
        objects.store.put(&upload.marker, content.into()).await.map_err(unavailable)?;
        Ok(upload)
    }

    /// Sends a part once fewer than the allowed number are on their way.
    async fn send(&mut self, part: Bytes) -> Result<(), BlobError> {
        while self.sending.len() >= PARTS_IN_FLIGHT {
            self.one_sent().await?;
        }
        let index = self.sent.len();
        self.sent.push(None);
        let (parts, path, id) = (Arc::clone(&self.objects.parts), self.path.clone(), self.id.clone());
        self.sending.spawn(async move {
            let sent = parts.put_part(&path, &id, index, PutPayload::from(part)).await?;
            Ok((index, sent))
        });
        Ok(())
    }

    async fn one_sent(&mut self) -> Result<(), BlobError> {
        if let Some(result) = self.sending.join_next().await {
            let (index, part) = result.map_err(BlobError::unavailable)?.map_err(unavailable)?;
            self.sent[index] = Some(part);
        }
        Ok(())
    }

    async fn complete(&mut self) -> Result<(), BlobError> {
        while !self.sending.is_empty() {
            self.one_sent().await?;
        }
        let parts = self.sent.drain(..).flatten().collect();
        self.objects.parts.complete_multipart(&self.path, &self.id, parts).await.map_err(unavailable)?;
        Ok(())
    }

    /// Removes what a finished upload leaves under `incoming/`. A failure is left to the sweeper: the
    /// content is in its place, and the caller must not be told otherwise.
    async fn clean_up(mut self) {
        self.over = true;
        for path in [&self.path, &self.marker] {
            forget(&*self.objects.store, path).await;
        }
    }

    /// The same for an upload that went straight to its place, which stays.
    async fn keep(mut self) {
        self.over = true;
        forget(&*self.objects.store, &self.marker).await;
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if self.over {
            return;
        }
        // Without a runtime the process is ending, and the sweeper finds the marker.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let (objects, path, marker, id) =
            (self.objects.clone(), self.path.clone(), self.marker.clone(), self.id.clone());
        let mut sending = std::mem::take(&mut self.sending);
        runtime.spawn(async move {
            // Parts that arrive after the abort would stay behind, so they are stopped first.
            sending.shutdown().await;
            if let Err(error) = objects.parts.abort_multipart(&path, &id).await {
                tracing::debug!(%error, %path, "an abandoned upload was already over");
            }
            // A copy's path is the place of a content, which this upload does not own.
            if path.as_ref().starts_with(INCOMING) {
                forget(&*objects.store, &path).await;
            }
            forget(&*objects.store, &marker).await;
        });
    }
}

async fn forget(store: &dyn ObjectStore, path: &Path) {
    match store.delete(path).await {
        Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
        Err(error) => tracing::warn!(%error, %path, "could not be removed; the sweeper will try again"),
    }
}

fn path_of(hash: BlobHash) -> Path {
    Path::from(hash.key())
}

/// Unix milliseconds of the last change.
fn modified(meta: &ObjectMeta) -> i64 {
    meta.last_modified.timestamp_millis()
}

/// Where nothing is looked up by hash, a missing thing (the bucket, above all) is a failure of the store.
fn unavailable(error: object_store::Error) -> BlobError {
    BlobError::unavailable(error)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use std::sync::atomic::{AtomicUsize, Ordering};

    use object_store::memory::InMemory;
    use object_store::{PutResult, Result};

    use super::*;

    /// Parts in memory that take their time, and how many bytes of them were on their way at once.
    #[derive(Debug, Default)]
    struct Slow {
        memory: Arc<InMemory>,
        on_their_way: AtomicUsize,
        most: AtomicUsize,
    }

    #[async_trait::async_trait]
    impl MultipartStore for Slow {
        async fn create_multipart(&self, path: &Path) -> Result<MultipartId> {
            self.memory.create_multipart(path).await
        }

        async fn put_part(
            &self,
            path: &Path,
            id: &MultipartId,
            index: usize,
            part: PutPayload,
        ) -> Result<PartId> {
            let size = part.content_length();
            let now = self.on_their_way.fetch_add(size, Ordering::SeqCst) + size;
            self.most.fetch_max(now, Ordering::SeqCst);
            for _ in 0..1000 {
                tokio::task::yield_now().await;
            }
            let result = self.memory.put_part(path, id, index, part).await;
            self.on_their_way.fetch_sub(size, Ordering::SeqCst);
            result
        }

        async fn complete_multipart(
            &self,
            path: &Path,
            id: &MultipartId,
            parts: Vec<PartId>,
        ) -> Result<PutResult> {
            self.memory.complete_multipart(path, id, parts).await
        }

        async fn abort_multipart(&self, path: &Path, id: &MultipartId) -> Result<()> {
            self.memory.abort_multipart(path, id).await
        }
    }

    fn chunks(count: usize) -> impl Stream<Item = io::Result<Bytes>> + Send {
        stream::iter((0..count).map(|i| Ok(Bytes::from(vec![u8::try_from(i % 251).unwrap(); 1 << 20]))))
    }

    fn names(objects: &Objects) -> impl Future<Output = Vec<String>> {
        let listed = objects.store.list(None);
        async move { listed.map_ok(|meta| meta.location.to_string()).try_collect().await.unwrap() }
    }

    #[tokio::test]
    async fn a_slow_store_holds_the_sender_back_at_two_parts() {
        let memory = Arc::new(InMemory::new());
        let slow = Arc::new(Slow { memory: Arc::clone(&memory), ..Slow::default() });
        let objects = Objects::new(memory, Arc::clone(&slow) as _);
        let stored = objects.put(chunks(60), u64::MAX).await.unwrap();
        assert_eq!(stored.size, 60 << 20);
        assert_eq!(slow.most.load(Ordering::SeqCst), PARTS_IN_FLIGHT * PART_SIZE);
        assert_eq!(names(&objects).await, [stored.hash.key()]);
    }

    #[tokio::test]
    async fn a_content_too_large_for_the_stores_own_copy_arrives_whole() {
        let memory = Arc::new(InMemory::new());
        let mut objects = Objects::new(Arc::clone(&memory) as _, memory);
        objects.copy_limit = 10 << 20;
        let stored = objects.put(chunks(21), u64::MAX).await.unwrap();
        let (size, content) = objects.get(stored.hash, None).await.unwrap();
        assert_eq!(size, 21 << 20);
        let content: Vec<Bytes> = content.try_collect().await.unwrap();
        assert_eq!(BlobHash::of(&content.concat()), stored.hash);
        assert_eq!(names(&objects).await, [stored.hash.key()]);
    }
}
