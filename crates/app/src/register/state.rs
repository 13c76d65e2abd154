//! What the state of a document forbids, whoever asks. The abilities that screens offer by and the acts themselves ask the
//! same question here, so that nothing is offered that would be refused.

use wayleave_access::Status::{Archived, Draft, ForInformation, Superseded, Withdrawn};
use wayleave_access::{Action, Status, Visible};
use wayleave_base::ErrorCode;

use super::statuses;
use crate::error::{Error, Result};

/// A refusal by the state: its code and a sentence.
pub type Hindrance = (ErrorCode, String);

fn conflict(text: impl Into<String>) -> Option<Hindrance> {
    Some((ErrorCode::Conflict, text.into()))
}

/// The statuses that a document can be superseded from by hand; on a superseded one the pointer can still be set.
const SUPERSEDABLE: &[Status] = &[Status::Approved, Status::ApprovedWithComments, ForInformation, Superseded];

/// What the state has against this act on this document, if anything.
#[must_use]
pub fn hindrance(action: Action, visible: &Visible) -> Option<Hindrance> {
    let document = &visible.document;
    let status = document.state().status;
    let said = || statuses::words(status.code()).to_lowercase();
    let closed = matches!(status, Archived | Withdrawn);
    match action {
        Action::DocumentStatus | Action::DocumentArchive | Action::DocumentSupersede
            if !document.admitted =>
        {
            conflict("It waits for acceptance; its status is set when it is accepted.")
        }
        Action::DocumentStatus if statuses::after(status).is_empty() => {
            conflict(format!("A document that is {} stays so.", said()))
        }
        Action::DocumentArchive if !statuses::after(status).contains(&Archived) => {
            conflict(format!("A document that is {} cannot be archived.", said()))
        }
        Action::DocumentUnarchive if status != Archived => conflict("The document is not archived."),
        Action::DocumentSupersede if !SUPERSEDABLE.contains(&status) => {
            conflict(format!("A document that is {} cannot be superseded.", said()))
        }
        Action::DocumentLock if document.locked_at.is_some() => conflict("The document is locked already."),
        Action::DocumentUnlock if document.locked_at.is_none() => conflict("The document is not locked."),
        Action::DocumentDelete if !document.admitted || status != Draft => {
            Some((ErrorCode::NotADraft, ErrorCode::NotADraft.text().to_owned()))
        }
        Action::DocumentMerge | Action::RevisionUpload if !document.admitted => {
            conflict("It waits for acceptance itself.")
        }
        Action::DocumentMerge | Action::RevisionUpload if closed => {
            conflict(format!("The document is {} and takes no further revisions.", said()))
        }
        Action::DocumentMerge if document.locked_at.is_some() => {
            Some((ErrorCode::DocumentLocked, ErrorCode::DocumentLocked.text().to_owned()))
        }
        Action::DocumentShare | Action::GuestShareCreate if visible.shown().acceptance != "accepted" => {
            conflict("Only accepted revisions can be shared.")
        }
        Action::RevisionAccept if !waits(visible) => conflict("Nothing of it waits for acceptance."),
        _ => None,
    }
}

/// Does a revision wait for acceptance?
#[must_use]
pub fn waits(visible: &Visible) -> bool {
    visible.revisions.iter().any(|revision| revision.acceptance == "pending")
}

/// Refuses what the state has something against.
pub fn check(action: Action, visible: &Visible) -> Result<()> {
    match hindrance(action, visible) {
        None => Ok(()),
        Some((code, text)) => Err(Error::because(code, text)),
    }
}
