//! Who acts: a person in one organisation, a guest on a link, or a named act of the system.

use wayleave_base::{GuestShareId, SubjectId};

use crate::words::OrganisationRole;

/// Whoever a request acts for, inside one organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// A member of the organisation.
    Person {
        /// The member's subject.
        subject: SubjectId,
        /// The member's role now.
        role: OrganisationRole,
    },
    /// A guest who passed the gate of a link.
    Guest {
        /// The link's subject.
        subject: SubjectId,
        /// The share.
        share: GuestShareId,
    },
}

impl Principal {
    /// The subject that grants name.
    #[must_use]
    pub fn subject(&self) -> SubjectId {
        match self {
            Self::Person { subject, .. } | Self::Guest { subject, .. } => *subject,
        }
    }

    /// The organisation role; guests have none.
    #[must_use]
    pub fn role(&self) -> Option<OrganisationRole> {
        match self {
            Self::Person { role, .. } => Some(*role),
            Self::Guest { .. } => None,
        }
    }
}

/// What stands behind a change that no person was permitted by a rule: the act carries its own proof (a token in the
/// right hands) or follows from the clock. The list is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SystemAct {
    /// The operator's command line.
    Operator,
    /// A sign-in, a sign-out, a failed try.
    SignIn,
    /// The owner of an account acts on it.
    OwnAccount,
    /// The holder of an invitation accepts it.
    AcceptInvitation,
    /// The holder of a reset link sets a password.
    ResetPassword,
    /// A guest opens a link.
    OpenLink,
    /// A leaver's grants pass to the project.
    HandOver,
    /// A warning before an end.
    Warning,
    /// A reminder of what somebody was asked for.
    Reminder,
    /// A step that nobody answered in time passes to whom its plan names.
    Escalation,
    /// Something that still runs is about a revision that is not the current one any more.
    Outdated,
    /// The end of a link: its last day passed, or it was opened as often as allowed.
    LinkEnd,
    /// The holder of a mail's link stops mails like it.
    StopMails,
}

impl SystemAct {
    /// The word written as the rule of such an event.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Operator => "system.operator",
            Self::SignIn => "system.sign_in",
            Self::OwnAccount => "system.own_account",
            Self::AcceptInvitation => "system.accept_invitation",
            Self::ResetPassword => "system.reset_password",
            Self::OpenLink => "system.open_link",
            Self::HandOver => "system.hand_over",
            Self::Warning => "system.warning",
            Self::Reminder => "system.reminder",
            Self::Escalation => "system.escalation",
            Self::Outdated => "system.outdated",
            Self::LinkEnd => "system.link_end",
            Self::StopMails => "system.stop_mails",
        }
    }
}
