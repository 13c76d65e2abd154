//! Files that arrive in pieces, in a local folder until they are whole.
//!
//! Promises:
//! - A size that [`Staging::size`] or [`Held::append`] tells is on the disk; no crash takes it back.
//! - One writer at a time holds a file, across processes too, and a writer that dies lets go of it.
//! - A connection that breaks, or says nothing for a while, leaves what had arrived until then.
//! - A piece is in memory a batch at a time.
//!
//! Pieces are kept beside the store and not in it: an object store cannot append.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::Bytes;
use futures::{FutureExt, Stream, StreamExt};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::local::{create_private_dir_all, joined, sweep_folder, sync_dir};
use crate::{BlobError, BlobStore, Stored};

/// How much of what has arrived already is written in one go.
const BATCH: usize = 1 << 20;
/// After this long without a byte the sender is gone, even if its connection was never closed.
const SILENCE: Duration = Duration::from_secs(30);

/// The folder of files that arrive in pieces. It is made when the first one begins.
#[derive(Clone, Debug)]
pub struct Staging {
    root: PathBuf,
}

/// A file that only its holder writes to, until this is dropped.
#[derive(Debug)]
pub struct Held {
    file: File,
    path: PathBuf,
    size: u64,
}

/// What a piece must add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checksum {
    /// A SHA-1, which any client of the protocol can make.
    Sha1(Vec<u8>),
    /// A SHA-256.
    Sha256(Vec<u8>),
}

impl Staging {
    /// Files in this folder.
    #[must_use]
    pub fn at(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// Begins a file. A name is short and plain: letters, digits and underscores.
    pub async fn create(&self, name: &str) -> Result<(), BlobError> {
        let (root, path) = (self.root.clone(), self.path(name)?);
        let made = tokio::task::spawn_blocking(move || {
            create_private_dir_all(&root)?;
            OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?.sync_all()?;
            sync_dir(&root)
        });
        joined(made.await).map_err(BlobError::unavailable)
    }

    /// How much of a file is on the disk; [`BlobError::Busy`] while somebody writes to it.
    pub async fn size(&self, name: &str) -> Result<u64, BlobError> {
        let path = self.path(name)?;
        let size = tokio::task::spawn_blocking(move || {
            let file = File::open(path)?;
            taken(file.try_lock_shared())?;
            // A writer that died may have left bytes that are not on the disk yet.
            file.sync_all()?;
            Ok(file.metadata()?.len())
        });
        joined(size.await).map_err(held_by_another)
    }

    /// Takes a file for writing; [`BlobError::Busy`] while somebody else has it.
    pub async fn hold(&self, name: &str) -> Result<Held, BlobError> {
        let path = self.path(name)?;
        let held = tokio::task::spawn_blocking(move || {
            let file = OpenOptions::new().append(true).open(&path)?;
            taken(file.try_lock())?;
            let size = file.metadata()?.len();
            Ok(Held { file, path, size })
        });
        joined(held.await).map_err(held_by_another)
    }

    /// Removes a file, also from under somebody who writes to it. One that is not there is no error.
    pub async fn remove(&self, name: &str) -> Result<(), BlobError> {
        let path = self.path(name)?;
        let removed = tokio::task::spawn_blocking(move || match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        });
        joined(removed.await).map_err(BlobError::unavailable)
    }

    /// Removes what was last written to before `older_than` (unix milliseconds) and says how many files that were.
    pub async fn sweep(&self, older_than: i64) -> Result<u64, BlobError> {
        let root = self.root.clone();
        let swept = tokio::task::spawn_blocking(move || match sweep_folder(&root, older_than) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            other => other,
        });
        joined(swept.await).map_err(BlobError::unavailable)
    }

    fn path(&self, name: &str) -> Result<PathBuf, BlobError> {
        let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if plain && !name.is_empty() { Ok(self.root.join(name)) } else { Err(BlobError::NotFound) }
    }
}

impl Held {
    /// How many bytes there are.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends what a stream brings, at most `room` bytes, and makes it durable. A stream that breaks off leaves what
    /// came; one that brings too much, or something else than its checksum says, leaves nothing.
    pub async fn append<S>(
        mut self,
        stream: S,
        room: u64,
        checksum: Option<&Checksum>,
    ) -> Result<Self, BlobError>
    where
        S: Stream<Item = io::Result<Bytes>> + Send,
    {
        let start = self.size;
        let mut sum = checksum.map(Sum::new);
        let mut stream = std::pin::pin!(stream);
        loop {
            let (batch, flow) = next_batch(&mut stream).await;
            let length: u64 = batch.iter().map(|chunk| chunk.len() as u64).sum();
            if length > room - (self.size - start) {
                self.cut(start).await?;
                return Err(BlobError::TooLarge { limit: room });
            }
            if !batch.is_empty() {
                (self, sum) = self.write(batch, sum).await?;
            }
            match flow {
                Flow::More => {}
                Flow::Ended => break,
                Flow::Broken if checksum.is_some() => return self.cut(start).await,
                Flow::Broken => break,
            }
        }
        if sum.is_some_and(|sum| !sum.fits(checksum)) {
            self.cut(start).await?;
            return Err(BlobError::Checksum);
        }
        self.synced().await
    }

    async fn write(
        mut self,
        batch: Vec<Bytes>,
        mut sum: Option<Sum>,
    ) -> Result<(Self, Option<Sum>), BlobError> {
        let written = tokio::task::spawn_blocking(move || {
            for chunk in batch {
                if let Some(sum) = &mut sum {
                    sum.take(&chunk);
                }
                self.file.write_all(&chunk)?;
                self.size += chunk.len() as u64;
            }
            Ok((self, sum))
        });
        joined(written.await).map_err(BlobError::unavailable)
    }

    async fn synced(self) -> Result<Self, BlobError> {
        let synced = tokio::task::spawn_blocking(move || {
            self.file.sync_all()?;
            Ok(self)
        });
        joined(synced.await).map_err(BlobError::unavailable)
    }

    /// Forgets what lies beyond `size`.
    async fn cut(mut self, size: u64) -> Result<Self, BlobError> {
        let cut = tokio::task::spawn_blocking(move || {
            self.file.set_len(size)?;
            self.file.sync_all()?;
            self.size = size;
            Ok(self)
        });
        joined(cut.await).map_err(BlobError::unavailable)
    }
}

impl BlobStore {
    /// Stores a whole file under its hash and returns when it is durable there. The file itself stays where it is until
    /// it is removed, so nothing is lost when the server dies before anybody refers to the content; nobody may write to
    /// it any more.
    pub async fn adopt(&self, held: &Held) -> Result<Stored, BlobError> {
        self.take_in(held.path.clone(), held.size).await
    }
}

/// Says whether a lock was got.
fn taken(tried: Result<(), TryLockError>) -> io::Result<()> {
    match tried {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn held_by_another(error: io::Error) -> BlobError {
    match error.kind() {
        io::ErrorKind::WouldBlock => BlobError::Busy,
        _ => error.into(),
    }
}

enum Flow {
    More,
    Ended,
    Broken,
}

/// Waits for something and takes what has arrived by then: a slow sender's bytes reach the disk as they come.
async fn next_batch<S>(stream: &mut S) -> (Vec<Bytes>, Flow)
where
    S: Stream<Item = io::Result<Bytes>> + Unpin,
{
    let (mut batch, mut size) = (Vec::new(), 0);
    let mut next = tokio::time::timeout(SILENCE, stream.next()).await.ok();
    while size < BATCH {
        match next {
            Some(Some(Ok(chunk))) => {
                size += chunk.len();
                batch.push(chunk);
            }
            Some(None) => return (batch, Flow::Ended),
            Some(Some(Err(_))) | None => return (batch, Flow::Broken),
        }
        match stream.next().now_or_never() {
            Some(ready) => next = Some(ready),
            None => return (batch, Flow::More),
        }
    }
    // One chunk more was taken from the stream than the loop looked at.
    match next {
        Some(Some(Ok(chunk))) => {
            batch.push(chunk);
            (batch, Flow::More)
        }
        Some(None) => (batch, Flow::Ended),
        _ => (batch, Flow::Broken),
    }
}

/// The running sum of a piece.
#[derive(Debug)]
enum Sum {
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Sum {
    fn new(checksum: &Checksum) -> Self {
        match checksum {
            Checksum::Sha1(_) => Self::Sha1(Sha1::default()),
            Checksum::Sha256(_) => Self::Sha256(Sha256::default()),
        }
    }

    fn take(&mut self, chunk: &[u8]) {
        match self {
            Self::Sha1(sum) => sum.update(chunk),
            Self::Sha256(sum) => sum.update(chunk),
        }
    }

    fn fits(self, checksum: Option<&Checksum>) -> bool {
        match (self, checksum) {
            (Self::Sha1(sum), Some(Checksum::Sha1(wanted))) => sum.finalize()[..] == wanted[..],
            (Self::Sha256(sum), Some(Checksum::Sha256(wanted))) => sum.finalize()[..] == wanted[..],
            _ => false,
        }
    }
}
