//! What can go wrong with the store, in few kinds that a caller treats differently.

use std::error::Error;
use std::io;

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// The content is larger than the caller allows; nothing was kept.
    #[error("the content is larger than the limit of {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The sender stopped or broke off; nothing was kept.
    #[error("the content broke off before its end")]
    Interrupted(#[source] io::Error),
    /// No content with this hash is stored.
    #[error("no content with this hash is stored")]
    NotFound,
    /// The range does not lie inside the content.
    #[error("the range does not lie inside the content of {size} bytes")]
    OutOfRange {
        /// The size of the whole content.
        size: u64,
    },
    /// Somebody else is writing to the file at this moment.
    #[error("somebody else is writing to the file")]
    Busy,
    /// What arrived is not what its checksum says; nothing of it was kept.
    #[error("what arrived is not what its checksum says")]
    Checksum,
    /// The folder or the S3 store does not answer as it should; a later try may succeed.
    #[error("the file store is unavailable")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
}

impl BlobError {
    pub(crate) fn unavailable(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unavailable(source.into())
    }
}

impl From<io::Error> for BlobError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            _ => Self::unavailable(error),
        }
    }
}

impl From<object_store::Error> for BlobError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::NotFound,
            other => Self::unavailable(other),
        }
    }
}
