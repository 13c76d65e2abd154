//! Each mail with made-up facts, for whoever writes the words around them.

use minijinja::value::{Serde, Value};

use crate::own::{Variable, variables};
use crate::render::{RenderError, Rendered, render};
use crate::templates::*;

/// A mail as it would look, and what its variables stand for in it.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The words.
    pub rendered: Rendered,
    /// Each variable with the fact of this mail; some mails lack some.
    pub facts: Vec<(Variable, String)>,
}

/// What of the made-up facts is given.
#[derive(Clone, Copy, Debug)]
pub struct Made<'a> {
    /// Where the button leads.
    pub link: &'a str,
    /// What a notice of the bell tells of.
    pub happened: &'a str,
    /// The project, if it is to be a certain one.
    pub project: Option<&'a str>,
}

const DAY: &str = "30 June 2027";
const MOMENT: &str = "30 June 2027, 17:00 (Europe/London)";
const NUMBER: &str = "HB-ARC-0101";
const TITLE: &str = "Ground floor plan";
const LABEL: &str = "For the fire brigade";
const CHANGES: &[ChangedField<'_>] =
    &[ChangedField { name: "Title", before: "Ground floor", after: "Ground floor plan" }];

impl<'a> Made<'a> {
    fn project(&self) -> &'a str {
        self.project.unwrap_or("Harbour bridge")
    }
}

/// A mail of this template with made-up facts.
pub fn sample(template: TemplateName, head: Letterhead<'_>, made: &Made<'_>) -> Result<Sample, RenderError> {
    use TemplateName as T;
    let link = made.link;
    match template {
        T::MemberInvited | T::RoleChanged | T::PasswordReset | T::PasswordChanged => {
            of_account(template, head, made)
        }
        T::SubmissionReceived
        | T::SubmissionAccepted
        | T::SubmissionRejected
        | T::EditRequested
        | T::EditRequestDecided
        | T::DocumentEdited
        | T::DocumentShared => of_document(template, head, made),
        T::GuestShareCreated
        | T::GuestShareExpiring
        | T::GuestMailCode
        | T::GuestShareAsked
        | T::GuestSharePasswordFailures => of_guests(template, head, made),
        T::TransmittalIssued => filled(&TransmittalIssued(letter(head, made))),
        T::TransmittalReminder => filled(&TransmittalReminder(letter(head, made))),
        T::TransmittalRecalled => filled(&TransmittalRecalled {
            head,
            sender: "Dana Reyes",
            project: made.project(),
            number: "TRN-012",
            about: "Ground floor, for construction",
            sent_at: DAY,
            reason: "Sheet 4 was missing.",
        }),
        T::WorkflowAssigned => filled(&WorkflowAssigned {
            head,
            initiator: "Dana Reyes",
            project: made.project(),
            number: "WF-007",
            title: "Deck reinforcement",
            step: "Approve the deck",
            asked: "approve",
            documents: 3,
            priority: "Normal",
            due: Some(MOMENT),
            instructions: None,
            link,
        }),
        T::AccessExpiring => filled(&AccessExpiring {
            head,
            project: made.project(),
            own: false,
            person: "Ana Silva",
            company: Some("ACME Survey"),
            access: "access to HB-ARC-0101 P02",
            granted_by: Some("Dana Reyes"),
            days_left: 7,
            expires: DAY,
            link,
        }),
        T::HandOver => filled(&HandOver {
            head,
            project: made.project(),
            leaver: "Dana Reyes",
            grants: 12,
            guest_shares: 3,
            link,
        }),
        T::Digest => digest(head, made),
        T::AuditCheckpoint => filled(&AuditCheckpoint {
            head,
            events: 1204,
            signed_at: MOMENT,
            checkpoint: "docs.example.org/audit/org_1\n1204\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
            link,
        }),
    }
}

/// A digest of two things, or the mail that tells of one.
fn digest(head: Letterhead<'_>, made: &Made<'_>) -> Result<Sample, RenderError> {
    let Made { link, happened, .. } = *made;
    let line = |text| DigestLine { text, when: MOMENT, link };
    let alone = head.notice.is_some();
    let lines = if alone {
        vec![line(happened)]
    } else {
        vec![line("HB-ARC-0101 has a new revision"), line("TRN-012 was acknowledged")]
    };
    let count = lines.len() as u64;
    let places = [DigestPlace { name: made.project(), lines }];
    let only = alone.then_some(happened);
    filled(&Digest { head, places: &places, count, more: 0, only, link })
}

fn of_account(template: TemplateName, head: Letterhead<'_>, made: &Made<'_>) -> Result<Sample, RenderError> {
    let link = made.link;
    match template {
        TemplateName::MemberInvited => filled(&MemberInvited {
            head,
            inviter: "Dana Reyes",
            organisation_role: "a member",
            projects: &[InvitedProject { name: made.project(), role: "reviewer" }],
            steps: &[],
            message: None,
            has_account: false,
            link,
            expires: MOMENT,
        }),
        TemplateName::RoleChanged => filled(&RoleChanged {
            head,
            changed_by: "Dana Reyes",
            project: Some(made.project()),
            role_before: "viewer",
            role_after: "reviewer",
            link,
        }),
        TemplateName::PasswordReset => {
            filled(&PasswordReset { head, account: "ana@example.net", link, expires: MOMENT })
        }
        _ => filled(&PasswordChanged {
            head,
            account: "ana@example.net",
            changed_at: MOMENT,
            reset_link: link,
        }),
    }
}

fn of_document(template: TemplateName, head: Letterhead<'_>, made: &Made<'_>) -> Result<Sample, RenderError> {
    let link = made.link;
    use TemplateName as T;
    match template {
        T::SubmissionReceived => filled(&SubmissionReceived {
            head,
            project: made.project(),
            sender: "Ana Silva",
            company: Some("ACME Survey"),
            title: TITLE,
            number: Some(NUMBER),
            file_name: "ground-floor.pdf",
            received_at: MOMENT,
            link,
        }),
        T::SubmissionAccepted => filled(&SubmissionAccepted {
            head,
            project: made.project(),
            accepted_by: "Dana Reyes",
            number: NUMBER,
            title: TITLE,
            revision: "P02",
            status: "for review",
            corrected: false,
            link,
        }),
        T::SubmissionRejected => filled(&SubmissionRejected {
            head,
            project: made.project(),
            rejected_by: "Dana Reyes",
            title: TITLE,
            number: Some(NUMBER),
            file_name: "ground-floor.pdf",
            reason: "Page 3 is missing.",
            link,
        }),
        T::EditRequested => filled(&EditRequested {
            head,
            project: made.project(),
            requester: "Ana Silva",
            company: Some("ACME Survey"),
            number: NUMBER,
            title: TITLE,
            changes: CHANGES,
            comment: None,
            link,
        }),
        T::EditRequestDecided => filled(&EditRequestDecided {
            head,
            project: made.project(),
            decided_by: "Dana Reyes",
            number: NUMBER,
            title: TITLE,
            outcome: "approved",
            changes: CHANGES,
            reason: None,
            link,
        }),
        T::DocumentEdited => filled(&DocumentEdited {
            head,
            project: made.project(),
            edited_by: "Dana Reyes",
            number: NUMBER,
            title: TITLE,
            changes: CHANGES,
            link,
        }),
        _ => filled(&DocumentShared {
            head,
            project: made.project(),
            shared_by: "Dana Reyes",
            shared_with: None,
            number: NUMBER,
            title: TITLE,
            revision: "P02",
            later_revisions: false,
            may_download: true,
            until: Some(DAY),
            reason: None,
            link,
        }),
    }
}

fn of_guests(template: TemplateName, head: Letterhead<'_>, made: &Made<'_>) -> Result<Sample, RenderError> {
    let link = made.link;
    let thing = "HB-ARC-0101 P02, Ground floor plan";
    match template {
        TemplateName::GuestShareCreated => filled(&GuestShareCreated {
            head,
            sender: "Dana Reyes",
            subject_name: thing,
            may_download: true,
            message: None,
            link,
            expires: MOMENT,
            most_opens: None,
            needs_password: false,
            needs_mail_code: true,
        }),
        TemplateName::GuestShareExpiring => filled(&GuestShareExpiring {
            head,
            project: made.project(),
            label: LABEL,
            subject_name: thing,
            days_left: 7,
            expires: MOMENT,
            opens: 4,
            last_opened: None,
            link,
        }),
        TemplateName::GuestMailCode => filled(&GuestMailCode { head, code: "123456", valid_minutes: 10 }),
        TemplateName::GuestShareAsked => filled(&GuestShareAsked {
            head,
            project: made.project(),
            label: LABEL,
            subject_name: thing,
            name: "Chris Roy",
            note: Some("The tender was put off by two weeks."),
            ended: Some(MOMENT),
            opens: 3,
            link,
        }),
        _ => filled(&GuestSharePasswordFailures {
            head,
            project: made.project(),
            label: LABEL,
            subject_name: thing,
            failures: 5,
            last_attempt: MOMENT,
            link,
        }),
    }
}

fn letter<'a>(head: Letterhead<'a>, made: &Made<'a>) -> TransmittalLetter<'a> {
    TransmittalLetter {
        head,
        sender: "Dana Reyes",
        project: made.project(),
        number: "TRN-012",
        about: "Ground floor, for construction",
        purpose: "For approval",
        documents: 3,
        remarks: None,
        link: made.link,
        own_link: false,
        expires: Some(DAY),
        must_acknowledge: true,
        acknowledge_by: Some(DAY),
        needs_mail_code: false,
    }
}

fn filled<T: Template>(letter: &T) -> Result<Sample, RenderError> {
    let values = Value::from(Serde(letter));
    let known = variables(T::NAME, letter.head().notice.is_some());
    let facts = known.into_iter().map(|one| (one, one.fact(&values))).collect();
    Ok(Sample { rendered: render(letter)?, facts })
}
