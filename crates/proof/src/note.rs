//! Signed notes: text with signature lines below it, as <https://c2sp.org/signed-note> writes them down.

use crate::encoding::{base64, from_base64};
use crate::key::is_name;
use crate::{PublicKey, SigningKey, Wrong};

/// The longest note that is read.
const LONGEST: usize = 1 << 20;

/// The most signatures that are looked at.
const MOST: usize = 64;

/// Signs a text, which ends with a line break.
pub fn sign(text: &str, key: &SigningKey) -> Result<String, Wrong> {
    if !is_text(text) {
        return Err(Wrong::Form("a note ends with a line break and has no control characters"));
    }
    let public = key.public();
    let signature: Vec<u8> = public.id().into_iter().chain(key.sign(text.as_bytes())).collect();
    Ok(format!("{text}\n— {} {}\n", public.name(), base64(&signature)))
}

/// The text of a note that the key signed. Signatures of other keys are passed over; one of this key that does not fit
/// refuses the note, even beside one that does.
pub fn open<'a>(note: &'a str, key: &PublicKey) -> Result<&'a str, Wrong> {
    if note.len() > LONGEST || !is_text(note) {
        return Err(Wrong::Form("a note ends with a line break and has no control characters"));
    }
    let blank = note.rfind("\n\n").ok_or(Wrong::Form("no signature follows an empty line"))?;
    let (text, below) = (&note[..=blank], &note[blank + 2..]);
    let lines: Vec<&str> = below.split_terminator('\n').collect();
    if lines.is_empty() || lines.len() > MOST {
        return Err(Wrong::Form("there is no signature, or there are too many"));
    }
    let mut signed = false;
    for line in lines {
        let (name, signature) = signature_line(line).ok_or(Wrong::Form("a signature line is not one"))?;
        if name != key.name() || signature[..4] != key.id() {
            continue;
        }
        if !key.verifies(text.as_bytes(), &signature[4..]) {
            return Err(Wrong::Signature);
        }
        signed = true;
    }
    if signed { Ok(text) } else { Err(Wrong::OtherKey) }
}

fn is_text(text: &str) -> bool {
    text.ends_with('\n') && !text.contains(|letter: char| letter < ' ' && letter != '\n')
}

/// The name, and the key's id with the signature behind it.
fn signature_line(line: &str) -> Option<(&str, Vec<u8>)> {
    let (name, encoded) = line.strip_prefix("— ")?.split_once(' ')?;
    let signature = from_base64(encoded)?;
    (is_name(name) && signature.len() > 4).then_some((name, signature))
}
