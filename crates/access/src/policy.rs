//! The policy: who may do what, as rows. Nothing here looks anything up; `decide` evaluates these rows and `scope` prints
//! the reach rows as SQL. Row ids name the source of the rule: `K-…` for the role model, `DR-…` for the external matrix.

use crate::action::Action::{self, *};
use crate::words::OrganisationRole::{self, *};
use crate::words::Status::{self, *};
use crate::words::{Caps, Gate, Role};

/// How a principal stands to a project: exactly one mode at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// An organisation administrator, in any project.
    OrgAdmin,
    /// An organisation manager without a membership, or a Project Admin.
    Admin,
    /// A member by project role; never `ProjectAdmin` or `External`.
    Member(Role),
    /// An outsider, with or without Full Register Access.
    External {
        /// Is the switch on now?
        full_register: bool,
    },
    /// Answers steps only.
    Responder,
    /// A guest's link.
    Guest,
}

/// Whom a row speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// One of these organisation roles, for acts on the organisation.
    Organisation(&'static [OrganisationRole]),
    /// `OrgAdmin` mode.
    OrgAdmin,
    /// `OrgAdmin` and `Admin` modes.
    Admins,
    /// Admins and members by role.
    Team,
    /// Members by role, not admins.
    Members,
    /// Members of this role.
    Role(Role),
    /// Outsiders with an account in the project.
    External,
    /// Outsiders while Full Register Access is on.
    ExternalFull,
    /// Responders.
    Responder,
    /// Guests.
    Guest,
}

impl Who {
    /// Every project mode there is, for printing and for tests.
    pub const MODES: &'static [Mode] = &[
        Mode::OrgAdmin,
        Mode::Admin,
        Mode::Member(Role::Initiator),
        Mode::Member(Role::Reviewer),
        Mode::Member(Role::Viewer),
        Mode::External { full_register: false },
        Mode::External { full_register: true },
        Mode::Responder,
        Mode::Guest,
    ];

    /// Does the row speak of somebody in this mode?
    #[must_use]
    pub fn covers(self, mode: Mode) -> bool {
        match self {
            Self::Organisation(_) => false,
            Self::OrgAdmin => mode == Mode::OrgAdmin,
            Self::Admins => matches!(mode, Mode::OrgAdmin | Mode::Admin),
            Self::Team => matches!(mode, Mode::OrgAdmin | Mode::Admin | Mode::Member(_)),
            Self::Members => matches!(mode, Mode::Member(_)),
            Self::Role(role) => mode == Mode::Member(role),
            Self::External => matches!(mode, Mode::External { .. }),
            Self::ExternalFull => mode == Mode::External { full_register: true },
            Self::Responder => mode == Mode::Responder,
            Self::Guest => mode == Mode::Guest,
        }
    }
}

/// A test on the columns of a document, printable as SQL and checked again in Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Not in the bin.
    NotDeleted,
    /// Has an accepted revision, so it is in the register.
    Admitted,
    /// Not restricted to groups.
    NotRestricted,
    /// The status is none of these.
    StatusNotIn(&'static [Status]),
}

/// A condition of a row. The vocabulary is closed: a new rule uses these words or argues for a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Every document of the project that passes the columns; with `unaccepted`, its pending and rejected revisions too.
    ProjectWide {
        /// The tests.
        columns: &'static [Column],
        /// Are unaccepted revisions within reach?
        unaccepted: bool,
    },
    /// A document for which a live grant with this right exists.
    Granted(Caps),
    /// The principal holds the gate by role, group or override.
    Holds(Gate),
    /// The principal belongs to the project's Document Control group.
    DocumentControl,
    /// The principal has these rights on the revision shown.
    Caps(Caps),
    /// The principal created the document, or uploaded its current revision and sees that one.
    OwnDocument,
    /// The document's status is one of these.
    DocumentStatusIn(&'static [Status]),
    /// The status asked for is one of these.
    StatusIn(&'static [Status]),
    /// The document is not locked.
    Unlocked,
    /// The document is not restricted, or policy lets this principal share restricted ones.
    MayShareConfidential,
    /// The project's share policy lets initiators share.
    InitiatorsMayShare,
    /// The project's share policy allows guest shares at all.
    SharingEnabled,
    /// The organisation does not keep active workflow templates for its administrators.
    TemplatesOpen,
    /// The thing was made by the principal; a step or a work package, that they have a part in it.
    OwnThing,
    /// The person acted upon is not the principal.
    NotSelf,
    /// The person acted upon is not an organisation administrator.
    TargetNotOrgAdmin,
    /// The role to be given is not `org_admin`.
    NewRoleNotOrgAdmin,
}

/// What comes with an allowed act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obligation {
    /// The act makes a request that a Document Controller decides.
    ApprovalByDocumentController,
    /// Whatever was asked for is born `pending`.
    ForcePending,
    /// Page images carry the reader's name and the time.
    Watermark,
    /// The reading itself is logged.
    LogRead,
}

/// One row of the policy.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The row's id.
    pub id: &'static str,
    /// Whom it speaks of.
    pub who: Who,
    /// The act it allows.
    pub action: Action,
    /// All of these must hold.
    pub when: &'static [When],
    /// What comes with it.
    pub then: &'static [Obligation],
}

const fn row(id: &'static str, who: Who, action: Action, when: &'static [When]) -> Rule {
    Rule { id, who, action, when, then: &[] }
}

const fn duty(
    id: &'static str,
    who: Who,
    action: Action,
    when: &'static [When],
    then: &'static [Obligation],
) -> Rule {
    Rule { id, who, action, when, then }
}

/// Statuses an outsider may choose for an upload (DR-01).
pub const EXTERNAL_STATUSES: &[Status] = &[Pending, ForReview, Superseded];
/// Statuses that whoever may upload may give to what they upload (K-5.2).
pub const UPLOAD_STATUSES: &[Status] = &[Draft, ForReview, ForInformation];
/// Statuses that it takes the managing of documents to give to an upload: verdicts that fell elsewhere (K-5.8).
pub const MANAGED_UPLOAD_STATUSES: &[Status] =
    &[UnderReview, Approved, ApprovedWithComments, Rejected, Returned];
/// Statuses that Full Register Access does not show (DR-04).
pub const UNSHOWN_STATUSES: &[Status] = &[Draft, Pending, Rejected, Returned];
/// Statuses in which initiators may edit their own documents (K-2.3).
pub const OWN_EDIT_STATUSES: &[Status] = &[Draft, ForReview, Rejected, Returned];

const EVERYTHING: When = When::ProjectWide { columns: &[Column::NotDeleted], unaccepted: true };
const REGISTER: When = When::ProjectWide {
    columns: &[Column::NotDeleted, Column::Admitted, Column::NotRestricted],
    unaccepted: false,
};
const CONTROLLED: When =
    When::ProjectWide { columns: &[Column::NotDeleted, Column::NotRestricted], unaccepted: true };
const FULL_REGISTER: When = When::ProjectWide {
    columns: &[
        Column::NotDeleted,
        Column::Admitted,
        Column::NotRestricted,
        Column::StatusNotIn(UNSHOWN_STATUSES),
    ],
    unaccepted: false,
};

use Gate::{
    CreateWorkflow, ManageDistLists, ManageDocuments, ManageGuestShares, ManageMembers, ManageReviewMatrix,
    ManageSettings, ManageTemplates, ManageTransmittals, ManageWorkPackages, UploadDocuments, ViewAuditLog,
    ViewReports,
};
use When::{
    DocumentControl, DocumentStatusIn, Granted, Holds, InitiatorsMayShare, MayShareConfidential,
    NewRoleNotOrgAdmin, NotSelf, OwnDocument, OwnThing, SharingEnabled, StatusIn, TargetNotOrgAdmin,
    TemplatesOpen, Unlocked,
};

const STAFF: Who = Who::Organisation(&[OrgAdmin, OrgManager]);
const ADMIN: Who = Who::Organisation(&[OrgAdmin]);
const MANAGER: Who = Who::Organisation(&[OrgManager]);
const ANYONE: Who = Who::Organisation(&[OrgAdmin, OrgManager, Member, WorkflowResponder]);

/// Every rule. An act without a matching row is denied.
pub const RULES: &[Rule] = &[
    // The organisation.
    row("K-1.1/view", ANYONE, OrganisationView, &[]),
    row("K-8.5/settings", STAFF, OrganisationSettings, &[]),
    row("K-26/security", ADMIN, OrganisationSecurity, &[]),
    row("K-8.9/list", STAFF, MemberList, &[]),
    row("K-8.9/invite-admin", ADMIN, MemberInvite, &[]),
    row("K-39/invite-manager", MANAGER, MemberInvite, &[NewRoleNotOrgAdmin]),
    row("K-8.9/edit-admin", ADMIN, MemberEdit, &[]),
    row("K-8.9/edit-manager", MANAGER, MemberEdit, &[TargetNotOrgAdmin]),
    row("K-1.6/role-admin", ADMIN, MemberChangeRole, &[NotSelf]),
    row("K-1.6/role-manager", MANAGER, MemberChangeRole, &[NotSelf, TargetNotOrgAdmin, NewRoleNotOrgAdmin]),
    row("K-8.9/deactivate-admin", ADMIN, MemberDeactivate, &[NotSelf]),
    row("K-8.9/deactivate-manager", MANAGER, MemberDeactivate, &[NotSelf, TargetNotOrgAdmin]),
    row("K-1.1/companies", STAFF, CompanyManage, &[]),
    row("K-5.4/options", STAFF, OptionManage, &[]),
    row("K-1.1/projects", STAFF, ProjectCreate, &[]),
    row("K-1.1/ledger", STAFF, OrganisationLedger, &[]),
    row("K-8.3/audit", STAFF, OrganisationAudit, &[]),
    row("K-8.3/export", ADMIN, OrganisationAuditExport, &[]),
    row("K-1.1/outbox", ADMIN, OutboxView, &[]),
    row("K-6.2/mine", ANYONE, MyStepsView, &[]),
    // The project.
    row("K-1.2/open", Who::Team, ProjectView, &[]),
    row("J1/open", Who::External, ProjectView, &[]),
    row("K-3.9/view", Who::Team, ProjectSettingsView, &[]),
    row("K-2.1/13", Who::Team, ProjectSettings, &[Holds(ManageSettings)]),
    row("K-6.8/lock", Who::Admins, ProjectLock, &[Holds(ManageSettings)]),
    row("K-6.8/lock-early", Who::OrgAdmin, ProjectLockEarly, &[]),
    row("K-6.8/closeout", Who::Admins, ProjectCloseout, &[Holds(ManageSettings)]),
    row("K-6.8/archive", Who::Admins, ProjectArchive, &[Holds(ManageSettings)]),
    row("K-6.8/unlock", Who::OrgAdmin, ProjectUnlock, &[]),
    row("K-1.2/team", Who::Team, TeamView, &[]),
    row("K-2.1/12", Who::Team, MembershipManage, &[Holds(ManageMembers), NotSelf]),
    row("K-8.9/list-project", Who::Admins, InvitationList, &[Holds(ManageMembers)]),
    row("K-8.9/invite-project", Who::Admins, InvitationManage, &[Holds(ManageMembers)]),
    row("J14/admin", Who::Admins, FullRegisterGrant, &[NotSelf]),
    row("J14/controller", Who::Members, FullRegisterGrant, &[DocumentControl, NotSelf]),
    row("K-1.5/groups", Who::Team, GroupManage, &[Holds(ManageMembers)]),
    row("C-22/controllers", Who::Admins, DocumentControlManage, &[]),
    row("K-1.4/list", Who::Team, OverrideList, &[Holds(ManageMembers)]),
    row("K-1.4/overrides", Who::Team, OverrideManage, &[Holds(ManageMembers), NotSelf]),
    row("P-2/ledger-members", Who::Team, AccessView, &[Holds(ManageMembers)]),
    row("P-2/ledger-shares", Who::Team, AccessView, &[Holds(ManageGuestShares)]),
    row("P-2/change-members", Who::Team, AccessChange, &[Holds(ManageMembers)]),
    row("P-2/change-shares", Who::Team, AccessChange, &[Holds(ManageGuestShares)]),
    row("K-2.1/14", Who::Team, AuditView, &[Holds(ViewAuditLog)]),
    row("K-34/export", Who::Team, AuditExport, &[Holds(ViewAuditLog)]),
    row("K-5.5/gaps", Who::Team, NumberingGaps, &[Holds(ManageDocuments)]),
    row("C-6/queue-admin", Who::Admins, SubmissionList, &[]),
    row("C-6/queue-controller", Who::Members, SubmissionList, &[DocumentControl]),
    row("K-5.6/keep", Who::Team, SavedViewKeep, &[]),
    row("K-5.6/keep-external", Who::External, SavedViewKeep, &[]),
    row("K-5.6/share", Who::Team, SavedViewShare, &[]),
    row("K-5.6/change-any", Who::Admins, SavedViewChange, &[]),
    row("K-5.6/change-own", Who::Members, SavedViewChange, &[OwnThing]),
    row("K-5.6/change-own-external", Who::External, SavedViewChange, &[OwnThing]),
    row("K-8.2/run", Who::Team, ReportView, &[Holds(ViewReports)]),
    row("K-8.2/keep", Who::Team, ReportKeep, &[Holds(ViewReports)]),
    row("K-8.2/share", Who::Team, ReportShare, &[Holds(ViewReports)]),
    row("K-8.2/change-any", Who::Admins, ReportChange, &[Holds(ViewReports)]),
    row("K-8.2/change-own", Who::Members, ReportChange, &[OwnThing, Holds(ViewReports)]),
    row("K-6.1/view", Who::Team, WorkflowTemplateView, &[]),
    row("K-2.1/2", Who::Team, WorkflowTemplateManage, &[Holds(ManageTemplates)]),
    row("K-6.1/active-admin", Who::OrgAdmin, WorkflowTemplateChangeActive, &[]),
    row("K-6.1/active", Who::Team, WorkflowTemplateChangeActive, &[Holds(ManageTemplates), TemplatesOpen]),
    row("K-6.7/view", Who::Team, ReviewMatrixView, &[]),
    row("K-2.1/7", Who::Team, ReviewMatrixManage, &[Holds(ManageReviewMatrix)]),
    row("K-6.5/view", Who::Team, WorkflowView, &[]),
    row("K-2.1/1", Who::Team, WorkflowStart, &[Holds(CreateWorkflow)]),
    row("K-6.5/manage", Who::Admins, WorkflowManage, &[]),
    row("K-5.9/view", Who::Team, WorkPackageView, &[]),
    row("K-2.1/8", Who::Team, WorkPackageManage, &[Holds(ManageWorkPackages)]),
    row("K-5.9/close", Who::Admins, WorkPackageClose, &[Holds(ManageWorkPackages)]),
    row("DR-07/queue-admin", Who::Admins, EditRequestList, &[]),
    row("DR-07/queue-controller", Who::Members, EditRequestList, &[DocumentControl]),
    row("DR-07/decide-admin", Who::Admins, EditRequestDecide, &[]),
    row("DR-07/decide-controller", Who::Members, EditRequestDecide, &[DocumentControl]),
    row("DR-07/own", Who::External, EditRequestListOwn, &[]),
    row("DR-07/withdraw", Who::External, EditRequestWithdraw, &[]),
    row("K-5.7/bin", Who::Team, BinList, &[Holds(ManageDocuments)]),
    row("K-2.1/10", Who::Team, GuestShareList, &[Holds(ManageGuestShares)]),
    row("K-7/own-list", Who::Role(Role::Initiator), GuestShareListOwn, &[InitiatorsMayShare]),
    row("K-2.1/transmittals", Who::Team, TransmittalView, &[]),
    row("K-7.3/received", Who::External, TransmittalView, &[]),
    duty("K-3.7/transmittal", Who::Guest, TransmittalView, &[], &[Obligation::LogRead]),
    row("K-2.1/6-drafts", Who::Team, TransmittalDrafts, &[Holds(ManageTransmittals)]),
    row("K-2.1/6", Who::Team, TransmittalManage, &[Holds(ManageTransmittals)]),
    row("K-2.1/6-issue", Who::Team, TransmittalIssue, &[Holds(ManageTransmittals)]),
    row("K-7.3/acknowledge", Who::Team, TransmittalAcknowledge, &[]),
    row("K-7.3/acknowledge-external", Who::External, TransmittalAcknowledge, &[]),
    row("K-3.7/acknowledge", Who::Guest, TransmittalAcknowledge, &[]),
    row("K-7.2/lists", Who::Team, DistributionListView, &[]),
    row("K-2.1/11", Who::Team, DistributionListManage, &[Holds(ManageDistLists)]),
    row("K-2.1/3", Who::Team, DocumentCreate, &[Holds(UploadDocuments), StatusIn(UPLOAD_STATUSES)]),
    row(
        "K-5.8/create",
        Who::Team,
        DocumentCreate,
        &[Holds(UploadDocuments), Holds(ManageDocuments), StatusIn(MANAGED_UPLOAD_STATUSES)],
    ),
    duty(
        "DR-01",
        Who::External,
        DocumentCreate,
        &[StatusIn(EXTERNAL_STATUSES)],
        &[Obligation::ForcePending, Obligation::ApprovalByDocumentController],
    ),
    // Reach: these rows are the scope of every list and the first test of every act on a document.
    row("K-1.5/admin", Who::Admins, DocumentView, &[EVERYTHING]),
    row("K-1.5/member", Who::Members, DocumentView, &[REGISTER]),
    row("K-1.5/controller", Who::Members, DocumentView, &[DocumentControl, CONTROLLED]),
    row("K-1.5/grant", Who::Members, DocumentView, &[Granted(Caps::VIEW)]),
    row("DR-02", Who::External, DocumentView, &[Granted(Caps::VIEW)]),
    row("DR-03", Who::External, DocumentView, &[Granted(Caps::VIEW)]),
    row("DR-04", Who::ExternalFull, DocumentView, &[FULL_REGISTER]),
    row("K-4/view", Who::Responder, DocumentView, &[Granted(Caps::VIEW)]),
    duty(
        "K-3/view",
        Who::Guest,
        DocumentView,
        &[Granted(Caps::VIEW)],
        &[Obligation::LogRead, Obligation::Watermark],
    ),
    // Acts on a document within reach.
    row("K-2.1/read", Who::Team, DocumentDownload, &[When::Caps(Caps::DOWNLOAD)]),
    row("DR-06", Who::External, DocumentDownload, &[When::Caps(Caps::DOWNLOAD)]),
    row("K-4/download", Who::Responder, DocumentDownload, &[When::Caps(Caps::DOWNLOAD)]),
    duty("K-3/download", Who::Guest, DocumentDownload, &[When::Caps(Caps::DOWNLOAD)], &[Obligation::LogRead]),
    row("K-2.1/4-edit", Who::Team, DocumentEdit, &[Holds(ManageDocuments)]),
    row(
        "K-2.3",
        Who::Role(Role::Initiator),
        DocumentEdit,
        &[Holds(UploadDocuments), OwnDocument, DocumentStatusIn(OWN_EDIT_STATUSES), Unlocked],
    ),
    duty(
        "DR-07",
        Who::External,
        DocumentEdit,
        &[When::Caps(Caps::VIEW)],
        &[Obligation::ApprovalByDocumentController],
    ),
    row("K-2.1/4-status", Who::Team, DocumentStatus, &[Holds(ManageDocuments)]),
    row("K-5.7/lock", Who::Team, DocumentLock, &[Holds(ManageDocuments)]),
    row("K-5.7/unlock", Who::Admins, DocumentUnlock, &[]),
    row("K-2.1/4-restrict", Who::Team, DocumentRestrict, &[Holds(ManageDocuments)]),
    row("K-5.7/delete", Who::Team, DocumentDelete, &[Holds(ManageDocuments)]),
    row("K-5.7/restore", Who::Admins, DocumentRestore, &[]),
    row("K-5.7/purge", Who::OrgAdmin, DocumentPurge, &[]),
    row("K-5.7/supersede", Who::Team, DocumentSupersede, &[Holds(ManageDocuments)]),
    row("K-5.2/archive", Who::Admins, DocumentArchive, &[]),
    row("K-5.2/unarchive", Who::OrgAdmin, DocumentUnarchive, &[]),
    row("C-6/merge-admin", Who::Admins, DocumentMerge, &[]),
    row("C-6/merge-controller", Who::Members, DocumentMerge, &[DocumentControl]),
    row("K-2.1/3-revise", Who::Team, RevisionUpload, &[Holds(UploadDocuments), StatusIn(UPLOAD_STATUSES)]),
    row(
        "K-5.8/revise",
        Who::Team,
        RevisionUpload,
        &[Holds(UploadDocuments), Holds(ManageDocuments), StatusIn(MANAGED_UPLOAD_STATUSES)],
    ),
    row("C-6/accept-admin", Who::Admins, RevisionAccept, &[]),
    row("C-6/accept-controller", Who::Members, RevisionAccept, &[DocumentControl]),
    row("DR-03/share", Who::Team, DocumentShare, &[When::Caps(Caps::RESHARE)]),
    row("P-3/access-share", Who::Team, DocumentAccess, &[When::Caps(Caps::RESHARE)]),
    row("P-3/access-members", Who::Team, DocumentAccess, &[Holds(ManageMembers)]),
    row("P-3/access-shares", Who::Team, DocumentAccess, &[Holds(ManageGuestShares)]),
    row("K-8.3/history", Who::Team, DocumentHistory, &[]),
    row(
        "K-2.1/10-create",
        Who::Team,
        GuestShareCreate,
        &[SharingEnabled, Holds(ManageGuestShares), MayShareConfidential],
    ),
    row(
        "K-7",
        Who::Role(Role::Initiator),
        GuestShareCreate,
        &[SharingEnabled, InitiatorsMayShare, MayShareConfidential],
    ),
    // Acts on what somebody made.
    row("K-6.5/cancel-any", Who::Admins, WorkflowCancel, &[]),
    row("K-6.5/cancel-own", Who::Members, WorkflowCancel, &[OwnThing]),
    row("K-6.5/resubmit-any", Who::Admins, WorkflowResubmit, &[Holds(CreateWorkflow)]),
    row("K-6.5/resubmit", Who::Members, WorkflowResubmit, &[Holds(CreateWorkflow), OwnThing]),
    // A step is the thing of whoever has a part in it.
    row("K-6.5/step", Who::Team, StepView, &[]),
    row("K-6.2/step-external", Who::External, StepView, &[OwnThing]),
    row("K-WR-1/view", Who::Responder, StepView, &[OwnThing]),
    row("K-6.2/respond", Who::Team, StepRespond, &[OwnThing]),
    row("K-6.2/respond-external", Who::External, StepRespond, &[OwnThing]),
    row("K-WR-1", Who::Responder, StepRespond, &[OwnThing]),
    row("K-6.5/comment", Who::Team, StepComment, &[]),
    row("K-6.5/comment-external", Who::External, StepComment, &[OwnThing]),
    row("K-WR-1/comment", Who::Responder, StepComment, &[OwnThing]),
    // A work package is the thing of whoever it is assigned to, or of whoever reviews it.
    row("K-5.9/work-any", Who::Admins, WorkPackageWork, &[Holds(ManageWorkPackages)]),
    row("K-5.9/work", Who::Team, WorkPackageWork, &[OwnThing]),
    row("K-5.9/review-any", Who::Admins, WorkPackageReview, &[Holds(ManageWorkPackages)]),
    row("K-5.9/review", Who::Team, WorkPackageReview, &[OwnThing]),
    row("K-5.9/contribute-any", Who::Admins, WorkPackageContribute, &[Holds(ManageWorkPackages)]),
    row("K-5.9/contribute", Who::Team, WorkPackageContribute, &[OwnThing]),
    row("K-3.1/manage", Who::Team, GuestShareManage, &[Holds(ManageGuestShares)]),
    row("K-3.1/own", Who::Team, GuestShareManage, &[OwnThing]),
    row("P-2/share-members", Who::Team, ShareManage, &[Holds(ManageMembers)]),
    row("P-2/share-shares", Who::Team, ShareManage, &[Holds(ManageGuestShares)]),
    row("P-2/share-own", Who::Team, ShareManage, &[OwnThing]),
];

/// The grid of the fourteen gates: row number, gate, and whether Project Admin, initiator, reviewer and viewer hold it.
/// Organisation administrators and managers hold all; responders, externals and guests none.
pub const GATE_GRID: &[(u8, Gate, [bool; 4])] = &[
    (1, Gate::CreateWorkflow, [true, true, false, false]),
    (2, Gate::ManageTemplates, [true, false, false, false]),
    (3, Gate::UploadDocuments, [true, true, false, false]),
    (4, Gate::ManageDocuments, [true, false, false, false]),
    (5, Gate::SendCorrespondence, [true, true, false, false]),
    (6, Gate::ManageTransmittals, [true, true, false, false]),
    (7, Gate::ManageReviewMatrix, [true, false, false, false]),
    (8, Gate::ManageWorkPackages, [true, true, false, false]),
    (9, Gate::ViewReports, [true, true, true, true]),
    (10, Gate::ManageGuestShares, [true, false, false, false]),
    (11, Gate::ManageDistLists, [true, false, false, false]),
    (12, Gate::ManageMembers, [true, false, false, false]),
    (13, Gate::ManageSettings, [true, false, false, false]),
    (14, Gate::ViewAuditLog, [true, false, false, false]),
];

/// What the Document Control group of every project carries from its creation.
pub const DOCUMENT_CONTROL_GATES: &[Gate] = &[Gate::ManageDocuments, Gate::ManageGuestShares];

/// The rights that come with project-wide reach.
#[must_use]
pub fn role_caps(mode: Mode) -> Caps {
    let read = Caps::VIEW.with(Caps::DOWNLOAD);
    let take_part = read.with(Caps::COMMENT).with(Caps::MARK_UP);
    match mode {
        Mode::OrgAdmin | Mode::Admin => Caps::ALL,
        Mode::Member(Role::Initiator) => take_part.with(Caps::UPLOAD_REVISION).with(Caps::RESHARE),
        Mode::Member(Role::Reviewer) => take_part,
        Mode::Member(_) | Mode::External { .. } => read,
        Mode::Responder | Mode::Guest => Caps::default(),
    }
}

/// One row of the external access matrix as shown to people.
#[derive(Clone, Copy, Debug)]
pub struct MatrixRow {
    /// The row's id.
    pub id: &'static str,
    /// The module.
    pub module: &'static str,
    /// The act in plain words.
    pub text: &'static str,
    /// `allowed`, `conditional` or `not_allowed`.
    pub verdict: &'static str,
    /// The condition or the reason.
    pub condition: &'static str,
}

/// The rows of the external access matrix that concern the register.
pub const EXTERNAL_MATRIX: &[MatrixRow] = &[
    MatrixRow {
        id: "DR-01",
        module: "register",
        text: "Upload documents",
        verdict: "conditional",
        condition: "With status pending, for review or superseded; a Document Controller accepts or rejects each upload.",
    },
    MatrixRow {
        id: "DR-02",
        module: "register",
        text: "View own uploads",
        verdict: "allowed",
        condition: "Every revision you uploaded, in any state, with the reason of a rejection.",
    },
    MatrixRow {
        id: "DR-03",
        module: "register",
        text: "View shared documents",
        verdict: "allowed",
        condition: "The revisions that were shared with you, your company or a group of yours.",
    },
    MatrixRow {
        id: "DR-04",
        module: "register",
        text: "View all project documents",
        verdict: "not_allowed",
        condition: "Allowed while Full Register Access is on for you in this project.",
    },
    MatrixRow {
        id: "DR-05",
        module: "register",
        text: "Filter documents",
        verdict: "allowed",
        condition: "Filters and counts run over what you may see.",
    },
    MatrixRow {
        id: "DR-06",
        module: "register",
        text: "Download documents",
        verdict: "allowed",
        condition: "What you may see, where the share includes downloading.",
    },
    MatrixRow {
        id: "DR-07",
        module: "register",
        text: "Request edits",
        verdict: "conditional",
        condition: "On a document you may see; a Document Controller decides.",
    },
    MatrixRow {
        id: "DR-08",
        module: "register",
        text: "Share by e-mail",
        verdict: "allowed",
        condition: "What you may see, to people you may address.",
    },
];
