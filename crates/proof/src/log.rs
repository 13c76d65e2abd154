//! The check of an exported log: every event, their numbers, the chain, the root, and what was signed before.
//!
//! The export is one JSON object per line, oldest event first: `body` (the text that the leaf is the hash of), `salt`,
//! and the fields to which the body commits. Nothing is believed but the key.

use std::fmt;

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::encoding::{from_hex, hash_from_hex, hex};
use crate::tree::{self, Frontier};
use crate::{Checkpoint, Hash, PublicKey, Wrong};

/// The most that is told of one log.
const MOST: usize = 100;

/// Something that is wrong with a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// This line is no event.
    Unreadable(u64),
    /// The event is not the one after which the next was written.
    Edited(u64),
    /// A field beside the event's body is not the one that the body commits to.
    Field(u64, String),
    /// These events are missing.
    Missing(u64, u64),
    /// There is more than one event of this number.
    Twice(u64),
    /// The event stands where another should.
    Reordered {
        /// The line.
        line: u64,
        /// The event that stands there.
        found: u64,
    },
    /// The event is of another organisation's log.
    OtherOrganisation(u64),
    /// The checkpoint is refused.
    Checkpoint(Wrong),
    /// Fewer events are there than the checkpoint signs.
    CutTail {
        /// How many are signed.
        signed: u64,
        /// How many are there.
        found: u64,
    },
    /// More events are there than the checkpoint signs.
    Unsigned {
        /// How many are signed.
        signed: u64,
        /// How many are there.
        found: u64,
    },
    /// The events are not those that the checkpoint signs.
    Root,
    /// An earlier checkpoint, the one of this name, is refused.
    Earlier(String, Wrong),
    /// An earlier checkpoint covers more events than there are.
    RolledBack {
        /// The name of the earlier checkpoint.
        earlier: String,
        /// How many events it covers.
        signed: u64,
        /// How many are there.
        found: u64,
    },
    /// The events that an earlier checkpoint covers were others.
    Forked {
        /// The name of the earlier checkpoint.
        earlier: String,
        /// How many events it covers.
        signed: u64,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(line) => write!(out, "line {line} is no event"),
            Self::Edited(seq) => {
                write!(out, "event {seq} was edited: event {} was written after another one", seq + 1)
            }
            Self::Field(seq, field) => write!(out, "{field} of event {seq} was edited"),
            Self::Missing(from, to) if from == to => write!(out, "event {from} is missing"),
            Self::Missing(from, to) => write!(out, "events {from} to {to} are missing"),
            Self::Twice(seq) => write!(out, "event {seq} is there more than once"),
            Self::Reordered { line, found } => {
                write!(out, "the events are reordered: event {found} stands in line {line}")
            }
            Self::OtherOrganisation(seq) => write!(out, "event {seq} is of another organisation's log"),
            Self::Checkpoint(Wrong::OtherKey) => out.write_str("the checkpoint is signed with another key"),
            Self::Checkpoint(wrong) => write!(out, "the checkpoint is refused: {wrong}"),
            Self::CutTail { signed, found } => {
                write!(out, "the end is cut off: {signed} events are signed, and {found} are there")
            }
            Self::Unsigned { signed, found } => {
                write!(out, "{found} events are there, and only {signed} are signed")
            }
            Self::Root => out.write_str("the events are not those that were signed: at least one was edited"),
            Self::Earlier(name, Wrong::OtherKey) => {
                write!(out, "the earlier checkpoint {name} is signed with another key")
            }
            Self::Earlier(name, wrong) => write!(out, "the earlier checkpoint {name} is refused: {wrong}"),
            Self::RolledBack { earlier, signed, found } => write!(
                out,
                "the log was rolled back: the earlier checkpoint {earlier} covers {signed} events, and {found} are there"
            ),
            Self::Forked { earlier, signed } => write!(
                out,
                "the log was forked: its first {signed} events are not those of the earlier checkpoint {earlier}"
            ),
        }
    }
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How many events there are.
    pub events: u64,
    /// The checkpoint, if it is signed with the key.
    pub checkpoint: Option<Checkpoint>,
    /// Everything that is wrong; nothing is when the log is what it was.
    pub problems: Vec<Problem>,
}

/// A line of the export.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    body: String,
    salt: Option<String>,
    actor_name: Option<String>,
    ip: Option<String>,
    user_agent: Option<String>,
    entity_label: Option<String>,
    before: Option<String>,
    after: Option<String>,
    reason: Option<String>,
}

/// What is kept of an event until all are read.
#[derive(Clone, Copy)]
struct Entry {
    seq: u64,
    previous: Hash,
    leaf: Hash,
}

/// A check in progress. Each line is handed over once; what is kept of it is small.
#[derive(Default)]
pub struct LogCheck {
    lines: u64,
    entries: Vec<Entry>,
    organisation: Option<i64>,
    problems: Vec<Problem>,
}

impl LogCheck {
    /// Takes the next line of the export.
    pub fn line(&mut self, text: &str) {
        self.lines += 1;
        if self.read(text).is_none() {
            self.tell(Problem::Unreadable(self.lines));
        }
    }

    fn read(&mut self, text: &str) -> Option<()> {
        let line: Line = serde_json::from_str(text).ok()?;
        let body: Value = serde_json::from_str(&line.body).ok()?;
        let seq = body["seq"].as_i64().filter(|seq| (1..i64::MAX).contains(seq))?.cast_unsigned();
        let previous = hash_from_hex(body["previous"].as_str()?)?;
        let organisation = body["organisation"].as_i64()?;
        if *self.organisation.get_or_insert(organisation) != organisation {
            self.tell(Problem::OtherOrganisation(seq));
        }
        if let Some(field) = wrong_field(&line, &body) {
            self.tell(Problem::Field(seq, field.to_owned()));
        }
        self.entries.push(Entry { seq, previous, leaf: tree::leaf(line.body.as_bytes()) });
        Some(())
    }

    fn tell(&mut self, problem: Problem) {
        if self.problems.len() < MOST {
            self.problems.push(problem);
        }
    }

    /// Judges what was read: by the checkpoint that came with it, and by earlier ones that somebody kept, each with the
    /// name under which it is spoken of.
    #[must_use]
    pub fn finish(mut self, checkpoint: &str, earlier: &[(String, String)], key: &PublicKey) -> Report {
        self.order();
        let whole = self.numbers();
        self.chain();
        let found = self.entries.last().map_or(0, |entry| entry.seq);
        let mut signed = Vec::new();
        for (name, text) in earlier {
            match Checkpoint::open(text, key) {
                Ok(opened) => signed.push((Some(name), opened)),
                Err(wrong) => self.tell(Problem::Earlier(name.clone(), wrong)),
            }
        }
        let checkpoint = match Checkpoint::open(checkpoint, key) {
            Ok(opened) => Some(opened),
            Err(wrong) => {
                self.tell(Problem::Checkpoint(wrong));
                None
            }
        };
        signed.extend(checkpoint.clone().map(|checkpoint| (None, checkpoint)));
        self.sizes(&signed, found);
        if whole {
            self.roots(&signed, found);
        }
        Report { events: self.entries.len() as u64, checkpoint, problems: self.problems }
    }

    /// The events stand in the order of their numbers; from here on they do.
    fn order(&mut self) {
        let mut before = 0;
        for (index, entry) in self.entries.iter().enumerate() {
            if entry.seq < before {
                let problem = Problem::Reordered { line: index as u64 + 1, found: entry.seq };
                self.problems.push(problem);
                break;
            }
            before = entry.seq;
        }
        self.entries.sort_by_key(|entry| entry.seq);
    }

    /// The numbers have no gap and no twin.
    fn numbers(&mut self) -> bool {
        let mut expected = 1;
        let mut found = Vec::new();
        for entry in &self.entries {
            if entry.seq > expected {
                found.push(Problem::Missing(expected, entry.seq - 1));
            } else if entry.seq < expected {
                found.push(Problem::Twice(entry.seq));
            }
            expected = entry.seq + 1;
        }
        let whole = found.is_empty();
        found.into_iter().for_each(|problem| self.tell(problem));
        whole
    }

    /// Each event names the one before it.
    fn chain(&mut self) {
        let begin = Entry { seq: 0, previous: [0; 32], leaf: [0; 32] };
        let mut found = Vec::new();
        for (before, after) in std::iter::once(&begin).chain(&self.entries).zip(&self.entries) {
            if after.seq == before.seq + 1 && after.previous != before.leaf {
                // The first event follows none; when it says that it does, it is the one that was edited.
                found.push(Problem::Edited(before.seq.max(1)));
            }
        }
        found.dedup();
        found.into_iter().for_each(|problem| self.tell(problem));
    }

    /// As many events are there as were signed.
    fn sizes(&mut self, signed: &[(Option<&String>, Checkpoint)], found: u64) {
        for (name, checkpoint) in signed {
            let signed = checkpoint.size;
            match name {
                Some(name) if signed > found => {
                    self.tell(Problem::RolledBack { earlier: (*name).clone(), signed, found });
                }
                None if signed > found => self.tell(Problem::CutTail { signed, found }),
                None if signed < found => self.tell(Problem::Unsigned { signed, found }),
                _ => {}
            }
        }
    }

    /// The roots over the events are those that were signed.
    fn roots(&mut self, signed: &[(Option<&String>, Checkpoint)], found: u64) {
        let mut frontier = Frontier::default();
        let mut wanted: Vec<&(Option<&String>, Checkpoint)> =
            signed.iter().filter(|(_, checkpoint)| checkpoint.size <= found).collect();
        wanted.sort_by_key(|(_, checkpoint)| checkpoint.size);
        let mut entries = self.entries.iter();
        let mut wrong = Vec::new();
        for (name, checkpoint) in wanted {
            while frontier.size() < checkpoint.size
                && let Some(entry) = entries.next()
            {
                frontier.append(entry.leaf);
            }
            if frontier.root() != checkpoint.root {
                wrong.push(match name {
                    Some(name) => Problem::Forked { earlier: (*name).clone(), signed: checkpoint.size },
                    None => Problem::Root,
                });
            }
        }
        wrong.into_iter().for_each(|problem| self.tell(problem));
    }
}

/// The first field that is not the one the body commits to. Where the salt is gone the fields were erased, and what stands
/// there was put there later.
fn wrong_field(line: &Line, body: &Value) -> Option<&'static str> {
    let salt = line.salt.as_ref().map(|salt| from_hex(salt).unwrap_or_default());
    let fields = [
        ("actor_name", &line.actor_name),
        ("ip", &line.ip),
        ("user_agent", &line.user_agent),
        ("entity_label", &line.entity_label),
        ("before", &line.before),
        ("after", &line.after),
        ("reason", &line.reason),
    ];
    let fits = |(field, value): &(&str, &Option<String>)| match &salt {
        Some(salt) => {
            let found = value.as_ref().map(|value| Value::String(commitment(salt, field, value)));
            body[format!("{field}_c")] == found.unwrap_or(Value::Null)
        }
        None => value.is_none(),
    };
    fields.into_iter().find(|field| !fits(field)).map(|(field, _)| field)
}

/// The salted commitment to a field.
fn commitment(salt: &[u8], field: &str, value: &str) -> String {
    let hash =
        Sha256::new().chain_update(salt).chain_update(field).chain_update([0]).chain_update(value).finalize();
    hex(&hash)
}
