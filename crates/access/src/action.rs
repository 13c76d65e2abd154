//! Every act that is decided about, each with a type of its own so that a permit for one cannot serve another.

/// What an act is done to; it decides which facts a rule can look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The organisation as a whole.
    Organisation,
    /// A project.
    Project,
    /// A document of a project.
    Document,
    /// A share, a guest share or another thing somebody made in a project.
    Made,
}

/// A type that stands for one act.
pub trait Act {
    /// The act.
    const ACTION: Action;
}

macro_rules! actions {
    ($($variant:ident $code:literal $level:ident $kind:ident $text:literal;)*) => {
        /// An act that is decided about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action { $(#[doc = $text] $variant),* }

        impl Action {
            /// Every act, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The code shown in refusals and abilities.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// What it is done to.
            #[must_use]
            pub fn level(self) -> Level {
                match self { $(Self::$variant => Level::$level),* }
            }

            /// Does it change anything? A locked project refuses such acts.
            #[must_use]
            pub fn writes(self) -> bool {
                match self { $(Self::$variant => stringify!($kind).as_bytes()[0] == b'w'),* }
            }

            /// What it is, in words that follow "may".
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
        }

        /// One type per act.
        pub mod act {
            use super::{Act, Action};
            $(
                #[doc = $text]
                #[derive(Debug)]
                pub enum $variant {}
                impl Act for $variant {
                    const ACTION: Action = Action::$variant;
                }
            )*
        }
    };
}

actions! {
    OrganisationView "organisation.view" Organisation reads "open the organisation";
    OrganisationSettings "organisation.settings" Organisation writes "change the organisation's settings";
    OrganisationSecurity "organisation.security" Organisation writes "change the organisation's security settings";
    MemberList "member.list" Organisation reads "see the members of the organisation";
    MemberInvite "member.invite" Organisation writes "invite people";
    MemberEdit "member.edit" Organisation writes "edit members";
    MemberChangeRole "member.change_role" Organisation writes "change a member's role";
    MemberDeactivate "member.deactivate" Organisation writes "deactivate and reactivate members";
    CompanyManage "company.manage" Organisation writes "create and edit companies";
    OptionManage "option.manage" Organisation writes "edit metadata fields and numbering";
    ProjectCreate "project.create" Organisation writes "create projects";
    OrganisationLedger "organisation.ledger" Organisation reads "see the ledger of the whole organisation";
    OrganisationAudit "organisation.audit" Organisation reads "see the audit log of the organisation";
    OrganisationAuditExport "organisation.audit_export" Organisation reads "export the audit log of the organisation";
    MyStepsView "my_steps.view" Organisation reads "see their own steps";
    OutboxView "outbox.view" Organisation reads "see the organisation's outgoing mail";
    ProjectView "project.view" Project reads "open the project";
    ProjectSettingsView "project.settings_view" Project reads "see the project's settings";
    ProjectSettings "project.settings" Project writes "change the project's settings";
    ProjectLock "project.lock" Project writes "lock the project";
    ProjectLockEarly "project.lock_early" Project writes "lock the project before its closeout is done";
    ProjectCloseout "project.closeout" Project writes "record the final inspection of the project";
    ProjectArchive "project.archive" Project reads "take the archive of the project";
    ProjectUnlock "project.unlock" Project unlocks "unlock the project";
    TeamView "team.view" Project reads "see the project's team";
    MembershipManage "membership.manage" Project writes "change the project's team";
    InvitationList "invitation.list" Project reads "see the invitations into the project";
    InvitationManage "invitation.manage" Project writes "invite people into the project";
    FullRegisterGrant "full_register.grant" Project writes "switch Full Register Access";
    GroupManage "group.manage" Project writes "manage access control groups";
    DocumentControlManage "document_control.manage" Project writes "change the Document Control group";
    OverrideList "override.list" Project reads "see permission overrides";
    OverrideManage "override.manage" Project writes "set permission overrides";
    AccessView "access.view" Project reads "see the ledger of external access";
    AccessChange "access.change" Project writes "extend and revoke external access";
    AuditView "audit.view" Project reads "see the project's audit log";
    AuditExport "audit.export" Project reads "export the project's audit log";
    NumberingGaps "numbering.gaps" Project reads "see what is missing in the numbers";
    SubmissionList "submission.list" Project reads "see what waits for acceptance";
    SavedViewKeep "saved_view.keep" Project writes "keep views of the register";
    SavedViewShare "saved_view.share" Project writes "share views of the register";
    ReportView "report.view" Project reads "run reports";
    ReportKeep "report.keep" Project writes "keep reports";
    ReportShare "report.share" Project writes "share reports";
    WorkflowTemplateView "workflow_template.view" Project reads "see the workflow templates";
    WorkflowTemplateManage "workflow_template.manage" Project writes "manage workflow templates";
    WorkflowTemplateChangeActive "workflow_template.change_active" Project writes "change or archive a workflow template that is active";
    ReviewMatrixView "review_matrix.view" Project reads "see the review matrix and test it";
    ReviewMatrixManage "review_matrix.manage" Project writes "change the review matrix";
    WorkflowView "workflow.view" Project reads "see the workflows";
    WorkflowStart "workflow.start" Project writes "start workflows";
    WorkflowManage "workflow.manage" Project writes "send workflows back, and reassign and end their steps";
    WorkPackageView "work_package.view" Project reads "see the work packages";
    WorkPackageManage "work_package.manage" Project writes "create and edit work packages";
    WorkPackageClose "work_package.close" Project writes "close work packages";
    EditRequestList "edit_request.list" Project reads "see the requests for edits";
    EditRequestDecide "edit_request.decide" Project writes "decide requests for edits";
    EditRequestListOwn "edit_request.list_own" Project reads "see their own requests for edits";
    EditRequestWithdraw "edit_request.withdraw" Project writes "withdraw their own requests for edits";
    BinList "bin.list" Project reads "see the documents in the bin";
    GuestShareList "guest_share.list" Project reads "see every guest share of the project";
    GuestShareListOwn "guest_share.list_own" Project reads "see their own guest shares";
    TransmittalView "transmittal.view" Project reads "see transmittals";
    TransmittalDrafts "transmittal.drafts" Project reads "see drafts of transmittals";
    TransmittalManage "transmittal.manage" Project writes "prepare transmittals";
    TransmittalIssue "transmittal.issue" Project writes "issue transmittals";
    TransmittalAcknowledge "transmittal.acknowledge" Project writes "acknowledge receipt of transmittals";
    DistributionListView "distribution_list.view" Project reads "see distribution lists";
    DistributionListManage "distribution_list.manage" Project writes "change distribution lists";
    DocumentCreate "document.create" Project writes "add documents";
    DocumentView "document.view" Document reads "see the document";
    DocumentDownload "document.download" Document reads "download the file";
    DocumentEdit "document.edit" Document writes "edit the document's fields";
    DocumentStatus "document.status" Document writes "set the status by hand";
    DocumentLock "document.lock" Document writes "lock the document";
    DocumentUnlock "document.unlock" Document writes "unlock the document";
    DocumentRestrict "document.restrict" Document writes "restrict the document to groups";
    DocumentDelete "document.delete" Document writes "delete the document";
    DocumentRestore "document.restore" Document writes "take the document out of the bin";
    DocumentPurge "document.purge" Document writes "remove the document for good";
    DocumentSupersede "document.supersede" Document writes "say that another document supersedes it";
    DocumentArchive "document.archive" Document writes "archive the document";
    DocumentUnarchive "document.unarchive" Document writes "take the document out of the archive";
    DocumentMerge "document.merge" Document writes "merge the document with others";
    RevisionUpload "revision.upload" Document writes "add a revision";
    RevisionAccept "revision.accept" Document writes "accept or reject what was submitted";
    DocumentShare "document.share" Document writes "share the document";
    DocumentAccess "document.access" Document reads "see who has access to the document";
    DocumentHistory "document.history" Document reads "see the document's history";
    GuestShareCreate "guest_share.create" Document writes "create a guest share";
    SavedViewChange "saved_view.change" Made writes "change the view";
    ReportChange "report.change" Made writes "change the report";
    WorkflowCancel "workflow.cancel" Made writes "cancel the workflow";
    WorkflowResubmit "workflow.resubmit" Made writes "start the workflow again";
    StepView "step.view" Made reads "see the step";
    StepRespond "step.respond" Made writes "answer the step";
    StepComment "step.comment" Made writes "comment on the step";
    WorkPackageWork "work_package.work" Made writes "start and submit the work package";
    WorkPackageReview "work_package.review" Made writes "return and approve the work package";
    WorkPackageContribute "work_package.contribute" Made writes "add notes and evidence to the work package";
    GuestShareManage "guest_share.manage" Made writes "edit, extend and revoke the guest share";
    ShareManage "share.manage" Made writes "extend and revoke the share";
}
