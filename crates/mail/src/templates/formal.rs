//! Mails about transmittals and workflows.

use std::ops::Deref;

use serde::Serialize;

use super::Letterhead;

/// What a mail says of a transmittal to somebody who gets it. The cover sheet is enclosed by whoever sends the mail.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct TransmittalLetter<'a> {
    /// The frame.
    pub head: Letterhead<'a>,
    /// Who sends it.
    pub sender: &'a str,
    /// The project.
    pub project: &'a str,
    /// The number.
    pub number: &'a str,
    /// What it is about.
    pub about: &'a str,
    /// What it is sent for, in words.
    pub purpose: &'a str,
    /// How many documents it sends.
    pub documents: u64,
    /// What the sender adds; may have several lines.
    pub remarks: Option<&'a str>,
    /// Where the reader opens it: the link that lets a guest in, or its page.
    pub link: &'a str,
    /// Whether the link is the reader's own, so that they need no account.
    pub own_link: bool,
    /// Until when it can be opened, or `None` for somebody whose access has no end.
    pub expires: Option<&'a str>,
    /// Whether receipt must be acknowledged.
    pub must_acknowledge: bool,
    /// By which day.
    pub acknowledge_by: Option<&'a str>,
    /// Whether a code is sent by mail on opening.
    pub needs_mail_code: bool,
}

/// To somebody who gets a transmittal. May hold the link that lets a guest in.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(transparent)]
pub struct TransmittalIssued<'a>(pub TransmittalLetter<'a>);

impl<'a> Deref for TransmittalIssued<'a> {
    type Target = TransmittalLetter<'a>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// To somebody who got a transmittal and did not acknowledge receipt. May hold the link that lets a guest in.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(transparent)]
pub struct TransmittalReminder<'a>(pub TransmittalLetter<'a>);

impl<'a> Deref for TransmittalReminder<'a> {
    type Target = TransmittalLetter<'a>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// To somebody who got a transmittal: it was recalled, and what it opened is closed.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct TransmittalRecalled<'a> {
    /// The frame.
    pub head: Letterhead<'a>,
    /// Who recalled it.
    pub sender: &'a str,
    /// The project.
    pub project: &'a str,
    /// The number.
    pub number: &'a str,
    /// What it was about.
    pub about: &'a str,
    /// When it was sent.
    pub sent_at: &'a str,
    /// Why it was recalled.
    pub reason: &'a str,
}

/// To somebody whom a step of a workflow asks. Holds no titles of documents: they are shown where it is answered.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct WorkflowAssigned<'a> {
    /// The frame.
    pub head: Letterhead<'a>,
    /// Who started the workflow.
    pub initiator: &'a str,
    /// The project.
    pub project: &'a str,
    /// The workflow's number.
    pub number: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The step's name.
    pub step: &'a str,
    /// What is asked, in words that follow "you are asked to": `review`, `sign`.
    pub asked: &'a str,
    /// How many documents it is about.
    pub documents: u64,
    /// How urgent it is, in words.
    pub priority: &'a str,
    /// Until when an answer is expected.
    pub due: Option<&'a str>,
    /// What the plan says to whoever answers; may have several lines.
    pub instructions: Option<&'a str>,
    /// The step.
    pub link: &'a str,
}
