//! Mails about guest shares, to guests and to those who answer for them.

use serde::Serialize;

use super::Letterhead;

/// To a guest. Holds the link that lets them in.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct GuestShareCreated<'a> {
    /// The frame.
    pub head: Letterhead<'a>,
    /// Who made the guest share.
    pub sender: &'a str,
    /// What is shared, in words: `A-101 rev C, Ground floor plan`.
    pub subject_name: &'a str,
    /// Whether downloading is allowed besides viewing.
    pub may_download: bool,
    /// What the sender adds; may have several lines.
    pub message: Option<&'a str>,
    /// The guest's link.
    pub link: &'a str,
    /// Until when it works.
    pub expires: &'a str,
    /// How often it can be opened, if that is limited.
    pub most_opens: Option<u32>,
    /// Whether a password is asked for. It is never in a mail.
    pub needs_password: bool,
    /// Whether a code is sent by mail on opening.
    pub needs_mail_code: bool,
}

/// To the owner of a guest share: it ends soon.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct GuestShareExpiring<'a> {
    /// The frame.
    pub head: Letterhead<'a>,
    /// The project.
    pub project: &'a str,
    /// The label of the guest share.
    pub label: &'a str,
    /// What is shared, in words.
    pub subject_name: &'a str,
    /// Days until the end.
    pub days_left: u32,
    /// When it ends.
    pub expires: &'a str,
    /// How often it was opened.
    pub opens: u32,
    /// When it was last opened.
    pub last_opened: Option<&'a str>,
    /// The page of the guest share, where it can be extended.
    pub link: &'a str,
}

/// To a guest who opens a guest share that asks for a code.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct GuestMailCode<'a> {
    /// The frame.
    pub head: Letterhead<'a>,
    /// The code.
    pub code: &'a str,
    /// How long it works.
    pub valid_minutes: u32,
}

/// To the owner of a guest share that is over: somebody asks for it.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct GuestShareAsked<'a> {
    /// The frame.
    pub head: Letterhead<'a>,
    /// The project.
    pub project: &'a str,
    /// The label of the guest share.
    pub label: &'a str,
    /// What was shared, in words.
    pub subject_name: &'a str,
    /// What whoever asks is called; nobody has looked into it.
    pub name: &'a str,
    /// What they wrote; may have several lines.
    pub note: Option<&'a str>,
    /// When it ended; none if it was opened as often as allowed.
    pub ended: Option<&'a str>,
    /// How often it was opened.
    pub opens: u32,
    /// The page of the guest share, where it can be extended.
    pub link: &'a str,
}

/// To the owner of a guest share: many wrong passwords within an hour.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct GuestSharePasswordFailures<'a> {
    /// The frame.
    pub head: Letterhead<'a>,
    /// The project.
    pub project: &'a str,
    /// The label of the guest share.
    pub label: &'a str,
    /// What is shared, in words.
    pub subject_name: &'a str,
    /// How many wrong passwords.
    pub failures: u32,
    /// When the last one was given.
    pub last_attempt: &'a str,
    /// The page of the guest share.
    pub link: &'a str,
}
