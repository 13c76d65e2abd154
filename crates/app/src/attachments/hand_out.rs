//! Files on their way out. What takes files has decided, for this very request, that the reader may have them.

use serde_json::{Value, json};
use wayleave_access::Warrant;
use wayleave_access::audit::Event;

use super::{Attached, Meant};
use crate::error::Result;
use crate::readings::Unnoted;
use crate::register::serve::ServedFile;
use crate::work::Work;

/// The file as it is handed out: never to be shown in place.
#[must_use]
pub(super) fn served(file: &Attached) -> ServedFile {
    ServedFile {
        hash: file.sha256.clone(),
        size: u64::try_from(file.size).unwrap_or_default(),
        filename: file.filename.clone(),
        media_type: file.media_type.clone(),
        inline: false,
    }
}

/// Writes that somebody takes a file along, decided anew, before its first byte leaves.
pub(super) async fn hand_out(
    mut work: Work,
    warrant: &impl Warrant,
    meant: &Meant,
    file: &Attached,
    reading: Unnoted<'_>,
) -> Result<()> {
    let after: Value = json!({"sha256": file.sha256, "size": file.size, "for": meant.to, "of": meant.label});
    let entity = ("attachment", file.public_id.as_str(), file.filename.as_str());
    let event =
        Event::new(meant.category, "attachment.downloaded", entity).project(meant.project).after(after);
    work.record(warrant, event).await?;
    work.commit().await?;
    reading.noted();
    Ok(())
}
