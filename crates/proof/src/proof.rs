//! Proof files: that an entry is in a log, in one text with the checkpoint; as <https://c2sp.org/tlog-proof> says.

use std::fmt;

use crate::encoding::{base64, decimal, from_base64, hash_from_base64};
use crate::tree::{self, LONGEST};
use crate::{Checkpoint, Hash, PublicKey, Wrong};

const HEAD: &str = "c2sp.org/tlog-proof@v1";

/// A proof that an entry is in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The body of the entry, when it comes along. It is to be believed only after [`Proof::check_extra`].
    pub extra: Option<Vec<u8>>,
    /// Which entry, counted from 0.
    pub index: u64,
    /// The hashes from the entry's sibling up to the root's child.
    pub path: Vec<Hash>,
    /// The signed checkpoint.
    pub checkpoint: String,
}

impl Proof {
    /// Reads a proof file.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        const FORM: Wrong = Wrong::Form("it is not a proof file");
        let (head, checkpoint) = text.split_once("\n\n").ok_or(FORM)?;
        let mut lines = head.split('\n');
        if lines.next() != Some(HEAD) {
            return Err(FORM);
        }
        let mut line = lines.next().ok_or(FORM)?;
        let mut extra = None;
        if let Some(encoded) = line.strip_prefix("extra ") {
            extra = Some(from_base64(encoded).ok_or(FORM)?);
            line = lines.next().ok_or(FORM)?;
        }
        let index = line.strip_prefix("index ").and_then(decimal).ok_or(FORM)?;
        let path: Vec<Hash> = lines.map(hash_from_base64).collect::<Option<_>>().ok_or(FORM)?;
        if path.len() > LONGEST {
            return Err(FORM);
        }
        Ok(Self { extra, index, path, checkpoint: checkpoint.to_owned() })
    }

    /// Checks the checkpoint's signature and that the path leads from this leaf to its root.
    pub fn check(&self, leaf: &Hash, key: &PublicKey) -> Result<Checkpoint, Wrong> {
        let checkpoint = Checkpoint::open(&self.checkpoint, key)?;
        let included = tree::includes(&checkpoint.root, checkpoint.size, self.index, leaf, &self.path);
        if included { Ok(checkpoint) } else { Err(Wrong::Path) }
    }

    /// Checks the proof of the entry that comes along.
    pub fn check_extra(&self, key: &PublicKey) -> Result<(&[u8], Checkpoint), Wrong> {
        let body = self.extra.as_deref().ok_or(Wrong::Form("the entry does not come along"))?;
        Ok((body, self.check(&tree::leaf(body), key)?))
    }
}

/// The text of the file.
impl fmt::Display for Proof {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{HEAD}")?;
        if let Some(extra) = &self.extra {
            writeln!(out, "extra {}", base64(extra))?;
        }
        writeln!(out, "index {}", self.index)?;
        for hash in &self.path {
            writeln!(out, "{}", base64(hash))?;
        }
        write!(out, "\n{}", self.checkpoint)
    }
}
