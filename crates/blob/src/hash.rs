//! The name of a content: its SHA-256, written as 64 lower-case hexadecimal digits.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

/// The SHA-256 of a content. Two contents with the same hash are the same content.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobHash([u8; 32]);

/// The text is not 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a content hash is 64 lower-case hexadecimal digits")]
pub struct InvalidBlobHash;

impl BlobHash {
    /// The hash of `content`.
    #[must_use]
    pub fn of(content: &[u8]) -> Self {
        Self(Sha256::digest(content).into())
    }

    /// Reads 64 lower-case hexadecimal digits; anything else, upper case included, is refused.
    ///
    /// One spelling per hash keeps comparisons in the database and names on disk simple.
    pub fn parse(text: &str) -> Result<Self, InvalidBlobHash> {
        if text.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(InvalidBlobHash);
        }
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| InvalidBlobHash)?;
        Ok(Self(bytes))
    }

    /// The 32 bytes of the hash.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn from_hasher(hasher: Sha256) -> Self {
        Self(hasher.finalize().into())
    }

    /// `sha256/ab/cd/<hash>`: two levels of folders, so that no folder grows beyond what file systems like.
    pub(crate) fn key(&self) -> String {
        let hex = self.to_string();
        format!("{FINISHED}/{}/{}/{hex}", &hex[..2], &hex[2..4])
    }
}

/// The folder of finished contents.
pub(crate) const FINISHED: &str = "sha256";
/// The folder of contents that are still arriving.
pub(crate) const INCOMING: &str = "incoming";

/// A fresh name under `incoming`. It only has to differ from every other upload's, also across restarts
/// and servers; it is no secret and never leaves the store.
#[expect(
    clippy::disallowed_methods,
    reason = "ids that count would clash between servers, and nobody outside ever sees this name"
)]
pub(crate) fn incoming_name() -> String {
    format!("{:032x}", rand::random::<u128>())
}

impl fmt::Display for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlobHash({self})")
    }
}

impl FromStr for BlobHash {
    type Err = InvalidBlobHash;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
