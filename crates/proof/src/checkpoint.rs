//! Checkpoints: how many entries a log has and the root over them, signed; as <https://c2sp.org/tlog-checkpoint> says.

use crate::encoding::{base64, decimal, hash_from_base64};
use crate::{Hash, PublicKey, SigningKey, Wrong, note};

/// The state of a log at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: the name of its key.
    pub origin: String,
    /// How many entries it has.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

impl Checkpoint {
    /// The checkpoint of the log that the key is of, as a signed note.
    pub fn sign(size: u64, root: &Hash, key: &SigningKey) -> Result<String, Wrong> {
        note::sign(&format!("{}\n{size}\n{}\n", key.public().name(), base64(root)), key)
    }

    /// Reads a checkpoint that the key signed. It names the key's own log and has no lines beyond the three.
    pub fn open(signed: &str, key: &PublicKey) -> Result<Self, Wrong> {
        let text = note::open(signed, key)?;
        let mut lines = text.split_terminator('\n');
        let (Some(origin), Some(size), Some(root), None) =
            (lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(Wrong::Form("a checkpoint has three lines"));
        };
        if origin != key.name() {
            return Err(Wrong::OtherKey);
        }
        let size = decimal(size).ok_or(Wrong::Form("the second line of a checkpoint is a number"))?;
        let root = hash_from_base64(root).ok_or(Wrong::Form("the third line of a checkpoint is a hash"))?;
        Ok(Self { origin: origin.to_owned(), size, root })
    }
}
