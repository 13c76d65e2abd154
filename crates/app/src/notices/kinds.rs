//! The kinds of notices, as a table.

use wayleave_access::Action;

/// What a kind of notice belongs to, in the order of screens.
pub const CATEGORIES: &[&str] =
    &["documents", "workflows", "transmittals", "access", "guest_shares", "account"];

/// A kind of notice.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Its code.
    pub code: &'static str,
    /// What it belongs to.
    pub category: &'static str,
    /// What it is called where people choose.
    pub title: &'static str,
    /// Is there a notice behind the bell? A few letters are mails alone.
    pub bell: bool,
    /// Does it go out by mail, unless the person chose otherwise?
    pub mail: bool,
    /// Does the act write a letter of its own? Others are told in the words of the bell.
    pub letter: bool,
    /// Is it too urgent for a digest?
    pub urgent: bool,
    /// Why it cannot be switched off, if it cannot.
    pub fixed: Option<&'static str>,
    /// The reader must still be allowed one of these; none asks nothing.
    pub needs: &'static [Action],
    /// Is it about a workflow, and whom does a part in it let be told?
    pub part: Option<Part>,
    /// Does it say that something was closed to the reader? They need not see it to be told.
    pub outlives: bool,
}

/// The part in a workflow that lets its holder be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// In the very step that the notice names; nobody else is told.
    Step,
    /// In any step of the workflow, beside those who may do what the kind needs.
    Workflow,
}

const fn kind(code: &'static str, category: &'static str, title: &'static str) -> Kind {
    Kind {
        code,
        category,
        title,
        bell: true,
        mail: false,
        letter: false,
        urgent: false,
        fixed: None,
        needs: &[],
        part: None,
        outlives: false,
    }
}

impl Kind {
    /// What the mail is called that tells of one such notice in the words of the bell; nothing where the act writes a
    /// letter, which has a name of its own.
    #[must_use]
    pub fn mail_text(&self) -> Option<String> {
        (self.bell && !self.letter && !self.code.is_empty()).then(|| self.code.replace('.', "_"))
    }

    /// By mail too, in a letter that the act writes.
    const fn with_letter(mut self) -> Self {
        self.mail = true;
        self.letter = true;
        self
    }

    /// By mail too, in the words of the bell.
    const fn by_mail(mut self) -> Self {
        self.mail = true;
        self
    }

    const fn urgent(mut self) -> Self {
        self.urgent = true;
        self
    }

    const fn fixed(mut self, why: &'static str) -> Self {
        self.fixed = Some(why);
        self.urgent = true;
        self
    }

    const fn needs(mut self, needs: &'static [Action]) -> Self {
        self.needs = needs;
        self
    }

    /// For whoever has a part in the step that it names.
    const fn of_own_step(mut self) -> Self {
        self.part = Some(Part::Step);
        self
    }

    /// For whoever may look at workflows or has a part in this one.
    const fn of_workflow(mut self) -> Self {
        self.part = Some(Part::Workflow);
        self.needs(&[WorkflowView])
    }

    const fn outlives(mut self) -> Self {
        self.outlives = true;
        self
    }

    const fn mail_alone(mut self) -> Self {
        self.bell = false;
        self.mail = true;
        self
    }
}

/// The digest itself, where its link to stop is concerned.
pub const DIGEST: &str = "digest";

const SECURITY: &str = "It concerns the security of access.";
const DOOR: &str = "It is the only way to get in.";

use Action::{
    AccessView, EditRequestList, GuestShareList, GuestShareListOwn, SubmissionList, WorkPackageView,
    WorkflowView,
};

/// Every kind.
pub const ALL: &[Kind] = &[
    kind("submission.received", "documents", "A document was handed in and waits for acceptance")
        .with_letter()
        .needs(&[SubmissionList]),
    kind("submission.accepted", "documents", "What you handed in was accepted").with_letter(),
    kind("submission.rejected", "documents", "What you handed in was rejected").with_letter(),
    kind("edit_request.made", "documents", "Somebody asks for edits of a document")
        .with_letter()
        .needs(&[EditRequestList]),
    kind("edit_request.approved", "documents", "Edits that you asked for were approved").with_letter(),
    kind("edit_request.rejected", "documents", "Edits that you asked for were rejected").with_letter(),
    kind("edit_request.deleted", "documents", "Your request for edits was removed").with_letter(),
    kind("edit_request.lapsed", "documents", "Your request for edits was closed by a merge").with_letter(),
    kind("document.edited", "documents", "The details of a document that you were given changed")
        .with_letter(),
    kind("document.status_changed", "documents", "The status of a document that you were given changed"),
    kind("document.revised", "documents", "A document that you were given has a new revision").by_mail(),
    kind("document.shared", "documents", "A document was shared with you").with_letter(),
    kind("transmittal.issued", "transmittals", "A transmittal was sent to you").with_letter().urgent(),
    kind("transmittal.reminder", "transmittals", "You are reminded to acknowledge a transmittal")
        .with_letter()
        .urgent(),
    kind("transmittal.recalled", "transmittals", "A transmittal that was sent to you was recalled")
        .with_letter()
        .outlives(),
    kind("transmittal.overdue", "transmittals", "A transmittal that you sent was not acknowledged in time")
        .by_mail(),
    kind("transmittal.acknowledged", "transmittals", "A transmittal that you sent was acknowledged")
        .by_mail(),
    kind("transmittal.recorded", "transmittals", "Somebody recorded that you acknowledged a transmittal")
        .by_mail(),
    kind("transmittal.contested", "transmittals", "Somebody answered what was recorded for them").by_mail(),
    kind("workflow.assigned", "workflows", "A step of a workflow is yours to answer")
        .with_letter()
        .urgent()
        .of_own_step(),
    kind("step.reminder", "workflows", "A step that you answer is due soon").by_mail().of_own_step(),
    kind("step.overdue", "workflows", "A step that you answer, or of a workflow that you started, is late")
        .by_mail()
        .of_workflow(),
    kind("step.escalated", "workflows", "A late step is brought to you").by_mail().of_workflow(),
    kind(
        "step.vacant",
        "workflows",
        "A step of a workflow that you started waits for somebody who cannot answer",
    )
    .by_mail()
    .of_workflow(),
    // What is closed to them is not shown again: it says that nothing is left to do.
    kind("step.withdrawn", "workflows", "A step that you were asked to answer does not need you any more")
        .by_mail(),
    kind("workflow.outdated", "workflows", "A document in a workflow that you started has a newer revision")
        .by_mail()
        .of_workflow(),
    kind("step.mentioned", "workflows", "Somebody mentions you in a comment on a step")
        .by_mail()
        .of_workflow(),
    kind("step.commented", "workflows", "Somebody comments on a step that you answer or started")
        .of_workflow(),
    kind("workflow.answered", "workflows", "A step of a workflow that you started was answered")
        .by_mail()
        .of_workflow(),
    kind("workflow.completed", "workflows", "A workflow that concerns you is completed")
        .by_mail()
        .of_workflow(),
    kind("workflow.cancelled", "workflows", "A workflow that you started was cancelled")
        .by_mail()
        .of_workflow(),
    kind("workflow.returned", "workflows", "A workflow that you started came back to you")
        .by_mail()
        .of_workflow(),
    kind("work_package.assigned", "documents", "A work package is assigned to you")
        .by_mail()
        .needs(&[WorkPackageView]),
    kind("work_package.submitted", "documents", "A work package waits for your review")
        .by_mail()
        .needs(&[WorkPackageView]),
    kind("work_package.returned", "documents", "A work package came back to you")
        .by_mail()
        .needs(&[WorkPackageView]),
    kind("work_package.approved", "documents", "A work package of yours was approved")
        .by_mail()
        .needs(&[WorkPackageView]),
    kind("work_package.noted", "documents", "Somebody says something about a work package of yours")
        .needs(&[WorkPackageView]),
    kind("work_package.due", "documents", "A work package that waits for you is due soon")
        .by_mail()
        .needs(&[WorkPackageView]),
    kind("work_package.overdue", "documents", "A work package that waits for you is overdue")
        .by_mail()
        .needs(&[WorkPackageView]),
    kind("import.waiting", "documents", "Documents were imported and wait for acceptance")
        .by_mail()
        .needs(&[SubmissionList]),
    kind("import.entered", "documents", "Your import is done").by_mail().urgent(),
    kind("import.refused", "documents", "Your import was not entered").by_mail().urgent(),
    kind("export.ready", "documents", "Your export is ready").by_mail().urgent(),
    kind("access.ending", "access", "Your own access ends soon").with_letter(),
    kind("access.expiring", "access", "Access that you answer for ends soon").with_letter(),
    kind("access.handed_over", "access", "What a leaver granted belongs to the project now")
        .with_letter()
        .needs(&[AccessView]),
    kind("membership.granted", "access", "You were taken into a project").with_letter(),
    kind("membership.changed", "access", "Your role in a project changed").with_letter(),
    kind("membership.ended", "access", "Your membership in a project ended").with_letter().outlives(),
    kind("document_control.joined", "access", "You became a Document Controller"),
    kind("group.joined", "access", "You were put into a group"),
    kind("group.left", "access", "You were taken out of a group").outlives(),
    kind("full_register.granted", "access", "You may see the full register of a project"),
    kind("full_register.ended", "access", "Your access to a full register ended").outlives(),
    kind("guest_share.expiring", "guest_shares", "A guest share of yours ends soon")
        .with_letter()
        .needs(&[GuestShareList, GuestShareListOwn]),
    kind("guest_share.opened", "guest_shares", "A guest share of yours was opened for the first time")
        .needs(&[GuestShareList, GuestShareListOwn]),
    kind("guest_share.asked", "guest_shares", "Somebody asks for a guest share of yours that is over")
        .with_letter()
        .needs(&[GuestShareList, GuestShareListOwn]),
    kind("guest_share.password_failures", "guest_shares", "Many wrong passwords on a guest share of yours")
        .with_letter()
        .needs(&[GuestShareList, GuestShareListOwn])
        .fixed(SECURITY),
    kind("role.changed", "account", "Your role in the organisation changed").with_letter().fixed(SECURITY),
    kind("invitation.accepted", "account", "Somebody accepted your invitation").urgent(),
    kind("invitation.sent", "account", "Invitations").mail_alone().fixed(DOOR),
    kind("password.reset", "account", "Links to choose a new password").mail_alone().fixed(DOOR),
    kind("password.changed", "account", "Your password was changed").mail_alone().fixed(SECURITY),
];

/// A notice whose kind the table has lost since it was written.
const FORMER: Kind = kind("", "account", "");

/// The kind with this code, if there is one.
#[must_use]
pub fn find(code: &str) -> Option<&'static Kind> {
    ALL.iter().find(|kind| kind.code == code)
}

/// The kind of a notice that is written or stored.
#[must_use]
pub fn of(code: &str) -> &'static Kind {
    find(code).unwrap_or(&FORMER)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_has_one_row_and_a_category_of_the_list() {
        let codes: BTreeSet<&str> = ALL.iter().map(|kind| kind.code).collect();
        assert_eq!(codes.len(), ALL.len());
        for kind in ALL {
            assert!(CATEGORIES.contains(&kind.category), "{}", kind.code);
            assert!(!kind.title.is_empty() && kind.code != DIGEST, "{}", kind.code);
            assert!(kind.bell || kind.fixed.is_some(), "{}: neither behind the bell nor fixed", kind.code);
            assert!(!kind.letter || kind.mail, "{}: a letter that nobody gets", kind.code);
        }
    }
}
