//! What the rules say, written once more from the rules alone: plain structs, plain words, no SQL, and nothing taken from
//! the crate under test. Where this and the product differ, one of them is wrong.

use std::collections::{BTreeMap, BTreeSet};

pub type Id = i64;
pub type Word = &'static str;

/// The rights on a revision, as a bit set.
pub mod caps {
    pub const VIEW: i64 = 1;
    pub const DOWNLOAD: i64 = 2;
    pub const RESHARE: i64 = 64;
    pub const ALL: i64 = 255;
}

#[derive(Clone, Debug, Default)]
pub struct World {
    pub people: Vec<Person>,
    pub projects: Vec<Project>,
    pub groups: Vec<Group>,
    pub companies: Vec<Company>,
    pub overrides: Vec<Override>,
    pub folders: Vec<Folder>,
    pub documents: Vec<Document>,
    pub grants: Vec<Grant>,
    pub links: Vec<Link>,
    pub policy: Policy,
}

#[derive(Clone, Debug)]
pub struct Person {
    pub id: Id,
    /// The organisation role.
    pub role: Word,
}

#[derive(Clone, Debug)]
pub struct Project {
    pub id: Id,
    pub locked: bool,
    /// The project's own policy, if it has one.
    pub policy: Option<Policy>,
    pub members: Vec<Membership>,
    pub full: Vec<FullRegister>,
}

#[derive(Clone, Debug)]
pub struct Membership {
    pub person: Id,
    pub role: Word,
    pub ends: i64,
}

#[derive(Clone, Debug)]
pub struct FullRegister {
    pub person: Id,
    pub ends: i64,
}

#[derive(Clone, Debug)]
pub struct Group {
    pub id: Id,
    pub project: Id,
    pub control: bool,
    pub members: BTreeSet<Id>,
    pub gates: BTreeSet<Word>,
    pub ended: bool,
}

#[derive(Clone, Debug)]
pub struct Company {
    /// The subject that grants name.
    pub id: Id,
    /// The company itself, which revisions name.
    pub row: Id,
    pub members: BTreeSet<Id>,
}

#[derive(Clone, Debug)]
pub struct Override {
    pub id: Id,
    pub project: Option<Id>,
    pub person: Option<Id>,
    pub role: Option<Word>,
    pub gate: Word,
    pub grant: bool,
    pub ends: i64,
}

#[derive(Clone, Debug)]
pub struct Folder {
    pub id: Id,
    pub project: Id,
    pub parent: Option<Id>,
}

#[derive(Clone, Debug)]
pub struct Document {
    pub id: Id,
    pub public: String,
    pub project: Id,
    pub folder: Option<Id>,
    pub status: Word,
    pub restricted: bool,
    pub deleted: bool,
    pub locked: bool,
    pub creator: Id,
    pub revisions: Vec<Revision>,
    pub number_key: String,
    pub title_key: String,
    pub updated: i64,
    pub document_type: Word,
    pub discipline: Word,
    pub tag: Word,
    pub area: Word,
}

#[derive(Clone, Debug)]
pub struct Revision {
    pub id: Id,
    pub seq: i64,
    pub acceptance: Word,
    pub status: Word,
    pub uploader: Id,
    /// The file's name.
    pub file: String,
    /// The text inside the file.
    pub inside: String,
    /// To whom a transmittal issued it, if one did.
    pub issued_to: Option<Vec<Id>>,
    /// Is a workflow about it?
    pub in_workflow: bool,
    /// The date on the sheet.
    pub dated: Option<String>,
    /// When it was accepted or rejected, where that was written down.
    pub decided: Option<i64>,
    pub uploaded: i64,
    /// The company that it came from.
    pub from: Option<Id>,
}

impl Revision {
    /// When it was accepted.
    pub fn accepted(&self) -> i64 {
        self.decided.unwrap_or(self.uploaded)
    }
}

#[derive(Clone, Debug)]
pub struct Grant {
    pub id: Id,
    pub subject: Id,
    pub on: On,
    pub project: Id,
    pub caps: i64,
    pub from: i64,
    pub to: i64,
    /// `created`, `assigned`, `shared`, `link`, `group` or `folder`.
    pub reason: Word,
    pub cause: (Word, Id),
    pub ends: i64,
    pub open: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    Document(Id),
    Folder(Id),
}

#[derive(Clone, Debug)]
pub struct Link {
    pub id: Id,
    pub project: Id,
}

/// The part of the settings that decisions look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    pub sharing: bool,
    pub initiators: bool,
    pub admins_share_confidential: bool,
    /// Active templates are the organisation administrators'; only the organisation says so.
    pub reserved: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self { sharing: true, initiators: true, admins_share_confidential: true, reserved: false }
    }
}

/// Whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    Person(Id),
    Guest(Id),
}

impl Who {
    pub fn id(self) -> Id {
        match self {
            Self::Person(id) | Self::Guest(id) => id,
        }
    }
}

/// How somebody stands to a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    OrgAdmin,
    Admin,
    Role(Word),
    External { full: bool },
    Responder,
    Guest,
}

/// What somebody sees of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    /// The visible revisions and the rights on each.
    pub revisions: BTreeMap<i64, i64>,
    pub shown: i64,
    pub caps: i64,
}

/// The answer to "may I?".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// With what comes along.
    Allow(BTreeSet<Word>),
    Forbidden,
    Hidden,
    Conflict(Word),
}

/// What a decision is about besides the document.
#[derive(Clone, Copy, Debug, Default)]
pub struct Aim {
    pub document: Option<Id>,
    pub status: Option<Word>,
    pub person: Option<Id>,
    pub maker: Option<Id>,
}

pub const GATES: [Word; 14] = [
    "create_workflow",
    "manage_templates",
    "upload_documents",
    "manage_documents",
    "send_correspondence",
    "manage_transmittals",
    "manage_review_matrix",
    "manage_work_packages",
    "view_reports",
    "manage_guest_shares",
    "manage_dist_lists",
    "manage_members",
    "manage_settings",
    "view_audit_log",
];

/// The acts on projects, on documents, and on what somebody made.
pub const PROJECT_ACTS: [Word; 54] = [
    "work_package.view",
    "work_package.manage",
    "work_package.close",
    "transmittal.acknowledge",
    "workflow.view",
    "workflow.start",
    "workflow.manage",
    "transmittal.view",
    "transmittal.drafts",
    "transmittal.manage",
    "transmittal.issue",
    "distribution_list.view",
    "distribution_list.manage",
    "workflow_template.view",
    "workflow_template.manage",
    "workflow_template.change_active",
    "review_matrix.view",
    "review_matrix.manage",
    "report.view",
    "report.keep",
    "report.share",
    "saved_view.keep",
    "saved_view.share",
    "project.view",
    "project.settings_view",
    "override.list",
    "project.settings",
    "project.lock",
    "project.lock_early",
    "project.closeout",
    "project.archive",
    "project.unlock",
    "team.view",
    "membership.manage",
    "invitation.list",
    "invitation.manage",
    "full_register.grant",
    "group.manage",
    "document_control.manage",
    "override.manage",
    "access.view",
    "access.change",
    "audit.view",
    "audit.export",
    "numbering.gaps",
    "submission.list",
    "edit_request.list",
    "edit_request.decide",
    "edit_request.list_own",
    "edit_request.withdraw",
    "bin.list",
    "guest_share.list",
    "guest_share.list_own",
    "document.create",
];
pub const MADE_ACTS: [Word; 12] = [
    "work_package.work",
    "work_package.review",
    "work_package.contribute",
    "guest_share.manage",
    "share.manage",
    "saved_view.change",
    "report.change",
    "workflow.cancel",
    "workflow.resubmit",
    "step.view",
    "step.respond",
    "step.comment",
];
pub const DOCUMENT_ACTS: [Word; 20] = [
    "document.view",
    "document.download",
    "document.edit",
    "document.status",
    "document.lock",
    "document.unlock",
    "document.restrict",
    "document.delete",
    "document.restore",
    "document.purge",
    "document.supersede",
    "document.archive",
    "document.unarchive",
    "document.merge",
    "revision.upload",
    "revision.accept",
    "document.share",
    "document.access",
    "document.history",
    "guest_share.create",
];

impl Document {
    pub fn admitted(&self) -> bool {
        self.revisions.iter().any(|revision| revision.acceptance == "accepted")
    }

    pub fn current(&self) -> i64 {
        self.revisions
            .iter()
            .filter(|revision| revision.acceptance == "accepted")
            .map(|r| r.seq)
            .max()
            .unwrap_or(0)
    }

    pub fn revision(&self, seq: i64) -> Option<&Revision> {
        self.revisions.iter().find(|revision| revision.seq == seq)
    }
}

impl World {
    pub fn person(&self, id: Id) -> &Person {
        self.people.iter().find(|person| person.id == id).unwrap()
    }

    pub fn project(&self, id: Id) -> &Project {
        self.projects.iter().find(|project| project.id == id).unwrap()
    }

    pub fn document(&self, id: Id) -> &Document {
        self.documents.iter().find(|document| document.id == id).unwrap()
    }

    /// Organisation role first, then membership; an outsider is a `member` with the project role `external`.
    pub fn standing(&self, who: Who, project: Id, now: i64) -> Option<Standing> {
        let Who::Person(id) = who else { return Some(Standing::Guest) };
        let role = self.person(id).role;
        if role == "org_admin" {
            return Some(Standing::OrgAdmin);
        }
        if role == "workflow_responder" {
            return Some(Standing::Responder);
        }
        let project = self.project(project);
        let membership = project.members.iter().find(|member| member.person == id && now < member.ends);
        match (role, membership.map(|member| member.role)) {
            (_, Some("project_admin")) | ("org_manager", None) => Some(Standing::Admin),
            ("member", Some("external")) => {
                let full = project.full.iter().any(|switch| switch.person == id && now < switch.ends);
                Some(Standing::External { full })
            }
            // Staff are no outsiders: the role gives them the least that a member has.
            (_, Some("external")) => Some(Standing::Role("viewer")),
            (_, Some(role)) => Some(Standing::Role(role)),
            (_, None) => None,
        }
    }

    fn groups_of(&self, who: Who, project: Id) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(move |group| {
            group.project == project
                && !group.ended
                && matches!(who, Who::Person(id) if group.members.contains(&id))
        })
    }

    /// Member of the project's Document Control group; a responder takes nothing from a group.
    pub fn controller(&self, who: Who, project: Id, now: i64) -> bool {
        self.standing(who, project, now) != Some(Standing::Responder)
            && self.groups_of(who, project).any(|group| group.control)
    }

    /// The permission actions: the role's, the groups', then overrides. Outsiders and guests have none whatever is
    /// written; a responder has what was granted to them by name.
    pub fn gates(&self, who: Who, project: Id, now: i64) -> BTreeSet<Word> {
        let mut gates = BTreeSet::new();
        let standing = self.standing(who, project, now);
        let of_initiators = [
            "create_workflow",
            "upload_documents",
            "send_correspondence",
            "manage_transmittals",
            "manage_work_packages",
            "view_reports",
        ];
        match standing {
            Some(Standing::OrgAdmin) => return GATES.into(),
            None | Some(Standing::External { .. } | Standing::Guest) => return gates,
            Some(Standing::Admin) => gates.extend(GATES),
            Some(Standing::Role("initiator")) => gates.extend(of_initiators),
            Some(Standing::Role(_)) => gates.extend(["view_reports"]),
            Some(Standing::Responder) => {}
        }
        if standing != Some(Standing::Responder) {
            gates.extend(self.groups_of(who, project).flat_map(|group| group.gates.iter().copied()));
        }
        let role = match standing {
            Some(Standing::Responder) => None,
            _ => self
                .project(project)
                .members
                .iter()
                .find(|member| member.person == who.id() && now < member.ends)
                .map(|member| member.role),
        };
        let about = |row: &&Override| {
            now < row.ends
                && row.project.is_none_or(|at| at == project)
                && (row.person == Some(who.id()) || (row.role.is_some() && row.role == role))
        };
        let about: Vec<&Override> = self.overrides.iter().filter(about).collect();
        for gate in GATES {
            let speaking = about.iter().filter(|row| row.gate == gate);
            // The person's row before the role's, the project's before the organisation's, denial before grant.
            let strongest =
                speaking.min_by_key(|row| (row.person.is_none(), row.project.is_none(), row.grant));
            match strongest.map(|row| row.grant) {
                Some(true) => drop(gates.insert(gate)),
                Some(false) => drop(gates.remove(gate)),
                None => {}
            }
        }
        gates
    }

    /// Is the folder `above`, or a folder below it, the one given?
    fn lies_in(&self, folder: Option<Id>, above: Id) -> bool {
        let mut at = folder;
        while let Some(id) = at {
            if id == above {
                return true;
            }
            at = self.folders.iter().find(|folder| folder.id == id).unwrap().parent;
        }
        false
    }

    /// Every folder above a document, its own included.
    pub fn above(&self, document: &Document) -> BTreeSet<Id> {
        self.folders.iter().map(|folder| folder.id).filter(|id| self.lies_in(document.folder, *id)).collect()
    }

    /// Every folder above a folder, itself included.
    pub fn above_folder(&self, folder: Id) -> BTreeSet<Id> {
        self.folders.iter().map(|known| known.id).filter(|id| self.lies_in(Some(folder), *id)).collect()
    }

    /// Whom grants may name to reach `who`: themselves, and the groups of the project and companies they are in. A
    /// responder is let in by name alone.
    pub fn names(&self, who: Who, project: Id, now: i64) -> BTreeSet<Id> {
        let mut names = BTreeSet::from([who.id()]);
        if let Who::Person(id) = who
            && self.standing(who, project, now) != Some(Standing::Responder)
        {
            names.extend(self.groups_of(who, project).map(|group| group.id));
            names.extend(self.companies.iter().filter(|company| company.members.contains(&id)).map(|c| c.id));
        }
        names
    }

    /// The folders of a project that are open to `who`, each by its grant.
    pub fn open_folders(&self, who: Who, project: Id, now: i64) -> BTreeSet<(Id, Id)> {
        let names = self.names(who, project, now);
        let live = |grant: &&Grant| {
            grant.open && now < grant.ends && grant.project == project && names.contains(&grant.subject)
        };
        let folder = |grant: &Grant| match grant.on {
            On::Folder(id) => Some((id, grant.id)),
            On::Document(_) => None,
        };
        self.grants.iter().filter(live).filter_map(folder).collect()
    }

    /// What `who` sees of a document in a project, or nothing.
    pub fn sees(&self, who: Who, project: Id, document: Id, now: i64) -> Option<Sight> {
        let standing = self.standing(who, project, now)?;
        let document =
            self.documents.iter().find(|known| known.id == document && known.project == project)?;
        if document.deleted {
            return None;
        }
        let controller = self.controller(who, project, now);
        let names = self.names(who, project, now);
        let mut revisions = BTreeMap::new();
        for revision in &document.revisions {
            let accepted = revision.acceptance == "accepted";
            let mut rights = by_role(standing, controller, document, accepted);
            for grant in &self.grants {
                let here = match grant.on {
                    On::Document(id) => id == document.id && (grant.from..=grant.to).contains(&revision.seq),
                    On::Folder(id) => !document.restricted && self.lies_in(document.folder, id),
                };
                let live = grant.open && now < grant.ends;
                let opens = accepted || (grant.reason == "created" && matches!(grant.on, On::Document(_)));
                if live && here && opens && names.contains(&grant.subject) && grant.caps & caps::VIEW != 0 {
                    rights |= grant.caps;
                }
            }
            if rights & caps::VIEW != 0 {
                revisions.insert(revision.seq, rights);
            }
        }
        let accepted = |seq: &&i64| document.revision(**seq).unwrap().acceptance == "accepted";
        let shown = *revisions.keys().rev().find(accepted).or_else(|| revisions.keys().next_back())?;
        Some(Sight { caps: revisions[&shown], shown, revisions })
    }

    pub fn policy_in(&self, project: Id) -> Policy {
        let own = self.project(project).policy.unwrap_or_default();
        Policy {
            sharing: self.policy.sharing && own.sharing,
            initiators: self.policy.initiators && own.initiators,
            admins_share_confidential: self.policy.admins_share_confidential && own.admins_share_confidential,
            reserved: self.policy.reserved || own.reserved,
        }
    }

    /// The decision on an act in a project.
    pub fn may(&self, who: Who, project: Id, act: Word, aim: Aim, now: i64) -> Verdict {
        let Some(standing) = self.standing(who, project, now) else { return Verdict::Hidden };
        let asker = Asker {
            standing,
            gates: self.gates(who, project, now),
            controller: self.controller(who, project, now),
            policy: self.policy_in(project),
            me: who.id(),
        };
        let allowed = match aim.document {
            Some(id) => {
                let Some(sight) = self.sees(who, project, id, now) else { return Verdict::Hidden };
                asker.on_document(act, self.document(id), &sight, aim.status)
            }
            None => asker.in_project(act, aim),
        };
        let Some(duties) = allowed else {
            // To whom the project does not exist, nothing that is asked about it does.
            let knows = aim.document.is_some() || asker.in_project("project.view", Aim::default()).is_some();
            return if knows { Verdict::Forbidden } else { Verdict::Hidden };
        };
        let reads = [
            "project.view",
            "transmittal.view",
            "transmittal.drafts",
            "distribution_list.view",
            "project.settings_view",
            "override.list",
            "invitation.list",
            "team.view",
            "access.view",
            "audit.view",
            "numbering.gaps",
            "report.view",
            "workflow_template.view",
            "review_matrix.view",
            "workflow.view",
            "work_package.view",
            "step.view",
            "submission.list",
            "edit_request.list",
            "edit_request.list_own",
            "bin.list",
            "guest_share.list",
            "guest_share.list_own",
            "document.view",
            "document.download",
            "document.access",
            "document.history",
            "project.archive",
            "project.unlock",
        ];
        if self.project(project).locked && !reads.contains(&act) && act != "audit.export" {
            return Verdict::Conflict("project_locked");
        }
        if act == "revision.upload" && aim.document.is_some_and(|id| self.document(id).locked) {
            return Verdict::Conflict("document_locked");
        }
        Verdict::Allow(duties)
    }
}

/// The rights that reach without any grant gives on one revision.
fn by_role(standing: Standing, controller: bool, document: &Document, accepted: bool) -> i64 {
    let unshown = ["draft", "pending", "rejected", "returned"];
    match standing {
        Standing::OrgAdmin | Standing::Admin => caps::ALL,
        Standing::Role(role) => {
            if document.restricted || !(accepted || controller) {
                return 0;
            }
            match role {
                "initiator" => 1 | 2 | 4 | 8 | 32 | 64,
                "reviewer" => 1 | 2 | 4 | 8,
                _ => 1 | 2,
            }
        }
        Standing::External { full: true } => {
            if accepted && !document.restricted && !unshown.contains(&document.status) { 1 | 2 } else { 0 }
        }
        Standing::External { full: false } | Standing::Responder | Standing::Guest => 0,
    }
}

struct Asker {
    standing: Standing,
    gates: BTreeSet<Word>,
    controller: bool,
    policy: Policy,
    me: Id,
}

/// Allowed with nothing more, or not.
fn plainly(allowed: bool) -> Option<BTreeSet<Word>> {
    allowed.then(BTreeSet::new)
}

impl Asker {
    fn admin(&self) -> bool {
        matches!(self.standing, Standing::OrgAdmin | Standing::Admin)
    }

    /// Whoever is in the project by role; outsiders, responders and guests are not.
    fn team(&self) -> bool {
        self.admin() || matches!(self.standing, Standing::Role(_))
    }

    fn holds(&self, gate: Word) -> bool {
        self.gates.contains(gate)
    }

    fn controls(&self) -> bool {
        self.admin() || (self.team() && self.controller)
    }

    fn in_project(&self, act: Word, aim: Aim) -> Option<BTreeSet<Word>> {
        let other = aim.person != Some(self.me) || self.standing == Standing::OrgAdmin;
        let external = matches!(self.standing, Standing::External { .. });
        let initiator = self.standing == Standing::Role("initiator");
        let own = aim.maker == Some(self.me);
        let over_access = self.holds("manage_members") || self.holds("manage_guest_shares");
        if act == "transmittal.acknowledge" {
            return plainly(self.team() || external || self.standing == Standing::Guest);
        }
        if act == "transmittal.view" && self.standing == Standing::Guest {
            return Some(["log_read"].into());
        }
        if ["project.view", "saved_view.keep", "transmittal.view"].contains(&act) {
            return plainly(self.team() || external);
        }
        if ["step.respond", "step.view", "step.comment"].contains(&act) {
            let part = self.team() || external || self.standing == Standing::Responder;
            return plainly((self.team() && act != "step.respond") || (part && own));
        }
        if act == "saved_view.change" {
            return plainly(self.admin() || ((self.team() || external) && own));
        }
        if act == "edit_request.list_own" || act == "edit_request.withdraw" {
            return plainly(external);
        }
        if act == "document.create" && external {
            let may =
                aim.status.is_none_or(|status| ["pending", "for_review", "superseded"].contains(&status));
            return may.then(|| ["approval", "force_pending"].into());
        }
        plainly(
            self.team()
                && match act {
                    "team.view" | "project.settings_view" | "saved_view.share" | "distribution_list.view" => {
                        true
                    }
                    "transmittal.drafts" | "transmittal.manage" | "transmittal.issue" => {
                        self.holds("manage_transmittals")
                    }
                    "distribution_list.manage" => self.holds("manage_dist_lists"),
                    "workflow_template.view" | "review_matrix.view" => true,
                    "workflow_template.manage" => self.holds("manage_templates"),
                    "workflow_template.change_active" => {
                        self.standing == Standing::OrgAdmin
                            || (self.holds("manage_templates") && !self.policy.reserved)
                    }
                    "workflow.view" => true,
                    "workflow.start" => self.holds("create_workflow"),
                    "workflow.manage" => self.admin(),
                    "workflow.cancel" => self.admin() || own,
                    "workflow.resubmit" => self.holds("create_workflow") && (self.admin() || own),
                    "work_package.view" => true,
                    "work_package.manage" => self.holds("manage_work_packages"),
                    "work_package.close" => self.admin() && self.holds("manage_work_packages"),
                    "work_package.work" | "work_package.review" | "work_package.contribute" => {
                        own || (self.admin() && self.holds("manage_work_packages"))
                    }
                    "review_matrix.manage" => self.holds("manage_review_matrix"),
                    "override.list" => self.holds("manage_members"),
                    "report.view" | "report.keep" | "report.share" => self.holds("view_reports"),
                    "report.change" => self.holds("view_reports") && (self.admin() || own),
                    "project.settings" => self.holds("manage_settings"),
                    "project.lock" | "project.closeout" | "project.archive" => {
                        self.admin() && self.holds("manage_settings")
                    }
                    "project.lock_early" | "project.unlock" => self.standing == Standing::OrgAdmin,
                    "membership.manage" | "override.manage" => self.holds("manage_members") && other,
                    "invitation.list" | "invitation.manage" => self.admin() && self.holds("manage_members"),
                    "group.manage" => self.holds("manage_members"),
                    "full_register.grant" => self.controls() && other,
                    "document_control.manage" => self.admin(),
                    "access.view" | "access.change" => over_access,
                    "audit.view" | "audit.export" => self.holds("view_audit_log"),
                    "numbering.gaps" => self.holds("manage_documents"),
                    "submission.list" | "edit_request.list" | "edit_request.decide" => self.controls(),
                    "bin.list" => self.holds("manage_documents"),
                    "guest_share.list" => self.holds("manage_guest_shares"),
                    "guest_share.list_own" => initiator && self.policy.initiators,
                    "document.create" => self.uploads(aim.status),
                    "guest_share.manage" => self.holds("manage_guest_shares") || own,
                    "share.manage" => over_access || own,
                    other => panic!("the oracle knows no act {other}"),
                },
        )
    }

    fn on_document(
        &self,
        act: Word,
        document: &Document,
        sight: &Sight,
        status: Option<Word>,
    ) -> Option<BTreeSet<Word>> {
        let guest = self.standing == Standing::Guest;
        match act {
            "document.view" if guest => return Some(["log_read", "watermark"].into()),
            "document.view" => return plainly(true),
            "document.download" => {
                let duties = if guest { ["log_read"].into() } else { BTreeSet::new() };
                return (sight.caps & caps::DOWNLOAD != 0).then_some(duties);
            }
            "document.edit" if matches!(self.standing, Standing::External { .. }) => {
                return Some(["approval"].into());
            }
            _ => {}
        }
        let reshare = sight.caps & caps::RESHARE != 0;
        plainly(
            self.team()
                && match act {
                    "document.edit" => self.holds("manage_documents") || self.edits_own(document, sight),
                    "document.status" | "document.lock" | "document.restrict" | "document.delete"
                    | "document.supersede" => self.holds("manage_documents"),
                    "document.unlock" | "document.archive" | "document.restore" => self.admin(),
                    "document.unarchive" | "document.purge" => self.standing == Standing::OrgAdmin,
                    "document.merge" => self.controls(),
                    "revision.upload" => self.uploads(status),
                    "revision.accept" => self.controls(),
                    "document.share" => reshare,
                    "document.access" => {
                        reshare || self.holds("manage_members") || self.holds("manage_guest_shares")
                    }
                    "document.history" => true,
                    "guest_share.create" => self.makes_links(document),
                    other => panic!("the oracle knows no act {other}"),
                },
        )
    }

    /// Uploads are born in a status that says nothing final; verdicts that fell elsewhere take the managing of documents.
    fn uploads(&self, status: Option<Word>) -> bool {
        let verdicts = ["under_review", "approved", "approved_with_comments", "rejected", "returned"];
        let plain = ["draft", "for_review", "for_information"];
        self.holds("upload_documents")
            && status.is_none_or(|status| {
                plain.contains(&status) || (verdicts.contains(&status) && self.holds("manage_documents"))
            })
    }

    /// An initiator's own document, not locked, in a status that still moves.
    /// Who cannot see the current revision has no say over the words that describe it, though they brought it.
    fn edits_own(&self, document: &Document, sight: &Sight) -> bool {
        let seen = sight.revisions.contains_key(&document.current());
        let current = document.revision(document.current()).filter(|_| seen);
        let own = document.creator == self.me || current.is_some_and(|revision| revision.uploader == self.me);
        let moving = ["draft", "for_review", "rejected", "returned"].contains(&document.status);
        self.standing == Standing::Role("initiator")
            && self.holds("upload_documents")
            && own
            && moving
            && !document.locked
    }

    fn makes_links(&self, document: &Document) -> bool {
        let initiator = self.standing == Standing::Role("initiator") && self.policy.initiators;
        let confidential = !document.restricted || (self.admin() && self.policy.admins_share_confidential);
        self.policy.sharing && (self.holds("manage_guest_shares") || initiator) && confidential
    }
}

/// Acts on the organisation: by role, and for some by the person acted upon (is it oneself, that person's role, the role to
/// be given).
pub fn may_in_organisation(role: Word, act: Word, (myself, target, new): (bool, Word, Word)) -> bool {
    let admin = role == "org_admin";
    let staff = admin || role == "org_manager";
    // A manager touches no administrator and makes none.
    let below = admin || target != "org_admin";
    let makes = admin || new != "org_admin";
    match act {
        "organisation.view" | "my_steps.view" => true,
        "organisation.security" | "organisation.audit_export" | "outbox.view" => admin,
        "organisation.settings"
        | "member.list"
        | "company.manage"
        | "option.manage"
        | "project.create"
        | "organisation.ledger"
        | "organisation.audit" => staff,
        "member.invite" => staff && makes,
        "member.edit" => staff && below,
        "member.change_role" => staff && !myself && below && makes,
        "member.deactivate" => staff && !myself && below,
        other => panic!("the oracle knows no act {other}"),
    }
}
