//! Which mails can be put in other words: every letter but those about a person's own account, and what is mailed in the
//! words of the bell.

use wayleave_mail::TemplateName;

use crate::notices::kinds::{self, Kind};

/// A mail.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it is called in addresses.
    pub id: String,
    /// What it belongs to, as notices do.
    pub category: &'static str,
    /// Its name.
    pub title: &'static str,
    /// Who gets it and when.
    pub about: &'static str,
    /// Does it come from a project, so that a project can put it in its own words?
    pub of_project: bool,
    /// What it is rendered by.
    pub template: TemplateName,
    /// The kind of notice that it tells of, where it is told in the words of the bell.
    pub notice: Option<&'static Kind>,
}

/// A letter.
struct Letter {
    template: TemplateName,
    category: &'static str,
    of_project: bool,
    title: &'static str,
    about: &'static str,
}

const fn letter(
    template: TemplateName,
    category: &'static str,
    of_project: bool,
    title: &'static str,
    about: &'static str,
) -> Letter {
    Letter { template, category, of_project, title, about }
}

use TemplateName as T;

const LETTERS: &[Letter] = &[
    letter(
        T::TransmittalIssued,
        "transmittals",
        true,
        "Transmittal",
        "To everybody a transmittal is sent to, ten minutes after it is issued.",
    ),
    letter(
        T::TransmittalReminder,
        "transmittals",
        true,
        "Reminder to acknowledge",
        "To whoever has not acknowledged a transmittal, when it is due or its sender reminds them.",
    ),
    letter(
        T::TransmittalRecalled,
        "transmittals",
        true,
        "Transmittal recalled",
        "To everybody a transmittal was sent to, when it is recalled.",
    ),
    letter(
        T::WorkflowAssigned,
        "workflows",
        true,
        "Step of a workflow",
        "To whoever is to answer a step, when it opens for them.",
    ),
    letter(
        T::SubmissionReceived,
        "documents",
        true,
        "Submission received",
        "To Document Controllers, when a document from outside waits for acceptance.",
    ),
    letter(
        T::SubmissionAccepted,
        "documents",
        true,
        "Submission accepted",
        "To whoever handed a document in, when it is accepted.",
    ),
    letter(
        T::SubmissionRejected,
        "documents",
        true,
        "Submission rejected",
        "To whoever handed a document in, when it is rejected.",
    ),
    letter(
        T::EditRequested,
        "documents",
        true,
        "Edits asked for",
        "To Document Controllers, when somebody from outside asks for edits of a document.",
    ),
    letter(
        T::EditRequestDecided,
        "documents",
        true,
        "Request for edits decided",
        "To whoever asked for edits, when it is decided.",
    ),
    letter(
        T::DocumentEdited,
        "documents",
        true,
        "Document changed",
        "To those who were given a document, when its details change.",
    ),
    letter(
        T::DocumentShared,
        "documents",
        true,
        "Document shared",
        "To those a document is shared with, at once.",
    ),
    letter(
        T::GuestShareCreated,
        "guest_shares",
        true,
        "Guest share",
        "To the guest, when a link is sent to them.",
    ),
    letter(
        T::GuestMailCode,
        "guest_shares",
        true,
        "Code for a guest share",
        "To the guest, when a link asks for a code.",
    ),
    letter(
        T::GuestShareExpiring,
        "guest_shares",
        true,
        "Guest share ends soon",
        "To whoever answers for a guest share, seven days and one day before it ends.",
    ),
    letter(
        T::GuestShareAsked,
        "guest_shares",
        true,
        "Guest share asked for",
        "To whoever answers for a guest share that is over, when its holder asks for it to be opened again.",
    ),
    letter(
        T::GuestSharePasswordFailures,
        "guest_shares",
        true,
        "Wrong passwords",
        "To whoever answers for a guest share, when many wrong passwords are given.",
    ),
    letter(
        T::AccessExpiring,
        "access",
        true,
        "Access ends soon",
        "To its holder and to whoever answers for it, seven days and one day before it ends.",
    ),
    letter(
        T::HandOver,
        "access",
        true,
        "Leaver's grants",
        "To Project Admins, when somebody leaves and what they granted belongs to the project.",
    ),
    letter(
        T::RoleChanged,
        "account",
        true,
        "Role changed",
        "To a person, when their role in the organisation or in a project changes, begins or ends.",
    ),
    letter(T::MemberInvited, "account", false, "Invitation", "To whoever is invited, at once."),
    letter(
        T::Digest,
        "account",
        false,
        "Digest",
        "To whoever wants their mail once a day or once a week, when more than one thing happened.",
    ),
    letter(
        T::AuditCheckpoint,
        "account",
        false,
        "Checkpoint of the audit log",
        "To organisation administrators, once a day when something was logged.",
    ),
];

const BELL: &str = "To those who are told of it and want it by mail, when nothing else is told with it.";

/// Every mail, in the order of screens; those of projects alone where a project asks.
#[must_use]
pub fn all(of_project: bool) -> Vec<Entry> {
    let letters = LETTERS.iter().map(|letter| Entry {
        id: letter.template.as_str().to_owned(),
        category: letter.category,
        title: letter.title,
        about: letter.about,
        of_project: letter.of_project,
        template: letter.template,
        notice: None,
    });
    let notices = kinds::ALL.iter().filter_map(|kind| {
        Some(Entry {
            id: kind.mail_text()?,
            category: kind.category,
            title: kind.title,
            about: BELL,
            of_project: kind.category != "account",
            template: T::Digest,
            notice: Some(kind),
        })
    });
    let mut all: Vec<Entry> = letters.chain(notices).filter(|one| one.of_project || !of_project).collect();
    all.sort_by_key(|one| kinds::CATEGORIES.iter().position(|category| *category == one.category));
    all
}

/// The mail of this name.
#[must_use]
pub fn find(id: &str, of_project: bool) -> Option<Entry> {
    all(of_project).into_iter().find(|one| one.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_letter_but_those_about_ones_own_account_is_there_once() {
        let all = all(false);
        let ids: BTreeSet<&str> = all.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids.len(), all.len());
        for template in TemplateName::ALL {
            let own_account = matches!(template, T::PasswordReset | T::PasswordChanged);
            assert_eq!(ids.contains(template.as_str()), !own_account, "{}", template.as_str());
        }
        assert!(all.iter().all(|one| kinds::CATEGORIES.contains(&one.category)));
    }

    #[test]
    fn the_specifications_names_are_known() {
        for name in [
            "workflow_assigned",
            "workflow_answered",
            "workflow_completed",
            "step_overdue",
            "transmittal_issued",
            "transmittal_acknowledgement_reminder",
            "transmittal_acknowledged",
            "guest_share_created",
            "guest_share_expiring",
        ] {
            assert!(find(name, true).is_some(), "{name}");
        }
        assert!(find("member_invited", false).is_some() && find("member_invited", true).is_none());
        assert!(find("password_reset", false).is_none());
    }
}
