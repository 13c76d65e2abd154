//! Each kind of mail with all it needs to know, one type per template, so that none can be sent with a gap.
//!
//! Names, titles and labels are given as the reader may see them; withholding what they may not is the
//! caller's duty. Times are given in the reader's own zone and format, as text. Links are absolute.

use serde::Serialize;

use crate::colour::Colour;

/// Whose mail it is and who reads it: the frame around every mail.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Letterhead<'a> {
    /// The organisation's name.
    pub organisation: &'a str,
    /// The organisation's primary colour.
    pub colour: Colour,
    /// The address of the organisation's logo; most readers see it only after they allow images.
    pub logo_url: Option<&'a str>,
    /// The server's address.
    pub base_url: &'a str,
    /// The reader's name, if it is known.
    pub reader: Option<&'a str>,
    /// The address that stops such mails, where they can be stopped.
    pub stop: Option<&'a str>,
}

/// A project that an invitation offers.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct InvitedProject<'a> {
    /// The project's name.
    pub name: &'a str,
    /// The project role, in words.
    pub role: &'a str,
}

/// A filled template.
pub trait Template: Serialize {
    /// Which template it fills.
    const NAME: TemplateName;
}

macro_rules! templates {
    ($($type:ident = $name:literal,)*) => {
        /// The name of a template, as stored and as its folder is called.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum TemplateName {
            $(#[doc = concat!("See [`", stringify!($type), "`].")] $type,)*
        }

        impl TemplateName {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$type,)*];

            /// The name as text.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$type => $name,)* }
            }

            /// The name from text, if there is such a template.
            #[must_use]
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|template| template.as_str() == name)
            }
        }

        $(impl Template for $type<'_> {
            const NAME: TemplateName = TemplateName::$type;
        })*

        /// All files, by the names that they call each other.
        pub(crate) const FILES: &[(&str, &str)] = &[
            ("layout.txt.j2", include_str!("../templates/layout.txt.j2")),
            ("layout.html.j2", include_str!("../templates/layout.html.j2")),
            ("parts.html.j2", include_str!("../templates/parts.html.j2")),
            $(
                templates!(@file $name, "/subject.txt.j2"),
                templates!(@file $name, "/body.txt.j2"),
                templates!(@file $name, "/body.html.j2"),
            )*
        ];
    };
    (@file $name:literal, $file:literal) => {
        (concat!($name, $file), include_str!(concat!("../templates/", $name, $file)))
    };
}

templates! {
    MemberInvited = "member_invited",
    PasswordReset = "password_reset",
    PasswordChanged = "password_changed",
    RoleChanged = "role_changed",
    SubmissionReceived = "submission_received",
    SubmissionAccepted = "submission_accepted",
    SubmissionRejected = "submission_rejected",
    EditRequested = "edit_requested",
    EditRequestDecided = "edit_request_decided",
    DocumentEdited = "document_edited",
    DocumentShared = "document_shared",
    GuestShareCreated = "guest_share_created",
    GuestShareExpiring = "guest_share_expiring",
    GuestMailCode = "guest_mail_code",
    TransmittalIssued = "transmittal_issued",
    TransmittalReminder = "transmittal_acknowledgement_reminder",
    TransmittalRecalled = "transmittal_recalled",
    WorkflowAssigned = "workflow_assigned",
    AccessExpiring = "access_expiring",
    HandOver = "hand_over",
    GuestSharePasswordFailures = "guest_share_password_failures",
    Digest = "digest",
    AuditCheckpoint = "audit_checkpoint",
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

/// To somebody who got a transmittal and did not acknowledge receipt. May hold the link that lets a guest in.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(transparent)]
pub struct TransmittalReminder<'a>(pub TransmittalLetter<'a>);

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
