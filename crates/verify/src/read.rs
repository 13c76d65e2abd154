//! Reading what is checked, within limits: a file that somebody sent is as little to be trusted as what it says.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use wayleave_proof::receipt::Claims;
use wayleave_proof::{LogCheck, PublicKey, Report};

/// The largest key, checkpoint, proof or receipt.
const SMALL: u64 = 64 << 20;

/// The longest line of an export.
const LINE: u64 = 64 << 20;

const EVENTS: &str = "events.jsonl";
const CHECKPOINT: &str = "checkpoint";

/// A small file, whole.
pub fn text(path: &Path) -> Result<String> {
    let file = File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
    whole(file).with_context(|| format!("{} cannot be read", path.display()))
}

/// A checkpoint as it was copied out of a mail: its lines may end differently, and there may be empty ones around it.
pub fn kept(path: &Path) -> Result<String> {
    let text = text(path)?.replace("\r\n", "\n");
    Ok(format!("{}\n", text.trim()))
}

fn whole(from: impl Read) -> Result<String> {
    let mut text = String::new();
    let size = from.take(SMALL + 1).read_to_string(&mut text)?;
    ensure!(size as u64 <= SMALL, "it is too large");
    Ok(text)
}

/// Checks an export that lies in a folder or in an archive.
pub fn export(path: &Path, key: &PublicKey, earlier: &[(String, String)]) -> Result<Report> {
    if path.is_dir() {
        let events = path.join(EVENTS);
        let file = File::open(&events).with_context(|| format!("{} is missing", events.display()))?;
        let check = lines(BufReader::new(file))?;
        return Ok(check.finish(&text(&path.join(CHECKPOINT))?, earlier, key));
    }
    let file = File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).context("it is no archive")?;
    let check = {
        let entry = archive.by_name(EVENTS).with_context(|| format!("{EVENTS} is not in the archive"))?;
        lines(BufReader::new(entry))?
    };
    let entry = archive.by_name(CHECKPOINT).with_context(|| format!("{CHECKPOINT} is not in the archive"))?;
    Ok(check.finish(&whole(entry)?, earlier, key))
}

fn lines(mut from: impl BufRead) -> Result<LogCheck> {
    let mut check = LogCheck::default();
    let mut line = Vec::new();
    loop {
        line.clear();
        let size = from.by_ref().take(LINE).read_until(b'\n', &mut line)?;
        if size == 0 {
            return Ok(check);
        }
        if line.pop() != Some(b'\n') {
            bail!("the export ends in the middle of a line, or a line is too long");
        }
        // What is no text is told of as a line that is no event.
        check.line(std::str::from_utf8(&line).unwrap_or_default());
    }
}

/// The claims as a person reads them. JSON escapes what could move a terminal's cursor.
pub fn pretty(claims: &Claims) -> Result<String> {
    let text = serde_json::to_string_pretty(claims)?;
    Ok(text
        .chars()
        .map(|letter| if letter.is_control() && letter != '\n' { '\u{fffd}' } else { letter })
        .collect())
}
