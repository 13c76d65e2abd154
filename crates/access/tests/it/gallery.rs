//! A gallery in memory: one of every kind of person, in projects of every state, before documents of every kind.

use std::collections::BTreeSet;

use wayleave_base::NEVER;

use crate::oracle::{
    Document, FullRegister, GATES, Grant, Group, Id, Link, Membership, On, Override, Person, Policy, Project,
    Revision, Who, Word, World,
};

pub const NOW: i64 = 1000;

/// Organisation role, project role, what is special about them.
const PEOPLE: &[(Word, Option<Word>, Word)] = &[
    ("org_admin", None, ""),
    ("org_manager", None, ""),
    ("org_manager", Some("initiator"), ""),
    ("member", Some("project_admin"), ""),
    ("member", Some("project_admin"), "denied everything"),
    ("member", Some("initiator"), ""),
    ("member", Some("initiator"), "denied everything"),
    ("member", Some("initiator"), "granted everything"),
    ("member", Some("initiator"), "controller"),
    ("member", Some("reviewer"), ""),
    ("member", Some("reviewer"), "granted everything"),
    ("member", Some("reviewer"), "controller"),
    ("member", Some("viewer"), ""),
    ("member", Some("viewer"), "granted everything"),
    ("member", Some("viewer"), "controller"),
    ("member", Some("external"), ""),
    ("member", Some("external"), "full"),
    ("member", Some("external"), "controller"),
    ("workflow_responder", None, ""),
    ("workflow_responder", None, "granted everything"),
    ("member", None, ""),
];

/// The projects by number: 1 ordinary, 2 locked, 3 without guest shares, 4 without initiators' shares, 5 with restricted
/// documents shared by nobody, 6 with active templates kept for organisation administrators.
const POLICIES: [Policy; 6] = [
    Policy { sharing: true, initiators: true, admins_share_confidential: true, reserved: false },
    Policy { sharing: true, initiators: true, admins_share_confidential: true, reserved: false },
    Policy { sharing: false, initiators: true, admins_share_confidential: true, reserved: false },
    Policy { sharing: true, initiators: false, admins_share_confidential: true, reserved: false },
    Policy { sharing: true, initiators: true, admins_share_confidential: false, reserved: false },
    Policy { sharing: true, initiators: true, admins_share_confidential: true, reserved: true },
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

/// What somebody of the gallery is called in messages.
pub fn name(who: Who) -> String {
    match who {
        Who::Guest(_) => "a guest".to_owned(),
        Who::Person(id) => match usize::try_from(id - 100).ok().and_then(|at| PEOPLE.get(at)) {
            Some((role, member, special)) => format!("{role} as {} {special}", member.unwrap_or("nobody")),
            None => {
                let (role, gates) = holder(usize::try_from(id - 200).unwrap());
                format!("a {role} who holds {}", gates.join(" and "))
            }
        },
    }
}

/// How many people hold one or two permission actions and no more.
const HOLDERS: usize = 6 * GATES.len();

/// Each team role with each single action; a viewer with each beside the one to upload or to manage documents.
fn holder(at: usize) -> (Word, Vec<Word>) {
    let gate = GATES[at % GATES.len()];
    match at / GATES.len() {
        0 => ("project_admin", vec![gate]),
        1 => ("initiator", vec![gate]),
        2 => ("reviewer", vec![gate]),
        3 => ("viewer", vec![gate]),
        4 => ("viewer", vec![gate, "upload_documents"]),
        _ => ("viewer", vec![gate, "manage_documents"]),
    }
}

pub fn world() -> World {
    let mut world = World { policy: POLICIES[0], ..World::default() };
    for (at, (role, ..)) in PEOPLE.iter().enumerate() {
        world.people.push(Person { id: 100 + at as Id, role });
    }
    for at in 0..HOLDERS {
        world.people.push(Person { id: 200 + at as Id, role: "member" });
    }
    overrides(&mut world);
    for (at, policy) in POLICIES.iter().enumerate() {
        project(&mut world, at as Id + 1, *policy);
    }
    world
}

fn project(world: &mut World, id: Id, policy: Policy) {
    let mut members = Vec::new();
    let mut controllers = BTreeSet::new();
    let mut full = Vec::new();
    for (at, (_, role, special)) in PEOPLE.iter().enumerate() {
        let person = 100 + at as Id;
        members.extend(role.map(|role| Membership { person, role, ends: NEVER }));
        match *special {
            "controller" => drop(controllers.insert(person)),
            "full" => full.push(FullRegister { person, ends: NEVER }),
            _ => {}
        }
    }
    if id == 1 {
        members.extend((0..HOLDERS).map(|at| Membership {
            person: 200 + at as Id,
            role: holder(at).0,
            ends: NEVER,
        }));
    }
    world.projects.push(Project { id, locked: id == 2, policy: Some(policy), members, full });
    let group = Group {
        id: 50 + id,
        project: id,
        control: true,
        members: controllers,
        gates: BTreeSet::new(),
        ended: false,
    };
    world.groups.push(group);
    documents(world, id);
}

fn overrides(world: &mut World) {
    let mut add = |person: Id, gate: Word, grant: bool| {
        let id = world.overrides.len() as Id + 1;
        let row = Override { id, project: None, person: Some(person), role: None, gate, grant, ends: NEVER };
        world.overrides.push(row);
    };
    for (at, (_, _, special)) in PEOPLE.iter().enumerate() {
        if let "granted everything" | "denied everything" = *special {
            for gate in GATES {
                add(100 + at as Id, gate, *special == "granted everything");
            }
        }
    }
    for at in 0..HOLDERS {
        let (_, gates) = holder(at);
        // What a viewer does not hold need not be denied; the others hold more.
        for other in GATES
            .iter()
            .filter(|other| gates.contains(other) || at < 2 * GATES.len() || **other == "view_reports")
        {
            add(200 + at as Id, other, gates.contains(other));
        }
    }
}

fn documents(world: &mut World, project: Id) {
    let author = 9;
    let change = |world: &mut World, id: Id, change: fn(&mut Document)| {
        change(world.documents.iter_mut().find(|known| known.id == id).unwrap());
    };
    let statuses = if project == 1 { &STATUSES[..] } else { &["draft", "approved"] };
    for status in statuses {
        add(world, project, &format!("an ordinary document, {status}"), author, status, &["accepted"]);
    }
    let restricted =
        add(world, project, "a restricted document", author, "approved", &["accepted", "pending"]);
    change(world, restricted, |document| document.restricted = true);
    let locked = add(world, project, "a locked document", author, "approved", &["accepted"]);
    change(world, locked, |document| document.locked = true);
    let link = 10_000 + project;
    world.links.push(Link { id: link, project });
    shared(world, project, link, 3, "link");
    world.documents.last_mut().unwrap().restricted = false;
    if project != 1 {
        return;
    }
    shared(world, project, link, 1, "link");
    let twice = world.documents.last().unwrap().id;
    grant(world, project, link, twice, 2, (2, 3), "link");
    shared(world, project, link, 1 | 64, "link");
    add(world, project, "a document with a pending revision", author, "approved", &["accepted", "pending"]);
    add(world, project, "a submission", author, "pending", &["pending"]);
    add(world, project, "a rejected submission", author, "approved", &["rejected"]);
    let deleted = add(world, project, "a deleted document", author, "approved", &["accepted"]);
    change(world, deleted, |document| document.deleted = true);
    for (at, (_, role, _)) in PEOPLE.iter().enumerate() {
        let person = 100 + at as Id;
        if *role == Some("initiator") {
            own(world, project, person);
        }
        shared(world, project, person, 1, "shared");
        let twice = world.documents.last().unwrap().id;
        grant(world, project, person, twice, 2, (2, 3), "shared");
        for caps in [1, 1 | 2, 1 | 4, 1 | 8, 1 | 16, 1 | 32, 1 | 64, 1 | 128, 2] {
            shared(world, project, person, caps, "shared");
        }
        let upload = add(world, project, "an own submission", person, "pending", &["accepted", "pending"]);
        grant(world, project, person, upload, 3, (2, 2), "created");
        let own = add(world, project, "an own document", person, "draft", &["accepted"]);
        grant(world, project, person, own, 3, (1, 1), "created");
    }
    for at in 0..HOLDERS {
        add(world, project, "an own document", 200 + at as Id, "draft", &["accepted"]);
        if holder(at).0 == "initiator" {
            shared(world, project, 200 + at as Id, 1, "shared");
        }
    }
}

/// What an initiator made; which of it may be edited depends on status and lock.
fn own(world: &mut World, project: Id, person: Id) {
    for status in STATUSES {
        add(world, project, &format!("an own document, {status}"), person, status, &["accepted"]);
    }
    add(world, project, "an own locked document", person, "draft", &["accepted"]);
    world.documents.last_mut().unwrap().locked = true;
    add(world, project, "a document with an own revision", 9, "draft", &["accepted"]);
    world.documents.last_mut().unwrap().revisions[0].uploader = person;
    add(world, project, "a document with an own old revision", 9, "draft", &["accepted", "accepted"]);
    world.documents.last_mut().unwrap().revisions[0].uploader = person;
}

/// Is the document of interest to somebody: ordinary, their own, or shared with them?
pub fn concerns(world: &World, who: Who, document: &Document) -> bool {
    let mine = document.creator == who.id()
        || document.revisions.iter().any(|revision| revision.uploader == who.id());
    let shared = |subject: Option<Id>| {
        world.grants.iter().any(|grant| {
            grant.on == On::Document(document.id) && subject.is_none_or(|subject| subject == grant.subject)
        })
    };
    let title = document.title_key.as_str();
    let telling =
        title.ends_with("approved") || title.starts_with("a restricted") || title.starts_with("a locked");
    if who.id() >= 200 && who.id() < 1000 && !mine && !telling && !shared(Some(who.id())) {
        return false;
    }
    mine || (document.creator == 9 && !shared(None) && !document.title_key.contains("own"))
        || shared(Some(who.id()))
}

fn shared(world: &mut World, project: Id, subject: Id, caps: i64, reason: Word) {
    let title = format!("a document granted with {caps}");
    let document = add(world, project, &title, 9, "draft", &["accepted", "accepted", "pending"]);
    world.documents.last_mut().unwrap().restricted = true;
    grant(world, project, subject, document, caps, (2, 3), reason);
}

fn add(world: &mut World, project: Id, title: &str, creator: Id, status: Word, acceptances: &[Word]) -> Id {
    let id = 1000 + world.documents.len() as Id;
    let revisions = acceptances.iter().enumerate().map(|(at, acceptance)| Revision {
        id: id * 10 + at as Id,
        seq: at as i64 + 1,
        acceptance,
        status,
        uploader: creator,
        file: String::new(),
        inside: String::new(),
        issued_to: None,
        in_workflow: false,
        dated: None,
        decided: None,
        uploaded: 1,
        from: None,
    });
    world.documents.push(Document {
        id,
        public: format!("doc_{id}"),
        project,
        folder: None,
        status,
        restricted: false,
        deleted: false,
        locked: false,
        creator,
        revisions: revisions.collect(),
        number_key: String::new(),
        title_key: title.to_owned(),
        updated: 1,
        document_type: "",
        discipline: "",
        tag: "",
        area: "",
    });
    id
}

fn grant(
    world: &mut World,
    project: Id,
    subject: Id,
    document: Id,
    caps: i64,
    (from, to): (i64, i64),
    reason: Word,
) {
    let id = world.grants.len() as Id + 1;
    let on = On::Document(document);
    let cause = ("share", id);
    world.grants.push(Grant {
        id,
        subject,
        on,
        project,
        caps,
        from,
        to,
        reason,
        cause,
        ends: NEVER,
        open: true,
    });
}
