//! Files that belong to something other than a document: to an answer, to a comment, to the evidence of a work package.
//!
//! * A file is sent to something that takes files ([`Meant`]), and is its sender's alone until they use it, at most a day.
//!   Then it belongs to one thing ([`Takers`]) for good: neither it nor what it belongs to is changed afterwards.
//! * Nothing here decides: whatever takes files ([`Takes`]) decides who may send, use and read them, and hands its permit
//!   over. So whoever may read an answer may read its files, by one decision.
//! * What is taken is what the register takes, up to [`LIMIT`]. Whatever else is to take files gets a kind in [`Takers`] and
//!   the column of its name.

mod arrive;
mod hand_out;
mod store;
mod takes;

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use wayleave_base::ProjectId;

use crate::error::{Error, FieldError, Result};
use crate::work::Work;

pub use arrive::sweep;
pub use store::{Attached, Takers, attach, find, of};
pub use takes::{AttachmentQuery, Takes, discard, file, receive};

/// The largest file, in bytes.
pub const LIMIT: u64 = 25 << 20;
/// The most files of one thing.
pub const MOST: usize = 20;
/// The most files of one person that wait to be used.
const MOST_WAITING: i64 = 100;

/// What a file is sent to, as the audit log and the database name it.
#[derive(Clone, Debug)]
pub struct Meant {
    /// The category of its events.
    pub category: &'static str,
    /// The project.
    pub project: ProjectId,
    /// The public id of what takes the file.
    pub to: String,
    /// What the audit log calls it.
    pub label: String,
}

/// A file that belongs to an answer, to a comment or to the evidence of a work package, or waits to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Attachment {
    /// The public id.
    #[schema(example = "att_5n0vq2m8c4k7x1w9r3t6y0b2aj")]
    pub id: String,
    /// The file's name, made harmless.
    #[schema(example = "Stair sketch.pdf")]
    pub filename: String,
    /// The size in bytes.
    #[schema(example = 48_213)]
    pub size: i64,
    /// The media type, by name and content.
    #[schema(example = "application/pdf")]
    pub media_type: String,
    /// The file's hash.
    pub sha256: String,
}

/// The files that a request names by their ids: the requester's own that wait to be used for this. Those that are not
/// are noted, each at its place.
pub async fn named(
    work: &mut Work,
    errors: &mut Vec<FieldError>,
    meant_for: &str,
    ids: &[String],
) -> Result<Vec<Attached>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    if ids.len() > MOST {
        errors.push(FieldError::new("attachments", "too_many", format!("Attach {MOST} files at most.")));
        return Ok(Vec::new());
    }
    let waiting = store::waiting(&mut work.tx, (work.me.subject, meant_for), ids).await?;
    let mut found: Vec<Attached> = Vec::new();
    for (at, id) in ids.iter().enumerate() {
        let mut fault = |code, detail| {
            errors.push(FieldError::new(format!("attachments[{at}]"), code, detail));
        };
        match waiting.iter().find(|one| one.public_id == *id) {
            None => fault("unknown", "No file of yours of this id waits to be attached here."),
            Some(one) if found.iter().any(|other| other.id == one.id) => {
                fault("repeated", "This file is named already.");
            }
            Some(one) => found.push(one.clone()),
        }
    }
    Ok(found)
}

/// What the audit log is told of files.
#[must_use]
pub fn told(files: &[Attached]) -> Value {
    let told = files.iter().map(|one| json!({"name": one.filename, "sha256": one.sha256, "size": one.size}));
    Value::Array(told.collect())
}

/// Files as they are shown.
#[must_use]
pub fn view(files: &[Attached]) -> Vec<Attachment> {
    files.iter().map(Attached::view).collect()
}

/// A refusal of what takes no files.
#[must_use]
pub fn not_taken(field: &str) -> Error {
    Error::field(field, "not_for_this", NOT_TAKEN)
}

/// Said where no files are taken.
pub const NOT_TAKEN: &str = "Files are not attached to this.";
