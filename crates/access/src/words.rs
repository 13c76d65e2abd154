//! The closed vocabularies of access: roles, gates, rights, reasons and causes, with the codes that are stored.

/// Declares a closed set of stored codes.
macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant),* }

        impl $name {
            /// Every member, in the order of the specification.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The code as stored and shown in the API.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// Reads a code.
            #[must_use]
            pub fn parse(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

codes! {
    /// The role of a member in an organisation.
    OrganisationRole {
        /// Everything, everywhere in the organisation.
        OrgAdmin = "org_admin",
        /// All projects as if Project Admin; no billing, no security, no org_admin.
        OrgManager = "org_manager",
        /// What the project role gives.
        Member = "member",
        /// The steps assigned to them.
        WorkflowResponder = "workflow_responder",
    }
}

codes! {
    /// The role of a member in a project.
    Role {
        /// Full control of the project.
        ProjectAdmin = "project_admin",
        /// Uploads, sends, starts workflows.
        Initiator = "initiator",
        /// Answers steps assigned to them.
        Reviewer = "reviewer",
        /// Reads.
        Viewer = "viewer",
        /// Reaches what they created, what is assigned to them, what was shared with them.
        External = "external",
    }
}

impl Role {
    /// A role by its code, or by another name that people have for it. Such a name is kept as the label of a membership;
    /// it carries no rights.
    #[must_use]
    pub fn parse_named(text: &str) -> Option<(Self, &'static str)> {
        match text {
            "document_controller" => Some((Self::Initiator, "document_controller")),
            "approver" => Some((Self::Reviewer, "approver")),
            "observer" => Some((Self::Viewer, "observer")),
            code => Self::parse(code).map(|role| (role, "")),
        }
    }
}

codes! {
    /// The fourteen permission actions that role, group and override decide about.
    Gate {
        /// Start workflow instances; cancel own.
        CreateWorkflow = "create_workflow",
        /// Create, edit, activate, archive, clone workflow templates.
        ManageTemplates = "manage_templates",
        /// New documents, first and later revisions, bulk import.
        UploadDocuments = "upload_documents",
        /// Edit any metadata, status by hand, lock, confidentiality, withdraw, delete and restore.
        ManageDocuments = "manage_documents",
        /// Compose, send, reply, close correspondence.
        SendCorrespondence = "send_correspondence",
        /// Create, issue, recall, remind transmittals.
        ManageTransmittals = "manage_transmittals",
        /// Matrix rules and their activation.
        ManageReviewMatrix = "manage_review_matrix",
        /// Create and move work packages.
        ManageWorkPackages = "manage_work_packages",
        /// Run, save, export reports.
        ViewReports = "view_reports",
        /// Create, edit, extend, revoke anyone's guest share.
        ManageGuestShares = "manage_guest_shares",
        /// Distribution lists.
        ManageDistLists = "manage_dist_lists",
        /// Project team, project roles, overrides, groups.
        ManageMembers = "manage_members",
        /// Project settings.
        ManageSettings = "manage_settings",
        /// View and export the audit log.
        ViewAuditLog = "view_audit_log",
    }
}

codes! {
    /// The status of a document or of one revision.
    Status {
        /// Not yet submitted.
        Draft = "draft",
        /// Uploaded from outside and waiting.
        Pending = "pending",
        /// Out for informal comment.
        ForReview = "for_review",
        /// In a formal workflow.
        UnderReview = "under_review",
        /// Usable.
        Approved = "approved",
        /// Usable; comments to be closed in the next revision.
        ApprovedWithComments = "approved_with_comments",
        /// A new revision is required.
        Rejected = "rejected",
        /// Sent back without a verdict.
        Returned = "returned",
        /// Replaced by a newer one.
        Superseded = "superseded",
        /// Kept, no longer active.
        Archived = "archived",
        /// For reference only.
        ForInformation = "for_information",
        /// Not to be used.
        Withdrawn = "withdrawn",
    }
}

codes! {
    /// Whether a revision has entered the register.
    Acceptance {
        /// Waits for a Document Controller.
        Pending = "pending",
        /// In the register.
        Accepted = "accepted",
        /// Refused, with a reason.
        Rejected = "rejected",
    }
}

/// What a grant can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SubjectKind {
    /// A member of the organisation.
    Person = 1,
    /// An access control group of a project.
    Group = 2,
    /// A company.
    Company = 3,
    /// A guest's link.
    Link = 4,
}

/// What a grant can be on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ObjectKind {
    /// A document, within a range of revisions.
    Document = 1,
    /// A folder and every document below it.
    Folder = 2,
}

/// Why a grant exists, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The subject uploaded it.
    Created = 1,
    /// It belongs to work assigned to the subject.
    Assigned = 2,
    /// Somebody shared it.
    Shared = 3,
    /// It is what the link opens.
    Link = 4,
    /// The group was let into a restricted document.
    Group = 5,
    /// It lies in a shared folder.
    Folder = 6,
    /// It was sent with a transmittal.
    Transmitted = 7,
}

impl Reason {
    /// All reasons.
    pub const ALL: &'static [Self] = &[
        Self::Created,
        Self::Assigned,
        Self::Shared,
        Self::Link,
        Self::Group,
        Self::Folder,
        Self::Transmitted,
    ];

    /// The reason stored as `raw`.
    #[must_use]
    pub fn from_raw(raw: i64) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| *reason as i64 == raw)
    }

    /// The word shown to people.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Assigned => "assigned",
            Self::Shared => "shared",
            Self::Link => "link",
            Self::Group => "group",
            Self::Folder => "folder",
            Self::Transmitted => "transmitted",
        }
    }
}

/// The act that a temporal row follows from; closing the act closes its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// A membership was given by hand.
    Membership(i64),
    /// An invitation was accepted.
    Invitation(i64),
    /// A revision was shared (`share` row).
    Share(i64),
    /// A guest share was created (`guest_share` row).
    GuestShare(i64),
    /// A revision was uploaded (`revision` row).
    Upload(i64),
    /// A document was restricted to a group (`document` row).
    Restriction(i64),
    /// A folder was shared (`folder` row).
    FolderShare(i64),
    /// Loaded in bulk; the number of the audit event.
    Bulk(i64),
    /// A transmittal was issued (`transmittal` row).
    Transmittal(i64),
    /// Somebody was asked to answer a step (`workflow_assignee` row).
    Step(i64),
}

impl Cause {
    /// The pair as stored.
    #[must_use]
    pub fn raw(self) -> (i64, i64) {
        match self {
            Self::Membership(id) => (1, id),
            Self::Invitation(id) => (2, id),
            Self::Share(id) => (3, id),
            Self::GuestShare(id) => (4, id),
            Self::Upload(id) => (5, id),
            Self::Restriction(id) => (6, id),
            Self::FolderShare(id) => (7, id),
            Self::Bulk(id) => (8, id),
            Self::Transmittal(id) => (9, id),
            Self::Step(id) => (10, id),
        }
    }

    /// The cause stored as the pair.
    #[must_use]
    pub fn from_raw(kind: i64, id: i64) -> Option<Self> {
        Some(match kind {
            1 => Self::Membership(id),
            2 => Self::Invitation(id),
            3 => Self::Share(id),
            4 => Self::GuestShare(id),
            5 => Self::Upload(id),
            6 => Self::Restriction(id),
            7 => Self::FolderShare(id),
            8 => Self::Bulk(id),
            9 => Self::Transmittal(id),
            10 => Self::Step(id),
            _ => return None,
        })
    }
}

/// A set of rights on an object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Caps(pub i64);

impl Caps {
    /// See it and the images of its pages.
    pub const VIEW: Self = Self(1);
    /// Get the file itself.
    pub const DOWNLOAD: Self = Self(2);
    /// Comment on it.
    pub const COMMENT: Self = Self(4);
    /// Draw on a copy of it.
    pub const MARK_UP: Self = Self(8);
    /// Answer for it.
    pub const RESPOND: Self = Self(16);
    /// Add a revision to it.
    pub const UPLOAD_REVISION: Self = Self(32);
    /// Share it onwards.
    pub const RESHARE: Self = Self(64);
    /// Acknowledge its receipt.
    pub const ACKNOWLEDGE: Self = Self(128);
    /// Everything.
    pub const ALL: Self = Self(255);

    /// The rights with their words.
    pub const WORDS: &'static [(Self, &'static str)] = &[
        (Self::VIEW, "view"),
        (Self::DOWNLOAD, "download"),
        (Self::COMMENT, "comment"),
        (Self::MARK_UP, "mark_up"),
        (Self::RESPOND, "respond"),
        (Self::UPLOAD_REVISION, "upload_revision"),
        (Self::RESHARE, "reshare"),
        (Self::ACKNOWLEDGE, "acknowledge"),
    ];

    /// Both sets together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in both.
    #[must_use]
    pub const fn within(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Are all of `other` in here?
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The words, in their fixed order.
    #[must_use]
    pub fn words(self) -> Vec<&'static str> {
        Self::WORDS.iter().filter(|(cap, _)| self.has(*cap)).map(|(_, word)| *word).collect()
    }
}

/// A set of the fourteen gates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gates(u32);

impl Gates {
    /// No gate.
    pub const NONE: Self = Self(0);
    /// Every gate.
    pub const ALL: Self = Self((1 << 14) - 1);

    /// Is the gate in the set?
    #[must_use]
    pub fn has(self, gate: Gate) -> bool {
        self.0 & (1 << gate as u32) != 0
    }

    /// The set with the gate.
    #[must_use]
    pub fn with(self, gate: Gate) -> Self {
        Self(self.0 | 1 << gate as u32)
    }

    /// The set without the gate.
    #[must_use]
    pub fn without(self, gate: Gate) -> Self {
        Self(self.0 & !(1 << gate as u32))
    }
}
