//! Random life in an organisation: worlds to begin with, and one act after another.

use wayleave_base::NEVER;
use wayleave_db::Tx;

use crate::oracle::{GATES, Grant, Id, On, Override, Policy, Who, Word};
use crate::random::Random;
use crate::site::{NewDocument, Site};

const ORGANISATION_ROLES: [Word; 10] = [
    "member",
    "member",
    "member",
    "member",
    "member",
    "member",
    "member",
    "org_manager",
    "workflow_responder",
    "org_admin",
];
const STATUSES: [Word; 12] = [
    "draft",
    "pending",
    "for_review",
    "under_review",
    "approved",
    "approved_with_comments",
    "rejected",
    "returned",
    "superseded",
    "archived",
    "for_information",
    "withdrawn",
];
/// Gates that decisions of the register look at come up more often than the others.
const TELLING_GATES: [Word; 6] = [
    "upload_documents",
    "manage_documents",
    "manage_guest_shares",
    "manage_members",
    "manage_settings",
    "view_audit_log",
];
pub const TYPES: [Word; 3] = ["drawing", "report", "specification"];
pub const DISCIPLINES: [Word; 3] = ["arc", "str", "mep"];
const TITLES: [Word; 4] = ["plan", "section", "detail", "schedule"];
const CAPS: [i64; 8] = [1, 3, 3, 3, 1 | 64, 3 | 64, 1 | 4 | 8, 2];

/// How large a world is at most.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub people: usize,
    pub projects: usize,
    pub groups: usize,
    pub folders: usize,
    pub documents: usize,
    pub grants: usize,
    pub links: usize,
}

pub const SMALL: Size =
    Size { people: 6, projects: 2, groups: 3, folders: 5, documents: 8, grants: 10, links: 1 };
pub const LARGE: Size =
    Size { people: 40, projects: 2, groups: 8, folders: 20, documents: 80, grants: 90, links: 5 };

fn end(site: &Site, random: &mut Random) -> i64 {
    match random.below(4) {
        0 => site.now + 1 + random.below(40) as i64,
        1 => site.now + 500 + random.below(2000) as i64,
        _ => NEVER,
    }
}

fn gate(random: &mut Random) -> Word {
    if random.chance(75) { random.pick(&TELLING_GATES) } else { random.pick(&GATES) }
}

/// Founds a world: people of every role, projects, groups, companies, folders, documents and grants.
pub async fn raise(tx: &mut Tx, site: &mut Site, random: &mut Random, size: Size) {
    site.person(tx, "org_admin").await;
    for _ in 0..random.between(2, size.people - 1) {
        let role = random.pick(&ORGANISATION_ROLES);
        site.person(tx, role).await;
    }
    for _ in 0..random.between(1, size.projects) {
        let project = site.project(tx).await;
        site.group(tx, project, true, &["manage_documents", "manage_guest_shares"]).await;
    }
    for _ in 0..random.between(1, 2) {
        site.company(tx).await;
    }
    let groups = random.below(size.groups + 1);
    let folders = random.below(size.folders + 1);
    let documents = random.between(1, size.documents);
    let people = size.people * 2;
    let steps = [
        (people, Act::Membership),
        (groups, Act::NewGroup),
        (people / 2, Act::Join),
        (folders, Act::NewFolder),
        (documents, Act::NewDocument),
        (documents / 3, Act::NewRevision),
        (random.below(size.grants + 1), Act::Share),
        (random.below(size.grants / 2 + 1), Act::Restrict),
        (random.below(size.links + 1), Act::NewLink),
        (random.below(4), Act::Full),
        (random.below(5), Act::Override),
        (random.below(3), Act::Policy),
        (random.below(4), Act::Status),
        (random.below(2), Act::Lock),
        (random.below(2), Act::Delete),
        (random.below(3), Act::CloseGrant),
        (random.below(3), Act::Leave),
    ];
    for (count, act) in steps {
        for _ in 0..count {
            if random.chance(10) {
                site.advance(random.below(9) as i64);
            }
            perform(tx, site, random, act).await;
        }
    }
    site.advance(random.below(30) as i64);
}

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Membership,
    EndMembership,
    Role,
    Full,
    EndFull,
    NewGroup,
    EndGroup,
    Gates,
    Join,
    Leave,
    Override,
    EndOverride,
    Policy,
    Lock,
    NewFolder,
    MoveFolder,
    Place,
    NewDocument,
    NewRevision,
    Judge,
    Status,
    Restrict,
    Delete,
    LockDocument,
    Share,
    ShareFolder,
    CloseGrant,
    Revoke,
    Extend,
    NewLink,
    NewPerson,
    Wait,
}

/// What happens next, the common more often than the rare.
pub fn next_act(random: &mut Random) -> Act {
    const ACTS: [(usize, Act); 32] = [
        (8, Act::Membership),
        (3, Act::EndMembership),
        (2, Act::Role),
        (4, Act::Full),
        (2, Act::EndFull),
        (1, Act::NewGroup),
        (1, Act::EndGroup),
        (3, Act::Gates),
        (7, Act::Join),
        (5, Act::Leave),
        (4, Act::Override),
        (3, Act::EndOverride),
        (2, Act::Policy),
        (3, Act::Lock),
        (1, Act::NewFolder),
        (6, Act::MoveFolder),
        (7, Act::Place),
        (2, Act::NewDocument),
        (3, Act::NewRevision),
        (6, Act::Judge),
        (4, Act::Status),
        (4, Act::Restrict),
        (2, Act::Delete),
        (2, Act::LockDocument),
        (10, Act::Share),
        (4, Act::ShareFolder),
        (3, Act::CloseGrant),
        (5, Act::Revoke),
        (5, Act::Extend),
        (2, Act::NewLink),
        (1, Act::NewPerson),
        (8, Act::Wait),
    ];
    let total: usize = ACTS.iter().map(|(weight, _)| weight).sum();
    let mut at = random.below(total);
    for (weight, act) in ACTS {
        if at < weight {
            return act;
        }
        at -= weight;
    }
    Act::Wait
}

/// Everybody and everything that an act can choose from.
struct Choice {
    people: Vec<Id>,
    projects: Vec<Id>,
    groups: Vec<Id>,
    companies: Vec<Id>,
    folders: Vec<Id>,
    documents: Vec<Id>,
}

impl Choice {
    fn of(site: &Site) -> Self {
        let world = &site.world;
        Self {
            people: world.people.iter().map(|person| person.id).collect(),
            projects: world.projects.iter().map(|project| project.id).collect(),
            groups: world.groups.iter().filter(|group| !group.ended).map(|group| group.id).collect(),
            companies: world.companies.iter().map(|company| company.id).collect(),
            folders: world.folders.iter().map(|folder| folder.id).collect(),
            documents: world.documents.iter().map(|document| document.id).collect(),
        }
    }

    /// Somebody a grant on something of `project` may name: a person, a group of that project, or a company.
    fn grantee(&self, site: &Site, random: &mut Random, project: Id) -> Id {
        let groups: Vec<Id> = site
            .world
            .groups
            .iter()
            .filter(|group| group.project == project && !group.ended)
            .map(|group| group.id)
            .collect();
        match random.below(10) {
            0 | 1 => random.maybe(&groups).unwrap_or(self.people[0]),
            2 | 3 => random.pick(&self.companies),
            _ => random.pick(&self.people),
        }
    }

    /// Folders of the document's or folder's own project.
    fn folder_of(site: &Site, random: &mut Random, project: Id) -> Option<Id> {
        let folders: Vec<Id> = site
            .world
            .folders
            .iter()
            .filter(|folder| folder.project == project)
            .map(|folder| folder.id)
            .collect();
        if random.chance(20) { None } else { random.maybe(&folders) }
    }
}

/// Does one act; acts for which there is nothing to choose do nothing.
pub async fn perform(tx: &mut Tx, site: &mut Site, random: &mut Random, act: Act) {
    let choice = Choice::of(site);
    match act {
        Act::Membership
        | Act::EndMembership
        | Act::Role
        | Act::Full
        | Act::EndFull
        | Act::NewPerson
        | Act::Override
        | Act::EndOverride => with_people(tx, site, random, act, &choice).await,
        Act::NewGroup | Act::EndGroup | Act::Gates | Act::Join | Act::Leave => {
            with_groups(tx, site, random, act, &choice).await;
        }
        Act::Policy => {
            let project = random.chance(60).then(|| random.pick(&choice.projects));
            let (sharing, initiators) = (random.chance(70), random.chance(70));
            // Of what is drawn already, so that the stage on which conditions are tried keeps its scenes.
            let reserved = project.is_none() && sharing != initiators;
            let policy =
                Policy { sharing, initiators, admins_share_confidential: random.chance(50), reserved };
            site.set_policy(tx, project, policy).await;
        }
        Act::Lock => {
            let project = random.pick(&choice.projects);
            let lock = random.chance(35);
            site.lock_project(tx, project, lock).await;
        }
        Act::NewFolder => {
            let project = random.pick(&choice.projects);
            let parent = Choice::folder_of(site, random, project);
            site.folder(tx, project, parent).await;
        }
        Act::MoveFolder => {
            let Some(folder) = random.maybe(&choice.folders) else { return };
            let project = site.world.folders.iter().find(|known| known.id == folder).unwrap().project;
            let parent = Choice::folder_of(site, random, project);
            site.move_folder(tx, folder, parent).await;
        }
        Act::Wait => {
            let ms = random.pick(&[1, 5, 20, 200, 900]);
            site.advance(ms);
        }
        Act::Share | Act::ShareFolder | Act::CloseGrant | Act::Revoke | Act::Extend | Act::NewLink => {
            with_grants(tx, site, random, act, &choice).await;
        }
        _ => with_documents(tx, site, random, act, &choice).await,
    }
}

async fn with_people(tx: &mut Tx, site: &mut Site, random: &mut Random, act: Act, choice: &Choice) {
    let (project, person) = (random.pick(&choice.projects), random.pick(&choice.people));
    let role = site.world.person(person).role;
    match act {
        Act::NewPerson => {
            let role = random.pick(&ORGANISATION_ROLES);
            site.person(tx, role).await;
        }
        // The first person stays org_admin, as the last one of an organisation must.
        Act::Role if person != choice.people[0] => {
            let role = random.pick(&ORGANISATION_ROLES);
            site.set_role(tx, person, role).await;
        }
        Act::Membership if role != "workflow_responder" => {
            let roles: &[Word] = if role == "member" {
                &["external", "external", "external", "viewer", "reviewer", "initiator", "project_admin"]
            } else {
                &["viewer", "reviewer", "initiator", "project_admin"]
            };
            let (role, ends) = (random.pick(roles), end(site, random));
            site.set_membership(tx, project, person, role, ends).await;
        }
        Act::EndMembership => site.end_membership(tx, project, person).await,
        Act::Full => {
            let at = site.world.project(project);
            let outsiders: Vec<Id> = at
                .members
                .iter()
                .filter(|member| member.role == "external")
                .map(|member| member.person)
                .collect();
            let Some(person) = random.maybe(&outsiders) else { return };
            let ends = end(site, random);
            site.set_full(tx, project, person, ends).await;
        }
        Act::EndFull => site.end_full(tx, project, person).await,
        Act::Override => {
            let by_role = random.chance(40);
            let role = random.pick(&["viewer", "reviewer", "initiator", "project_admin", "external"]);
            let row = Override {
                id: 0,
                project: random.chance(65).then_some(project),
                person: (!by_role).then_some(person),
                role: by_role.then_some(role),
                gate: gate(random),
                grant: random.chance(50),
                ends: end(site, random),
            };
            site.set_override(tx, row).await;
        }
        Act::EndOverride => {
            let rows: Vec<Id> = site.world.overrides.iter().map(|row| row.id).collect();
            if let Some(id) = random.maybe(&rows) {
                site.end_override(tx, id).await;
            }
        }
        _ => {}
    }
}

async fn with_groups(tx: &mut Tx, site: &mut Site, random: &mut Random, act: Act, choice: &Choice) {
    match act {
        Act::NewGroup => {
            let project = random.pick(&choice.projects);
            let gates: Vec<Word> = (0..random.below(3)).map(|_| gate(random)).collect();
            site.group(tx, project, false, &gates).await;
        }
        Act::EndGroup => {
            let ordinary: Vec<Id> = site
                .world
                .groups
                .iter()
                .filter(|group| !group.control && !group.ended)
                .map(|group| group.id)
                .collect();
            if let Some(group) = random.maybe(&ordinary) {
                site.end_group(tx, group).await;
            }
        }
        Act::Gates => {
            let Some(group) = random.maybe(&choice.groups) else { return };
            let gate = gate(random);
            if random.chance(60) {
                site.add_gate(tx, group, gate).await;
            } else {
                site.keep_gates(tx, group, &[gate]).await;
            }
        }
        Act::Join => {
            let person = random.pick(&choice.people);
            let group =
                if random.chance(40) { random.pick(&choice.companies) } else { random.pick(&choice.groups) };
            let control = site.world.groups.iter().any(|known| known.id == group && known.control);
            // Outsiders and responders are refused by Document Control before the ledger is asked.
            let outside = site.world.person(person).role == "workflow_responder"
                || site.world.projects.iter().any(|project| {
                    project.members.iter().any(|member| member.person == person && member.role == "external")
                });
            if !(control && outside) {
                site.join(tx, group, person).await;
            }
        }
        _ => {
            let group =
                if random.chance(40) { random.pick(&choice.companies) } else { random.pick(&choice.groups) };
            let person = random.pick(&choice.people);
            site.leave(tx, group, person).await;
        }
    }
}

async fn with_documents(tx: &mut Tx, site: &mut Site, random: &mut Random, act: Act, choice: &Choice) {
    if act == Act::NewDocument {
        new_document(tx, site, random, choice).await;
        return;
    }
    let Some(document) = random.maybe(&choice.documents) else { return };
    match act {
        Act::Place => {
            let folder = Choice::folder_of(site, random, site.world.document(document).project);
            site.place(tx, document, folder).await;
        }
        Act::NewRevision => {
            let acceptance = random.pick(&["accepted", "pending", "rejected"]);
            let revision = (random.pick(&choice.people), acceptance, random.pick(&STATUSES));
            site.revision(tx, document, revision).await;
        }
        Act::Judge => {
            let seq = random.between(1, site.world.document(document).revisions.len()) as i64;
            let acceptance = random.pick(&["accepted", "accepted", "rejected", "pending"]);
            let status = random.pick(&STATUSES);
            site.judge(tx, document, seq, acceptance, status).await;
        }
        Act::Status => {
            site.document_mut(document).status = random.pick(&STATUSES);
            site.settle(tx, document).await;
        }
        Act::Restrict => {
            let restricted = random.chance(60);
            site.document_mut(document).restricted = restricted;
            site.settle(tx, document).await;
            let project = site.world.document(document).project;
            if restricted {
                let group = site.world.groups.iter().find(|group| group.project == project && !group.ended);
                let Some(group) = group.map(|group| group.id) else { return };
                let cause = ("restriction", document);
                let grant = site.new_grant(group, On::Document(document), project, 3, "group", cause);
                site.grant(tx, grant).await;
            } else {
                site.close_cause(tx, ("restriction", document)).await;
            }
        }
        Act::Delete => {
            let deleted = random.chance(50);
            site.document_mut(document).deleted = deleted;
            site.settle(tx, document).await;
        }
        _ => {
            let locked = random.chance(50);
            site.document_mut(document).locked = locked;
            site.settle(tx, document).await;
        }
    }
}

async fn new_document(tx: &mut Tx, site: &mut Site, random: &mut Random, choice: &Choice) {
    let project = random.pick(&choice.projects);
    let creator = random.pick(&choice.people);
    let count = random.between(1, 4);
    let revisions: Vec<_> = (0..count)
        .map(|_| {
            let uploader = if random.chance(60) { creator } else { random.pick(&choice.people) };
            (uploader, random.pick(&["accepted", "accepted", "pending", "rejected"]), random.pick(&STATUSES))
        })
        .collect();
    let number = site.fresh();
    let new = NewDocument {
        project,
        creator,
        folder: Choice::folder_of(site, random, project),
        status: random.pick(&STATUSES),
        restricted: random.chance(20),
        revisions: &revisions,
        number_key: format!("{:02}x{number:05}", random.below(20)),
        title_key: random.pick(&TITLES).to_owned(),
        document_type: random.pick(&TYPES),
        discipline: random.pick(&DISCIPLINES),
    };
    site.document(tx, new).await;
}

async fn with_grants(tx: &mut Tx, site: &mut Site, random: &mut Random, act: Act, choice: &Choice) {
    let causes: Vec<(Word, Id)> = site
        .world
        .grants
        .iter()
        .filter(|grant| matches!(grant.cause.0, "share" | "guest_share" | "folder_share"))
        .map(|grant| grant.cause)
        .collect();
    match act {
        Act::Share if choice.folders.is_empty() || random.chance(80) => share(tx, site, random, choice).await,
        Act::Share | Act::ShareFolder => {
            let Some(folder) = random.maybe(&choice.folders) else { return };
            let project = site.world.folders.iter().find(|known| known.id == folder).unwrap().project;
            let subject = choice.grantee(site, random, project);
            let cause = ("folder_share", folder);
            let grant =
                site.new_grant(subject, On::Folder(folder), project, random.pick(&CAPS), "folder", cause);
            let ends = end(site, random);
            site.grant(tx, Grant { ends, ..grant }).await;
        }
        Act::CloseGrant => {
            let open: Vec<Id> =
                site.world.grants.iter().filter(|grant| grant.open).map(|grant| grant.id).collect();
            if let Some(id) = random.maybe(&open) {
                site.close_grant(tx, id).await;
            }
        }
        Act::Revoke => {
            if let Some(cause) = random.maybe(&causes) {
                site.close_cause(tx, cause).await;
            }
        }
        Act::Extend => {
            let Some(cause) = random.maybe(&causes) else { return };
            let ends = end(site, random);
            site.extend_cause(tx, cause, ends).await;
        }
        _ => {
            let Some(document) = random.maybe(&choice.documents) else { return };
            let seq = random.between(1, site.world.document(document).revisions.len()) as i64;
            let (caps, ends) = (random.pick(&[1, 3]), end(site, random));
            site.link(tx, document, caps, (seq, seq), ends).await;
        }
    }
}

/// One act of sharing: a document, a range of revisions, one to three subjects.
async fn share(tx: &mut Tx, site: &mut Site, random: &mut Random, choice: &Choice) {
    let Some(document) = random.maybe(&choice.documents) else { return };
    let known = site.world.document(document);
    let (project, last) = (known.project, known.revisions.len() as i64);
    let from = random.between(1, last as usize) as i64;
    let to = match random.below(3) {
        0 => from,
        1 => from + random.below(3) as i64,
        _ => wayleave_access::ledger::ALL_LATER,
    };
    let cause = ("share", site.fresh());
    let ends = end(site, random);
    for _ in 0..random.between(1, 3) {
        let subject = choice.grantee(site, random, project);
        let reason = random.pick(&["shared", "shared", "assigned", "group"]);
        let grant =
            site.new_grant(subject, On::Document(document), project, random.pick(&CAPS), reason, cause);
        site.grant(tx, Grant { from, to, ends, ..grant }).await;
    }
}

/// A random pair of somebody and a project.
pub fn somebody(site: &Site, random: &mut Random) -> (Who, Id) {
    let who = random.pick(&site.everybody());
    let projects: Vec<Id> = site.world.projects.iter().map(|project| project.id).collect();
    match who {
        // A guest stands nowhere but in the project of the link.
        Who::Guest(id) => (who, site.world.links.iter().find(|link| link.id == id).unwrap().project),
        Who::Person(_) => (who, random.pick(&projects)),
    }
}
