//! The words of every mail, as snapshots, and what holds for all of them.

use wayleave_mail::*;

use crate::support::{LINK, head};

const UNTIL: &str = "30 June 2026, 17:00 (Europe/Berlin)";
const STOP: &str = "https://docs.example.org/n/stop/wlnabc";
const HOSTILE: &str = "<script>alert(1)</script>\r\nBcc: victim@example.com\n\nPay \"here\" & now";

/// Compares subject, text and HTML with the stored ones, and checks what every mail must keep.
fn check<T: Template>(name: &str, filled: &T) {
    let rendered = render(filled).unwrap();
    let template = T::NAME.as_str();
    assert!(!rendered.subject.is_empty() && rendered.subject.lines().count() == 1);
    assert!(!rendered.text.contains("{{") && !rendered.text.contains("{%"));
    for address in rendered.text.split_whitespace().filter(|word| word.starts_with("https://")) {
        let escaped = address.replace('&', "&amp;").replace('/', "&#x2f;");
        let plain = address.replace('&', "&amp;");
        let html = &rendered.html;
        assert!(html.contains(&escaped) || html.contains(&plain), "{template}: the HTML lacks {address}");
    }
    for forbidden in ["<script", "<style", "javascript:", "url("] {
        assert!(!rendered.html.contains(forbidden), "{template}: {forbidden} in the HTML");
    }
    assert_eq!(rendered.html.matches("<img").count(), usize::from(rendered.html.contains("logo.png")));
    let whole = format!(
        "Subject: {}\n\n{}\n=========================== HTML ===========================\n\n{}",
        rendered.subject, rendered.text, rendered.html
    );
    insta::assert_snapshot!(format!("{template}@{name}"), whole);
}

macro_rules! mails {
    ($($name:ident: $filled:expr;)*) => {$(
        #[test]
        fn $name() {
            check(stringify!($name), &$filled);
        }
    )*};
}

const PROJECTS: &[InvitedProject<'_>] = &[
    InvitedProject { name: "Harbour bridge", role: "reviewer" },
    InvitedProject { name: "North tower", role: "viewer" },
];

const STEPS: &[InvitedStep<'_>] = &[
    InvitedStep {
        project: "Harbour bridge",
        number: "WF-007",
        title: "Deck reinforcement",
        step: "Approve the deck",
        asked: "approve",
        now: true,
        due: Some(UNTIL),
    },
    InvitedStep {
        project: "North tower",
        number: "WF-002",
        title: "Core walls",
        step: "Sign off",
        asked: "sign",
        now: false,
        due: None,
    },
];

const CHANGES: &[ChangedField<'_>] = &[
    ChangedField { name: "Title", before: "Ground floor plan", after: "Ground floor plan, block B" },
    ChangedField { name: "Status", before: "Draft", after: "For review" },
];

fn transmittal() -> TransmittalLetter<'static> {
    TransmittalLetter {
        head: head(),
        sender: "B. Lee",
        project: "Harbour bridge",
        number: "TRN-012",
        about: "Ground floor & stairs",
        purpose: "For approval",
        documents: 12,
        remarks: Some("As agreed.\nPlease look at block B first."),
        link: LINK,
        own_link: true,
        expires: Some(UNTIL),
        must_acknowledge: true,
        acknowledge_by: Some("8 May 2026"),
        needs_mail_code: true,
    }
}

mails! {
    invitation_to_a_stranger: MemberInvited {
        head: Letterhead { reader: None, ..head() }, inviter: "B. Lee", organisation_role: "a member",
        projects: &[], steps: &[], message: None, has_account: false, link: LINK, expires: UNTIL,
    };
    invitation_to_a_step: MemberInvited {
        head: Letterhead { reader: None, ..head() }, inviter: "B. Lee", organisation_role: "a workflow responder",
        projects: &[], steps: STEPS, message: None, has_account: false, link: LINK, expires: UNTIL,
    };
    invitation_with_projects_and_message: MemberInvited {
        head: head(), inviter: "B. Lee", organisation_role: "a member", projects: PROJECTS,
        steps: &[], message: Some("Welcome!\nSee you on Monday."), has_account: true, link: LINK, expires: UNTIL,
    };
    forgotten_password: PasswordReset {
        head: head(), account: "ana@example.net", link: LINK, expires: UNTIL,
    };
    password_was_changed: PasswordChanged {
        head: Letterhead { logo_url: None, ..head() }, account: "ana@example.net", changed_at: UNTIL,
        reset_link: LINK,
    };
    role_in_the_organisation: RoleChanged {
        head: head(), changed_by: "B. Lee", project: None, role_before: "member",
        role_after: "organisation manager", link: LINK,
    };
    role_in_a_project: RoleChanged {
        head: head(), changed_by: "B. Lee", project: Some("Harbour bridge"), role_before: "viewer",
        role_after: "reviewer", link: LINK,
    };
    checkpoint_of_the_day: AuditCheckpoint {
        head: head(), events: 1204, signed_at: UNTIL, link: LINK,
        checkpoint: "docs.example.com/audit/org_1\n1204\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— docs.example.com/audit/org_1 Az3grlgt\n",
    };
    submission_with_number_and_company: SubmissionReceived {
        head: head(), project: "Harbour bridge", sender: "C. Roy", company: Some("ACME Survey"),
        title: "Soil report", number: Some("S-7"), file_name: "soil.pdf", received_at: UNTIL, link: LINK,
    };
    submission_with_the_least: SubmissionReceived {
        head: head(), project: "Harbour bridge", sender: "C. Roy", company: None,
        title: "Soil report", number: None, file_name: "soil.pdf", received_at: UNTIL, link: LINK,
    };
    submission_taken_as_it_was: SubmissionAccepted {
        head: head(), project: "Harbour bridge", accepted_by: "D. Conti", number: "HB-S-0007",
        title: "Soil report", revision: "P01", status: "for review", corrected: false, link: LINK,
    };
    submission_taken_with_corrections: SubmissionAccepted {
        head: head(), project: "Harbour bridge", accepted_by: "D. Conti", number: "HB-S-0007",
        title: "Soil report", revision: "P01", status: "for review", corrected: true, link: LINK,
    };
    submission_refused: SubmissionRejected {
        head: head(), project: "Harbour bridge", rejected_by: "D. Conti", title: "Soil report",
        number: Some("S-7"), file_name: "soil.pdf", reason: "Page 3 is missing.\nPlease scan it again.",
        link: LINK,
    };
    edits_asked_for_with_a_comment: EditRequested {
        head: head(), project: "Harbour bridge", requester: "C. Roy", company: Some("ACME Survey"),
        number: "A-101", title: "Ground floor plan", changes: CHANGES, comment: Some("The sheet says B."), link: LINK,
    };
    edits_asked_for_with_the_least: EditRequested {
        head: head(), project: "Harbour bridge", requester: "C. Roy", company: None, number: "A-101",
        title: "Ground floor plan", changes: &CHANGES[..1], comment: None, link: LINK,
    };
    edits_approved: EditRequestDecided {
        head: head(), project: "Harbour bridge", decided_by: "D. Conti", number: "A-101",
        title: "Ground floor plan, block B", outcome: "approved", changes: CHANGES, reason: None, link: LINK,
    };
    edits_approved_otherwise: EditRequestDecided {
        head: head(), project: "Harbour bridge", decided_by: "D. Conti", number: "A-101",
        title: "Ground floor plan, block B", outcome: "altered", changes: &CHANGES[..1], reason: None, link: LINK,
    };
    edits_rejected: EditRequestDecided {
        head: head(), project: "Harbour bridge", decided_by: "D. Conti", number: "A-101", title: "Ground floor plan",
        outcome: "rejected", changes: &[], reason: Some("The sheet says A."), link: LINK,
    };
    edits_removed: EditRequestDecided {
        head: head(), project: "Harbour bridge", decided_by: "D. Conti", number: "A-101", title: "Ground floor plan",
        outcome: "removed", changes: &[], reason: None, link: LINK,
    };
    edits_of_a_document_that_was_merged: EditRequestDecided {
        head: head(), project: "Harbour bridge", decided_by: "D. Conti", number: "A-101", title: "Ground floor plan",
        outcome: "lapsed", changes: &[], reason: None, link: LINK,
    };
    a_document_that_one_holds_was_edited: DocumentEdited {
        head: head(), project: "Harbour bridge", edited_by: "D. Conti", number: "A-101",
        title: "Ground floor plan, block B", changes: CHANGES, link: LINK,
    };
    shared_with_an_outsider: DocumentShared {
        head: head(), project: "Harbour bridge", shared_by: "B. Lee", shared_with: None, number: "A-101",
        title: "Ground floor plan", revision: "C", later_revisions: false, may_download: false,
        until: Some(UNTIL), reason: Some("For your offer."), link: LINK,
    };
    shared_with_a_group_for_good: DocumentShared {
        head: head(), project: "Harbour bridge", shared_by: "B. Lee", shared_with: Some("Structural team"),
        number: "A-101", title: "Ground floor plan", revision: "C", later_revisions: true,
        may_download: true, until: None, reason: None, link: LINK,
    };
    guest_with_every_condition: GuestShareCreated {
        head: head(), sender: "B. Lee", subject_name: "A-101 rev C, Ground floor plan", may_download: true,
        message: Some("As agreed."), link: LINK, expires: UNTIL, most_opens: Some(1), needs_password: true,
        needs_mail_code: true,
    };
    guest_with_none: GuestShareCreated {
        head: Letterhead { reader: None, ..head() }, sender: "B. Lee", subject_name: "A-101 rev C",
        may_download: false, message: None, link: LINK, expires: UNTIL, most_opens: None,
        needs_password: false, needs_mail_code: false,
    };
    transmittal_to_an_address: TransmittalIssued(transmittal());
    transmittal_to_an_account: TransmittalIssued(TransmittalLetter {
        head: Letterhead { stop: Some(STOP), ..head() }, own_link: false, expires: None, must_acknowledge: false,
        acknowledge_by: None, needs_mail_code: false, remarks: None, ..transmittal()
    });
    reminder_of_a_transmittal: TransmittalReminder(TransmittalLetter { needs_mail_code: false, ..transmittal() });
    transmittal_that_was_recalled: TransmittalRecalled {
        head: head(), sender: "B. Lee", project: "Harbour bridge", number: "TRN-012", about: "Ground floor & stairs",
        sent_at: UNTIL, reason: "Sent by mistake: the stairs <B> are missing.",
    };
    step_to_be_answered: WorkflowAssigned {
        head: Letterhead { stop: Some(STOP), ..head() }, initiator: "B. Lee", project: "Harbour bridge",
        number: "WF-004", title: "Ground floor", step: "Structural check", asked: "review", documents: 2,
        priority: "High", due: Some(UNTIL), instructions: Some("Loads only."), link: LINK,
    };
    step_without_an_end: WorkflowAssigned {
        head: head(), initiator: "B. Lee", project: "Harbour bridge", number: "WF-004", title: "Ground floor",
        step: "Signature", asked: "sign", documents: 1, priority: "Medium", due: None, instructions: None, link: LINK,
    };
    guest_share_ends_in_a_week: GuestShareExpiring {
        head: head(), project: "Harbour bridge", label: "City planning office", subject_name: "A-101 rev C",
        days_left: 7, expires: UNTIL, opens: 0, last_opened: None, link: LINK,
    };
    guest_share_ends_tomorrow: GuestShareExpiring {
        head: head(), project: "Harbour bridge", label: "City planning office", subject_name: "A-101 rev C",
        days_left: 1, expires: UNTIL, opens: 1, last_opened: Some("28 June 2026, 09:12 (Europe/Berlin)"),
        link: LINK,
    };
    guest_code: GuestMailCode { head: head(), code: "402 981", valid_minutes: 10 };
    access_ends_in_a_week: AccessExpiring {
        head: head(), project: "Harbour bridge", own: false, person: "C. Roy", company: Some("ACME Survey"),
        access: "membership as external participant", granted_by: Some("B. Lee"), days_left: 7, expires: UNTIL,
        link: LINK,
    };
    own_access_ends_tomorrow: AccessExpiring {
        head: head(), project: "Harbour bridge", own: true, person: "C. Roy", company: None,
        access: "access to A-101 P02", granted_by: Some("B. Lee"), days_left: 1, expires: UNTIL, link: LINK,
    };
    access_of_a_company_ends_tomorrow: AccessExpiring {
        head: head(), project: "Harbour bridge", own: false, person: "ACME Survey", company: None,
        access: "access to A-101 P02", granted_by: None, days_left: 1, expires: UNTIL, link: LINK,
    };
    leaver: HandOver {
        head: head(), project: "Harbour bridge", leaver: "B. Lee", grants: 212, guest_shares: 3, link: LINK,
    };
    guest_share_asked_for: GuestShareAsked {
        head: head(), project: "Harbour bridge", label: "City planning office", subject_name: "A-101 rev C",
        name: "C. Roy <b>", note: Some("Two more weeks,\nplease."), ended: Some(UNTIL), opens: 3, link: LINK,
    };
    guest_share_asked_for_once_more: GuestShareAsked {
        head: head(), project: "Harbour bridge", label: "City planning office", subject_name: "A-101 rev C",
        name: "Guest link 5n0vq2", note: None, ended: None, opens: 1, link: LINK,
    };
    passwords_guessed: GuestSharePasswordFailures {
        head: head(), project: "Harbour bridge", label: "City planning office", subject_name: "A-101 rev C",
        failures: 20, last_attempt: UNTIL, link: LINK,
    };
    what_happened_since_the_last_mail: Digest {
        head: Letterhead { stop: Some(STOP), ..head() },
        places: &[
            DigestPlace {
                name: "Harbour bridge",
                lines: vec![
                    DigestLine {
                        text: "Bo Lee submitted a document in Harbour bridge.", when: UNTIL,
                        link: "https://docs.example.org/o/acme/p/prj_1/pending?open=rev_1",
                    },
                    DigestLine { text: "A-101 of Harbour bridge was shared with you.", when: UNTIL, link: LINK },
                ],
            },
            DigestPlace {
                name: "Brück & Söhne",
                lines: vec![DigestLine {
                    text: "Kim Ode accepted your invitation to Brück & Söhne.", when: UNTIL,
                    link: "https://docs.example.org/o/acme/people",
                }],
            },
        ],
        count: 15, more: 12, only: None, link: "https://docs.example.org/o/acme",
    };
    one_thing_happened: Digest {
        head: Letterhead { stop: Some(STOP), ..head() },
        places: &[DigestPlace {
            name: "Harbour bridge",
            lines: vec![DigestLine {
                text: "You were put into a group of Harbour bridge.", when: UNTIL, link: LINK,
            }],
        }],
        count: 1, more: 0, only: Some("You were put into a group of Harbour bridge."),
        link: "https://docs.example.org/o/acme",
    };
    hostile_words: SubmissionRejected {
        head: Letterhead { organisation: HOSTILE, reader: Some(HOSTILE), ..head() }, project: HOSTILE,
        rejected_by: HOSTILE, title: HOSTILE, number: Some(HOSTILE), file_name: HOSTILE, reason: HOSTILE,
        link: LINK,
    };
}

#[test]
fn what_a_person_typed_adds_no_line_to_a_text() {
    let rendered = render(&SubmissionRejected {
        head: head(),
        project: HOSTILE,
        rejected_by: HOSTILE,
        title: HOSTILE,
        number: None,
        file_name: HOSTILE,
        reason: HOSTILE,
        link: LINK,
    })
    .unwrap();
    assert!(!rendered.subject.contains(['\r', '\n']));
    for line in rendered.text.lines() {
        assert!(!line.starts_with("Bcc:") && !line.starts_with("Pay "), "{line}");
    }
    assert!(
        rendered.text.contains("> Bcc: victim@example.com\n>\n> Pay \"here\" & now"),
        "{}",
        rendered.text
    );
}

fn own(mail: &str, subject: &str, introduction: &str, closing: &str) -> OwnWords {
    let mut words = OwnWords::default();
    let (subject, introduction, closing) = (subject.into(), introduction.into(), closing.into());
    words.set(mail, Own { subject, introduction, closing });
    words
}

#[test]
fn an_organisations_words_stand_around_what_happened() {
    let words = own(
        "transmittal_issued",
        "{{ project.name }}: {{ transmittal.number }}",
        "Dear {{ recipient.name }},\n\nplease look at it by {{ transmittal.acknowledge_by }}.\nThank you.",
        "Call us on 020 7946 0000.\n\n{{ organisation.name }}",
    );
    let head = Letterhead { own: Some(&words), stop: Some(STOP), ..head() };
    let rendered = render(&TransmittalIssued(TransmittalLetter { head, ..transmittal() })).unwrap();
    assert_eq!(rendered.subject, "Harbour bridge: TRN-012");
    let beginning = "Dear Ana Silva,\n\nplease look at it by 8 May 2026.\nThank you.\n\nB. Lee of ";
    assert!(rendered.text.starts_with(beginning), "{}", rendered.text);
    let end = "behind the link.\n\nCall us on 020 7946 0000.\n\nBrück & Söhne\n\n-- \nBrück & Söhne\n";
    assert!(rendered.text.contains(end), "{}", rendered.text);
    assert!(rendered.text.contains(LINK) && rendered.text.contains(STOP));
    let html = &rendered.html;
    for kept in [
        ">Dear Ana Silva,</p>",
        ">please look at it by 8 May 2026.<br>Thank you.</p>",
        "Stop mails of this kind",
    ] {
        assert!(html.contains(kept), "{kept}: {html}");
    }
    assert!(html.find("Thank you.") < html.find("sent you transmittal"));
    assert!(html.find("cover sheet is attached") < html.find("Call us on"));
}

#[test]
fn words_of_another_mail_and_empty_ones_change_nothing() {
    let standard = render(&TransmittalIssued(transmittal())).unwrap();
    for words in
        [own("digest", "A", "B", "C"), own("transmittal_issued", " {{ nothing }} ", "{{ nothing }}", "")]
    {
        let head = Letterhead { own: Some(&words), ..head() };
        let said = render(&TransmittalIssued(TransmittalLetter { head, ..transmittal() })).unwrap();
        assert_eq!(said, standard);
    }
}

#[test]
fn hostile_facts_stay_facts_in_an_organisations_own_words() {
    let words = own(
        "submission_rejected",
        "{{ document.title }}",
        "<b>{{ document.title }}</b>",
        "{{ sender.name }}",
    );
    let rendered = render(&SubmissionRejected {
        head: Letterhead { own: Some(&words), ..head() },
        project: HOSTILE,
        rejected_by: HOSTILE,
        title: HOSTILE,
        number: None,
        file_name: HOSTILE,
        reason: "no",
        link: LINK,
    })
    .unwrap();
    assert!(!rendered.subject.contains(['\r', '\n']));
    assert!(!rendered.html.contains("<script") && !rendered.html.contains("<b>"), "{}", rendered.html);
    assert!(rendered.text.lines().all(|line| !line.starts_with("Bcc:")), "{}", rendered.text);
}

#[test]
fn every_fact_that_a_text_may_name_is_in_the_sample_of_its_mail() {
    let made = Made { link: LINK, happened: "A step of yours is late", project: None };
    for template in TemplateName::ALL {
        for notice in [None, Some("step_overdue")] {
            if notice.is_some() && *template != TemplateName::Digest {
                continue;
            }
            let sample = sample(*template, Letterhead { notice, ..head() }, &made).unwrap();
            for (variable, fact) in sample.facts {
                assert!(!fact.is_empty(), "{}: {}", template.as_str(), variable.name);
            }
        }
    }
}

#[test]
fn names_of_templates_are_read_back() {
    for template in TemplateName::ALL {
        assert_eq!(TemplateName::parse(template.as_str()), Some(*template));
    }
    assert_eq!(TemplateName::parse("layout"), None);
}

#[test]
fn every_template_has_a_snapshot() {
    let snapshots = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/snapshots");
    let names: Vec<String> = std::fs::read_dir(snapshots)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    for template in TemplateName::ALL {
        let start = format!("it__words__{}@", template.as_str());
        assert!(names.iter().any(|name| name.starts_with(&start)), "no mail shows {}", template.as_str());
    }
}
