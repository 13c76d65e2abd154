//! Mails about access that ends or changes hands, digests, and the audit log.

use serde::Serialize;

use super::Letterhead;

/// To whoever loses it, to who granted it and to Document Controllers: access ends soon.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct AccessExpiring<'a> {
    /// The frame.
    pub head: Letterhead<'a>,
    /// The project.
    pub project: &'a str,
    /// Whether it is the reader's own.
    pub own: bool,
    /// Whose access ends: a person, a company or a group.
    pub person: &'a str,
    /// The person's company.
    pub company: Option<&'a str>,
    /// What ends, in words that follow "your": `membership as external participant`, `access to A-101 P02`.
    pub access: &'a str,
    /// Who granted it, if that is known.
    pub granted_by: Option<&'a str>,
    /// Days until the end.
    pub days_left: u32,
    /// When it ends.
    pub expires: &'a str,
    /// The page where it can be extended, or for its holder the page to go on from.
    pub link: &'a str,
}

/// To project administrators: somebody left, and what they granted now belongs to the project.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct HandOver<'a> {
    /// The frame.
    pub head: Letterhead<'a>,
    /// The project.
    pub project: &'a str,
    /// Who left.
    pub leaver: &'a str,
    /// How many grants in force they made.
    pub grants: u64,
    /// How many guest shares in force they owned.
    pub guest_shares: u64,
    /// The ledger, filtered to these.
    pub link: &'a str,
}

/// One thing that happened, as a digest tells it.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct DigestLine<'a> {
    /// What happened, a sentence.
    pub text: &'a str,
    /// When.
    pub when: &'a str,
    /// The page to go to.
    pub link: &'a str,
}

/// What happened in one place.
#[derive(Clone, Debug, Serialize)]
pub struct DigestPlace<'a> {
    /// The project's name, or the organisation's.
    pub name: &'a str,
    /// The lines, the oldest first.
    pub lines: Vec<DigestLine<'a>>,
}

/// To somebody who gets what happened in one mail, and to whoever is told something that has no letter of its own.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Digest<'a> {
    /// The frame.
    pub head: Letterhead<'a>,
    /// What happened, by place.
    pub places: &'a [DigestPlace<'a>],
    /// How many things happened.
    pub count: u64,
    /// How many of them are not spelt out.
    pub more: u64,
    /// The one thing that happened, if it is only one.
    pub only: Option<&'a str>,
    /// The page to go on from.
    pub link: &'a str,
}

/// To the organisation's administrators, once a day: the newest checkpoint of the audit log, to be kept.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct AuditCheckpoint<'a> {
    /// The frame.
    pub head: Letterhead<'a>,
    /// How many events it covers.
    pub events: i64,
    /// When it was signed.
    pub signed_at: &'a str,
    /// The checkpoint, line by line as it is.
    pub checkpoint: &'a str,
    /// The organisation's page.
    pub link: &'a str,
}
