//! The documents of a transmittal: which revisions may be sent, and what should be looked at before they are.

use std::collections::HashMap;

use wayleave_access::documents::{self, RevisionRow};
use wayleave_access::{Acceptance, Caps, ProjectFacts, Status, Visible};
use wayleave_base::DocumentId;

use super::store::Named;
use super::view::{SentDocument, TransmittalDocument};
use crate::error::{FieldError, Result};
use crate::register::named::{self, Obstacle};
use crate::work::Work;

/// The most documents of a transmittal.
pub const MOST: usize = 500;

/// A document within reach with the revision that is sent.
#[derive(Clone, Debug)]
pub struct Item {
    /// The document.
    pub visible: Visible,
    /// The revision.
    pub revision: RevisionRow,
    /// What it was when it was issued.
    pub kept: Option<Named>,
}

/// The rights that a transmittal gives on what it sends.
pub const SENT: Caps = Caps::VIEW.with(Caps::DOWNLOAD).with(Caps::ACKNOWLEDGE);

/// Reads the documents as they were sent in a request; what cannot go out is refused with its place.
pub async fn read(
    work: &mut Work,
    facts: &ProjectFacts,
    errors: &mut Vec<FieldError>,
    asked: &[SentDocument],
) -> Result<Vec<named::Named>> {
    let asked: Vec<(&str, Option<&str>)> =
        asked.iter().map(|one| (one.document_id.as_str(), one.revision_id.as_deref())).collect();
    named::revisions(work, facts, errors, (&asked, MOST), obstacle).await
}

/// What stands against sending this revision.
#[must_use]
pub fn obstacle(visible: &Visible, revision: &RevisionRow) -> Option<Obstacle> {
    let statuses =
        [visible.document.state().status, Status::parse(&revision.status).unwrap_or(Status::Draft)];
    let own = visible.caps_on(revision);
    if statuses.contains(&Status::Withdrawn) {
        Some(("withdrawn", "Withdrawn documents are not sent."))
    } else if statuses.contains(&Status::Archived) {
        Some(("archived", "Archived documents are not sent."))
    } else if revision.state().acceptance != Acceptance::Accepted {
        Some(("not_accepted", "Only accepted revisions are sent."))
    } else if !own.has(Caps::RESHARE) || !own.has(Caps::DOWNLOAD) {
        Some(("beyond_own_rights", "You may not pass this revision on."))
    } else {
        None
    }
}

/// What should be looked at before this revision goes out.
#[must_use]
pub fn warnings(visible: &Visible, revision: &RevisionRow) -> Vec<&'static str> {
    let status = Status::parse(&revision.status).unwrap_or(Status::Draft);
    let superseded = status == Status::Superseded
        || visible.document.superseded_by.is_some()
        || visible.document.state().status == Status::Superseded;
    let mut warnings = Vec::new();
    let mut warn = |wrong: bool, code: &'static str| {
        if wrong {
            warnings.push(code);
        }
    };
    warn(status == Status::Draft, "draft");
    warn(status == Status::Rejected, "rejected");
    warn(superseded, "superseded");
    warn(!superseded && revision.seq < visible.document.current_seq, "older_revision");
    warn(visible.document.restricted, "restricted");
    warnings
}

/// Those of the documents named that the reader sees, in their order, and how many they do not.
pub async fn seen(work: &mut Work, facts: &ProjectFacts, named: &[Named]) -> Result<(Vec<Item>, usize)> {
    let ids: Vec<DocumentId> = named.iter().map(|one| one.document_id).collect();
    let found: HashMap<DocumentId, Visible> = documents::among(&mut work.tx, &facts.scope(), &ids)
        .await?
        .into_iter()
        .map(|visible| (visible.document.id, visible))
        .collect();
    let items: Vec<Item> = named
        .iter()
        .filter_map(|one| {
            let revision =
                found.get(&one.document_id)?.revisions.iter().find(|row| row.id == one.revision_id)?.clone();
            let kept = (!one.status.is_empty()).then(|| one.clone());
            // Two documents may have been merged into one since.
            Some(Item { visible: found.get(&one.document_id)?.clone(), revision, kept })
        })
        .collect();
    let withheld = named.len() - items.len();
    Ok((items, withheld))
}

impl Item {
    /// As shown to the project's people, or to somebody from outside, who hears nothing of who else may see it.
    #[must_use]
    pub fn shown_to(&self, team: bool) -> TransmittalDocument {
        let mut shown = self.shown();
        shown.warnings.retain(|code| team || !["draft", "restricted"].contains(code));
        shown
    }

    /// As shown to the project's people.
    #[must_use]
    pub fn shown(&self) -> TransmittalDocument {
        let (document, revision) = (&self.visible.document, &self.revision);
        let now = TransmittalDocument {
            document_id: document.public_id.clone(),
            revision_id: revision.public_id.clone(),
            number: document.number.clone(),
            title: document.title.clone(),
            revision: revision.code.clone(),
            status: revision.status.clone(),
            sha256: revision.blob_hash.clone(),
            filename: revision.filename.clone(),
            size: revision.size,
            sent_before: None,
            warnings: warnings(&self.visible, revision),
        };
        match &self.kept {
            None => now,
            Some(kept) => TransmittalDocument {
                number: kept.number.clone(),
                title: kept.title.clone(),
                revision: kept.revision.clone(),
                status: kept.status.clone(),
                sha256: kept.blob_hash.clone(),
                ..now
            },
        }
    }
}
