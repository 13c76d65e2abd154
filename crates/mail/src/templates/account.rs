//! Mails about accounts and roles.

use serde::Serialize;

use super::Letterhead;

/// A project that an invitation offers.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct InvitedProject<'a> {
    /// The project's name.
    pub name: &'a str,
    /// The project role, in words.
    pub role: &'a str,
}

/// A step of a workflow that waits for whoever accepts an invitation.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct InvitedStep<'a> {
    /// The project's name.
    pub project: &'a str,
    /// The workflow's number.
    pub number: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The step's name.
    pub step: &'a str,
    /// What is asked, in words that follow "you are asked to": `review`, `sign`.
    pub asked: &'a str,
    /// Is it asked now, or once the steps before it are done?
    pub now: bool,
    /// Until when an answer is expected.
    pub due: Option<&'a str>,
}

/// To somebody invited into an organisation. Holds the link that accepts the invitation.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct MemberInvited<'a> {
    /// The frame.
    pub head: Letterhead<'a>,
    /// Who invites.
    pub inviter: &'a str,
    /// The role offered, in words with its article: `a member`.
    pub organisation_role: &'a str,
    /// The projects offered with it; none is fine.
    pub projects: &'a [InvitedProject<'a>],
    /// The steps of workflows that wait for them; none is fine.
    pub steps: &'a [InvitedStep<'a>],
    /// What the inviter adds; may have several lines.
    pub message: Option<&'a str>,
    /// Whether the address already has an account on this server.
    pub has_account: bool,
    /// The link that accepts.
    pub link: &'a str,
    /// Until when it works.
    pub expires: &'a str,
}

/// To whoever's account a new password was asked for. Holds the link that sets it.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct PasswordReset<'a> {
    /// The frame.
    pub head: Letterhead<'a>,
    /// The account's e-mail address.
    pub account: &'a str,
    /// The link to choose a password.
    pub link: &'a str,
    /// Until when it works.
    pub expires: &'a str,
}

/// To whoever's password was changed, by whatever way.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct PasswordChanged<'a> {
    /// The frame.
    pub head: Letterhead<'a>,
    /// The account's e-mail address.
    pub account: &'a str,
    /// When.
    pub changed_at: &'a str,
    /// The page where a new password can be asked for; no token.
    pub reset_link: &'a str,
}

/// To a member whose role in the organisation or in a project was changed.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct RoleChanged<'a> {
    /// The frame.
    pub head: Letterhead<'a>,
    /// Who changed it.
    pub changed_by: &'a str,
    /// The project, or `None` for the role in the organisation.
    pub project: Option<&'a str>,
    /// The role so far, in words.
    pub role_before: &'a str,
    /// The role from now on, in words.
    pub role_after: &'a str,
    /// The page to go on from.
    pub link: &'a str,
}
