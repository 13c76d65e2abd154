//! Mails about documents: submissions, edits and shares.

use serde::Serialize;

use super::Letterhead;

/// To Document Controllers: an external participant uploaded a document that waits for acceptance.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct SubmissionReceived<'a> {
    /// The frame.
    pub head: Letterhead<'a>,
    /// The project.
    pub project: &'a str,
    /// Who uploaded it.
    pub sender: &'a str,
    /// Their company.
    pub company: Option<&'a str>,
    /// The title given.
    pub title: &'a str,
    /// The number proposed, if any.
    pub number: Option<&'a str>,
    /// The file's name.
    pub file_name: &'a str,
    /// When it came.
    pub received_at: &'a str,
    /// The pending queue at this submission.
    pub link: &'a str,
}

/// To the sender of a submission: it is in the register now.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct SubmissionAccepted<'a> {
    /// The frame.
    pub head: Letterhead<'a>,
    /// The project.
    pub project: &'a str,
    /// The Document Controller.
    pub accepted_by: &'a str,
    /// The document's number.
    pub number: &'a str,
    /// The document's title.
    pub title: &'a str,
    /// The revision that the submission became.
    pub revision: &'a str,
    /// The status, in words.
    pub status: &'a str,
    /// Whether number, title or other details differ from what the sender gave.
    pub corrected: bool,
    /// The revision, as the sender may see it.
    pub link: &'a str,
}

/// To the sender of a submission: it was rejected, and why.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct SubmissionRejected<'a> {
    /// The frame.
    pub head: Letterhead<'a>,
    /// The project.
    pub project: &'a str,
    /// The Document Controller.
    pub rejected_by: &'a str,
    /// The title given by the sender.
    pub title: &'a str,
    /// The number proposed by the sender, if any.
    pub number: Option<&'a str>,
    /// The file's name.
    pub file_name: &'a str,
    /// The reason; may have several lines.
    pub reason: &'a str,
    /// My documents.
    pub link: &'a str,
}

/// A field of a document with its value before and after, in words.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ChangedField<'a> {
    /// The field.
    pub name: &'a str,
    /// The value before.
    pub before: &'a str,
    /// The value after.
    pub after: &'a str,
}

/// To Document Controllers: somebody outside asks for edits of a document.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct EditRequested<'a> {
    /// The frame.
    pub head: Letterhead<'a>,
    /// The project.
    pub project: &'a str,
    /// Who asks.
    pub requester: &'a str,
    /// Their company.
    pub company: Option<&'a str>,
    /// The document's number.
    pub number: &'a str,
    /// The document's title.
    pub title: &'a str,
    /// What is asked for.
    pub changes: &'a [ChangedField<'a>],
    /// What the requester adds; may have several lines.
    pub comment: Option<&'a str>,
    /// The queue at this request.
    pub link: &'a str,
}

/// To whoever asked for edits: what became of it.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct EditRequestDecided<'a> {
    /// The frame.
    pub head: Letterhead<'a>,
    /// The project.
    pub project: &'a str,
    /// Who decided.
    pub decided_by: &'a str,
    /// The document's number.
    pub number: &'a str,
    /// The document's title.
    pub title: &'a str,
    /// `approved`, `altered`, `rejected`, `removed`, or `lapsed` when the document was merged with another.
    pub outcome: &'a str,
    /// What was written.
    pub changes: &'a [ChangedField<'a>],
    /// The reason; may have several lines.
    pub reason: Option<&'a str>,
    /// The document.
    pub link: &'a str,
}

/// To those to whom a document was given: its details changed.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct DocumentEdited<'a> {
    /// The frame.
    pub head: Letterhead<'a>,
    /// The project.
    pub project: &'a str,
    /// Who changed it.
    pub edited_by: &'a str,
    /// The document's number, as it is now.
    pub number: &'a str,
    /// The document's title, as it is now.
    pub title: &'a str,
    /// What changed.
    pub changes: &'a [ChangedField<'a>],
    /// The document.
    pub link: &'a str,
}

/// To somebody a document was shared with; they are entitled to the title from then on.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct DocumentShared<'a> {
    /// The frame.
    pub head: Letterhead<'a>,
    /// The project.
    pub project: &'a str,
    /// Who shared it.
    pub shared_by: &'a str,
    /// The company or group it was shared with, if not the reader alone.
    pub shared_with: Option<&'a str>,
    /// The document's number.
    pub number: &'a str,
    /// The document's title.
    pub title: &'a str,
    /// The revision shared.
    pub revision: &'a str,
    /// Whether later accepted revisions are shared too.
    pub later_revisions: bool,
    /// Whether downloading is allowed besides viewing.
    pub may_download: bool,
    /// Until when, or `None` for a member without an end.
    pub until: Option<&'a str>,
    /// What the sharer adds; may have several lines.
    pub reason: Option<&'a str>,
    /// The document.
    pub link: &'a str,
}
