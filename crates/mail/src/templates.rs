//! Each kind of mail with all it needs to know, one type per template, so that none can be sent with a gap.
//!
//! Names, titles and labels are given as the reader may see them; withholding what they may not is the
//! caller's duty. Times are given in the reader's own zone and format, as text. Links are absolute.

mod access;
mod account;
mod documents;
mod formal;
mod guests;

use serde::Serialize;

use crate::colour::Colour;
use crate::own::OwnWords;

pub use access::*;
pub use account::*;
pub use documents::*;
pub use formal::*;
pub use guests::*;

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
    /// What the organisation says in its own words.
    #[serde(skip)]
    pub own: Option<&'a OwnWords>,
    /// The mail whose words are meant, where it is not the template's: a digest that tells of one thing alone.
    #[serde(skip)]
    pub notice: Option<&'a str>,
}

/// A filled template.
pub trait Template: Serialize {
    /// Which template it fills.
    const NAME: TemplateName;

    /// Its frame.
    fn head(&self) -> &Letterhead<'_>;
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

            fn head(&self) -> &Letterhead<'_> {
                &self.head
            }
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
    GuestShareAsked = "guest_share_asked",
    GuestSharePasswordFailures = "guest_share_password_failures",
    Digest = "digest",
    AuditCheckpoint = "audit_checkpoint",
}
