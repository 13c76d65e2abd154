//! A guest share before it exists: every field checked against the document, the sharer's own rights and the policy.

use serde_json::{Value, json};
use wayleave_access::documents::DocumentRow;
use wayleave_access::{Acceptance, Caps, SharePolicy, Visible, ledger};
use wayleave_base::Timestamp;

use super::model::{Follows, LONGEST, Terms, address, end, short_text};
use super::view::NewGuestShare;
use crate::error::{Error, FieldError, Result};

/// What a share is made of once every field was found right.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The internal name.
    pub label: String,
    /// What it follows.
    pub follows: Follows,
    /// The revision it is made for.
    pub seq: i64,
    /// That revision's code.
    pub revision: String,
    /// Until when.
    pub ends_at: Timestamp,
    /// The terms.
    pub terms: Terms,
    /// For whom.
    pub recipient_name: String,
    /// Where that person is reached.
    pub recipient_email: String,
}

/// What a share lets out.
#[derive(Clone, Copy, Debug)]
pub enum Lot<'a> {
    /// A document, in the revision that is asked for.
    Document(&'a Visible),
    /// What a transmittal sent: documents with the place of the revision, at least one.
    Sent(&'a [(Visible, i64)]),
}

impl Lot<'_> {
    fn any_restricted(self) -> bool {
        match self {
            Self::Document(visible) => visible.document.restricted,
            Self::Sent(all) => all.iter().any(|(visible, _)| visible.document.restricted),
        }
    }

    /// May the sharer download all of it, the document in this revision?
    fn downloads(self, seq: i64) -> bool {
        let has = |visible: &Visible, seq| visible.reach.caps_on(seq).has(Caps::DOWNLOAD);
        match self {
            Self::Document(visible) => seq == 0 || has(visible, seq),
            Self::Sent(all) => all.iter().all(|(visible, seq)| has(visible, *seq)),
        }
    }
}

impl Draft {
    /// Checks every field and tells all that is wrong at once.
    pub fn check(
        new: &NewGuestShare,
        lot: Lot<'_>,
        policy: &SharePolicy,
        now: Timestamp,
        zone: &str,
    ) -> Result<Self> {
        let mut errors = Vec::new();
        let mut text = |field: &str, read: std::result::Result<String, FieldError>, required: bool| {
            let text = read.unwrap_or_else(|error| {
                errors.push(error);
                String::new()
            });
            if required && text.is_empty() && !errors.iter().any(|error| error.field == field) {
                errors.push(FieldError::new(field, "required", "This is required."));
            }
            text
        };
        let label = text("label", short_text("label", &new.label, LONGEST), true);
        let given = new.recipient_name.as_deref().unwrap_or_default();
        let recipient_name = text("recipient_name", short_text("recipient_name", given, LONGEST), false);
        let given = new.recipient_email.as_deref().unwrap_or_default();
        let recipient_email = text("recipient_email", address("recipient_email", given), new.mail_code);
        if new.password.as_deref().is_some_and(|password| !password_fits(password)) {
            errors.push(bad_password());
        }
        if lot.any_restricted() && !new.confirm_confidential {
            let detail = match lot {
                Lot::Document(_) => "The document is restricted. Confirm that it may leave the project.",
                Lot::Sent(_) => {
                    "Something that was sent is restricted. Confirm that it may leave the project."
                }
            };
            errors.push(FieldError::new("confirm_confidential", "required", detail));
        }
        let chosen = match lot {
            Lot::Document(visible) => revision(new, visible),
            Lot::Sent(all) => as_sent(new, all),
        };
        let (follows, seq) = chosen.unwrap_or_else(|error| {
            errors.push(error);
            (Follows::Pinned, 0)
        });
        if new.allow_download && !lot.downloads(seq) {
            errors.push(beyond_own_rights());
        }
        let ends_at = end(policy, now, zone, &new.expires_on).unwrap_or_else(|error| {
            errors.push(error);
            now
        });
        let terms = Terms {
            allow_download: new.allow_download,
            has_password: new.password.is_some(),
            max_opens: new.max_opens.unwrap_or(policy.default_max_opens),
            require_name: new.require_name,
            require_email: new.require_email,
            mail_code: new.mail_code,
        };
        errors.extend(terms.against(policy));
        Error::check(errors)?;
        let first = match lot {
            Lot::Document(visible) => Some(visible),
            Lot::Sent(all) => all.first().map(|(visible, _)| visible),
        };
        let revision =
            first.and_then(|visible| visible.revisions.iter().find(|revision| revision.seq == seq));
        let revision = revision.map(|revision| revision.code.clone()).unwrap_or_default();
        Ok(Self { label, follows, seq, revision, ends_at, terms, recipient_name, recipient_email })
    }

    /// The rights of the link.
    #[must_use]
    pub fn caps(&self) -> Caps {
        caps(self.terms.allow_download)
    }

    /// The last revision that the link's grant covers.
    #[must_use]
    pub fn last_seq(&self) -> i64 {
        last_seq(self.follows.code(), self.seq)
    }

    /// The draft as the audit log keeps it.
    #[must_use]
    pub fn told(&self, document: &DocumentRow, has_password: bool) -> Value {
        json!({
            "document": document.public_id, "number": document.number, "revision": self.revision,
            "follows": self.follows.code(), "expires_at": crate::wire::time(self.ends_at),
            "allow_download": self.terms.allow_download, "max_opens": self.terms.max_opens,
            "has_password": has_password, "require_name": self.terms.require_name,
            "require_email": self.terms.require_email, "mail_code": self.terms.mail_code,
            "recipient_name": self.recipient_name, "recipient_email": self.recipient_email,
        })
    }
}

/// The rights that a link carries.
#[must_use]
pub fn caps(allow_download: bool) -> Caps {
    if allow_download { Caps::VIEW.with(Caps::DOWNLOAD) } else { Caps::VIEW }
}

/// The last revision that a link's grant covers.
#[must_use]
pub fn last_seq(follows: &str, seq: i64) -> i64 {
    if Follows::parse(follows) == Some(Follows::LatestApproved) { ledger::ALL_LATER } else { seq }
}

/// A transmittal is shared as it went out.
fn as_sent(new: &NewGuestShare, all: &[(Visible, i64)]) -> std::result::Result<(Follows, i64), FieldError> {
    let detail = "A transmittal is shared with the revisions that it sent.";
    let named = [("revision_id", new.revision_id.is_some()), ("follows", new.follows.is_some())];
    match named.iter().find(|(_, given)| *given) {
        Some((field, _)) => Err(FieldError::new(*field, "not_for_this", detail)),
        None => Ok((Follows::Pinned, all.first().map_or(0, |(_, seq)| *seq))),
    }
}

/// Which revision the share is made for: an accepted one that the sharer sees.
fn revision(new: &NewGuestShare, visible: &Visible) -> std::result::Result<(Follows, i64), FieldError> {
    let follows = match new.follows.as_deref() {
        None => Follows::Pinned,
        Some(code) => Follows::parse(code).ok_or_else(|| {
            FieldError::new("follows", "unknown", "A share follows pinned or latest_approved.")
        })?,
    };
    let accepted = |seq: i64| {
        visible.revisions.iter().any(|revision| {
            revision.seq == seq
                && Acceptance::parse(&revision.acceptance) == Some(Acceptance::Accepted)
                && visible.caps_on(revision).has(Caps::VIEW)
        })
    };
    if follows == Follows::LatestApproved {
        let seq = visible.document.approved_seq;
        let detail = "No revision of this document is approved yet. Share a single revision instead.";
        return if accepted(seq) {
            Ok((follows, seq))
        } else {
            Err(FieldError::new("follows", "none_approved", detail))
        };
    }
    let seq = match new.revision_id.as_deref() {
        None => visible.reach.shown,
        Some(id) => {
            visible
                .revision(id)
                .ok_or_else(|| {
                    FieldError::new("revision_id", "unknown", "The document has no such revision.")
                })?
                .seq
        }
    };
    if accepted(seq) {
        Ok((follows, seq))
    } else {
        let detail = "Only an accepted revision can be shared with guests.";
        Err(FieldError::new("revision_id", "not_accepted", detail))
    }
}

/// Is the password of a length that is taken? It is said by telephone rather than typed every day, so it may be shorter
/// than an account's; tries are few.
#[must_use]
pub fn password_fits(password: &str) -> bool {
    (8..=200).contains(&password.chars().count())
}

/// The refusal of a password.
#[must_use]
pub fn bad_password() -> FieldError {
    FieldError::new("password", "length", "The password of a link has 8 to 200 characters.")
}

/// The refusal of a right that the sharer does not have.
#[must_use]
pub fn beyond_own_rights() -> FieldError {
    let detail = "You may not download this revision yourself, so you cannot let others do so.";
    FieldError::new("allow_download", "beyond_own_rights", detail)
}
