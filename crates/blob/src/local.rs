//! The store in a local folder. A content is hashed while it is written to `incoming/`, forced to disk, and
//! only then renamed to its place, so a reader never meets half a file and a crash loses nothing that was
//! acknowledged.
//!
//! The work on files runs on the blocking threads, one batch at a time: hashing and writing of one batch
//! overlap with receiving the next, reading of one chunk overlaps with sending the one before.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use futures::stream::{self, BoxStream};
use futures::{Stream, StreamExt};
use sha2::{Digest, Sha256};
use tokio::task::{JoinError, JoinHandle};

use crate::hash::{BlobHash, FINISHED, INCOMING, incoming_name};
use crate::{BlobError, BlobStream, Intake, Listed, Stored};

/// How much is written and hashed in one go.
const WRITE_BATCH: usize = 1 << 20;
/// How much is read in one go. Each chunk costs a hop to a blocking thread, which 256 KiB make negligible
/// beside the copy; larger ones only add memory to every download.
const READ_CHUNK: u64 = 256 << 10;

#[derive(Debug)]
pub(crate) struct Local {
    root: PathBuf,
    // Held shared while a content is put in place and exclusively while an old one is deleted, so that a
    // content uploaded again is never deleted on the strength of its former age.
    places: RwLock<()>,
}

impl Local {
    pub(crate) fn open(root: &Path) -> io::Result<Self> {
        for folder in [root.to_owned(), root.join(INCOMING), root.join(FINISHED)] {
            create_private_dir_all(&folder)?;
        }
        sync_dir(root)?;
        Ok(Self { root: fs::canonicalize(root)?, places: RwLock::new(()) })
    }

    pub(crate) fn path(&self, hash: BlobHash) -> PathBuf {
        self.root.join(hash.key())
    }

    pub(crate) async fn put<S>(self: &Arc<Self>, stream: S, limit: u64) -> Result<Stored, BlobError>
    where
        S: Stream<Item = io::Result<Bytes>> + Send,
    {
        let mut stream = std::pin::pin!(stream);
        let mut intake = Intake::new(limit);
        let mut writing: Option<JoinHandle<io::Result<Incoming>>> = None;
        loop {
            let (batch, last) = next_batch(&mut stream, &mut intake).await?;
            let incoming = match writing.take() {
                Some(task) => Some(joined(task.await).map_err(BlobError::unavailable)?),
                None => None,
            };
            let root = self.root.clone();
            let task = tokio::task::spawn_blocking(move || {
                let mut incoming = match incoming {
                    Some(incoming) => incoming,
                    None => Incoming::create(&root)?,
                };
                incoming.write(&batch)?;
                Ok(incoming)
            });
            if last {
                let incoming = joined(task.await).map_err(BlobError::unavailable)?;
                let local = Arc::clone(self);
                let finished = tokio::task::spawn_blocking(move || local.finish(incoming));
                let hash = joined(finished.await).map_err(BlobError::unavailable)?;
                return Ok(intake.stored(hash));
            }
            writing = Some(task);
        }
    }

    /// Makes the file durable, gives it its name, and makes the name durable.
    fn finish(&self, mut incoming: Incoming) -> io::Result<BlobHash> {
        incoming.file.sync_all()?;
        let hash = BlobHash::from_hasher(std::mem::take(&mut incoming.hasher));
        let place = self.path(hash);
        let inner = place.parent().unwrap_or(&self.root);
        let outer = inner.parent().unwrap_or(&self.root);
        let _shared = self.places.read().unwrap_or_else(PoisonError::into_inner);
        create_private_dir_all(inner)?;
        // An existing file is replaced by its equal: readers keep the one they opened, and the new time of
        // change tells the sweeper that somebody wants the content now.
        fs::rename(&incoming.path, &place)?;
        incoming.renamed = true;
        // All three each time: a folder may be there because another upload has just made it and has not
        // come to forcing it to disk.
        for folder in [inner, outer, &self.root.join(FINISHED)] {
            sync_dir(folder)?;
        }
        Ok(hash)
    }

    pub(crate) async fn get(
        &self,
        hash: BlobHash,
        range: Option<Range<u64>>,
    ) -> Result<(u64, BlobStream), BlobError> {
        let path = self.path(hash);
        let (size, window, file) = joined(
            tokio::task::spawn_blocking(move || {
                let mut file = File::open(path)?;
                let size = file.metadata()?.len();
                let window = crate::window(range, size);
                if let Ok(window) = &window
                    && window.start > 0
                {
                    file.seek(SeekFrom::Start(window.start))?;
                }
                Ok((size, window, file))
            })
            .await,
        )?;
        let window = window?;
        Ok((size, read_ahead(file, window.end - window.start)))
    }

    pub(crate) async fn size(&self, hash: BlobHash) -> Result<u64, BlobError> {
        let path = self.path(hash);
        Ok(joined(tokio::task::spawn_blocking(move || Ok(fs::metadata(path)?.len())).await)?)
    }

    /// Deletes the content, or only if it was put in place before `older_than`.
    pub(crate) async fn delete(
        self: &Arc<Self>,
        hash: BlobHash,
        older_than: Option<i64>,
    ) -> Result<bool, BlobError> {
        let local = Arc::clone(self);
        let deleted = tokio::task::spawn_blocking(move || {
            let path = local.path(hash);
            let _alone = local.places.write().unwrap_or_else(PoisonError::into_inner);
            if let Some(older_than) = older_than
                && modified(&fs::metadata(&path)?) >= older_than
            {
                return Ok(false);
            }
            fs::remove_file(path).map(|()| true)
        });
        match joined(deleted.await) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            other => Ok(other?),
        }
    }

    /// One folder of the first level at a time, so that a store of millions is never a list in memory.
    pub(crate) fn list_older_than(&self, older_than: i64) -> BoxStream<'static, Result<Listed, BlobError>> {
        let finished = self.root.join(FINISHED);
        stream::iter(0..=u8::MAX)
            .then(move |byte| {
                let outer = finished.join(format!("{byte:02x}"));
                async move {
                    let found = tokio::task::spawn_blocking(move || list_folder(&outer, older_than));
                    match joined(found.await) {
                        Ok(found) => stream::iter(found.into_iter().map(Ok).collect::<Vec<_>>()),
                        Err(error) => stream::iter(vec![Err(BlobError::unavailable(error))]),
                    }
                }
            })
            .flatten()
            .boxed()
    }

    pub(crate) async fn sweep_incoming(&self, older_than: i64) -> Result<u64, BlobError> {
        let incoming = self.root.join(INCOMING);
        let swept = tokio::task::spawn_blocking(move || sweep_folder(&incoming, older_than));
        joined(swept.await).map_err(BlobError::unavailable)
    }

    /// Stores a whole file that is on this machine already; it stays where it is.
    pub(crate) async fn take_in(self: &Arc<Self>, file: PathBuf, size: u64) -> Result<Stored, BlobError> {
        let local = Arc::clone(self);
        joined(tokio::task::spawn_blocking(move || local.link(&file, size)).await)
            .map_err(BlobError::unavailable)
    }

    /// Gives the file a second name in the store. Where the two folders lie on different disks it is copied.
    fn link(&self, from: &Path, size: u64) -> io::Result<Stored> {
        let path = self.root.join(INCOMING).join(incoming_name());
        if fs::hard_link(from, &path).is_err() {
            fs::copy(from, &path)?;
        }
        let mut incoming = Incoming { file: File::open(&path)?, path, hasher: Sha256::new(), renamed: false };
        let (mut intake, mut buffer) = (Intake::new(size), vec![0; WRITE_BATCH]);
        loop {
            let read = incoming.file.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            intake.take(&buffer[..read]).map_err(io::Error::other)?;
            incoming.hasher.update(&buffer[..read]);
        }
        touch(&incoming.file)?;
        let path = incoming.path.clone();
        let stored = intake.stored(self.finish(incoming)?);
        // A name is left over when the content in the store was this very file: renaming does nothing then.
        present(fs::remove_file(path))?;
        Ok(stored)
    }
}

/// A file under `incoming/`, removed when it is dropped before it was renamed. Whoever gives up an upload
/// only has to let go of it; a batch still being written holds it until that is done.
#[derive(Debug)]
struct Incoming {
    file: File,
    path: PathBuf,
    hasher: Sha256,
    renamed: bool,
}

impl Incoming {
    fn create(root: &Path) -> io::Result<Self> {
        let path = root.join(INCOMING).join(incoming_name());
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        Ok(Self { file, path, hasher: Sha256::new(), renamed: false })
    }

    fn write(&mut self, batch: &[Bytes]) -> io::Result<()> {
        for chunk in batch {
            self.hasher.update(chunk);
            self.file.write_all(chunk)?;
        }
        Ok(())
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.renamed
            && let Err(error) = fs::remove_file(&self.path)
        {
            tracing::warn!(%error, "an abandoned upload could not be removed; the sweeper will try again");
        }
    }
}

/// Collects about one batch. The flag says that the stream has ended.
async fn next_batch<S>(stream: &mut S, intake: &mut Intake) -> Result<(Vec<Bytes>, bool), BlobError>
where
    S: Stream<Item = io::Result<Bytes>> + Unpin,
{
    let (mut batch, mut size) = (Vec::new(), 0);
    while size < WRITE_BATCH {
        let Some(chunk) = stream.next().await else { return Ok((batch, true)) };
        let chunk = chunk.map_err(BlobError::Interrupted)?;
        intake.take(&chunk)?;
        size += chunk.len();
        batch.push(chunk);
    }
    Ok((batch, false))
}

/// Streams the next `length` bytes of `file`, reading one chunk ahead of the consumer.
fn read_ahead(file: File, length: u64) -> BlobStream {
    if length == 0 {
        return stream::empty().boxed();
    }
    let first = read_chunk(file, length);
    stream::try_unfold(Some(first), |reading| async move {
        let Some(reading) = reading else { return Ok(None) };
        let (chunk, file, left) = joined(reading.await)?;
        let next = (left > 0).then(|| read_chunk(file, left));
        Ok(Some((chunk, next)))
    })
    .boxed()
}

fn read_chunk(mut file: File, left: u64) -> JoinHandle<io::Result<(Bytes, File, u64)>> {
    tokio::task::spawn_blocking(move || {
        let wanted = left.min(READ_CHUNK);
        let capacity = usize::try_from(wanted).map_err(io::Error::other)?;
        let mut chunk = Vec::with_capacity(capacity);
        (&mut file).take(wanted).read_to_end(&mut chunk)?;
        if chunk.len() < capacity {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "a stored file is shorter than it was"));
        }
        Ok((chunk.into(), file, left - wanted))
    })
}

fn list_folder(outer: &Path, older_than: i64) -> io::Result<Vec<Listed>> {
    let mut found = Vec::new();
    let Some(inner_folders) = present(fs::read_dir(outer))? else { return Ok(found) };
    for inner in inner_folders {
        for entry in fs::read_dir(inner?.path())? {
            let entry = entry?;
            let name = entry.file_name();
            let Some(hash) = name.to_str().and_then(|name| BlobHash::parse(name).ok()) else { continue };
            let Some(facts) = present(entry.metadata())? else { continue };
            let modified = modified(&facts);
            if modified < older_than {
                found.push(Listed { hash, size: facts.len(), modified });
            }
        }
    }
    found.sort_unstable_by_key(|listed| listed.hash);
    Ok(found)
}

/// Tells the sweeper that somebody wants the file now, however long ago its last byte arrived.
#[expect(
    clippy::disallowed_methods,
    reason = "the time of change is the machine's own, as for every other file"
)]
fn touch(file: &File) -> io::Result<()> {
    file.set_modified(std::time::SystemTime::now())
}

/// Removes the files of a folder that were last changed before `older_than`, and counts them.
pub(crate) fn sweep_folder(folder: &Path, older_than: i64) -> io::Result<u64> {
    let mut swept = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // An upload that ends meanwhile takes its file away, which is as good as swept.
        let Some(facts) = present(entry.metadata())? else { continue };
        if modified(&facts) < older_than && present(fs::remove_file(entry.path()))?.is_some() {
            swept += 1;
        }
    }
    Ok(swept)
}

/// Streams a whole file of this machine.
pub(crate) fn read_file(path: &Path) -> io::Result<BlobStream> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    Ok(read_ahead(file, length))
}

/// Unix milliseconds of the last change.
fn modified(facts: &fs::Metadata) -> i64 {
    facts.mtime() * 1000 + facts.mtime_nsec() / 1_000_000
}

/// A file that has just gone is no error here.
fn present<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

pub(crate) fn create_private_dir_all(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

pub(crate) fn sync_dir(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

pub(crate) fn joined<T>(result: Result<io::Result<T>, JoinError>) -> io::Result<T> {
    result.map_err(io::Error::other)?
}
