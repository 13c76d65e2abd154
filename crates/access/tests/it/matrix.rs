//! The cells of the published matrices, typed by hand, against what the policy yields.

use wayleave_access::documents::Visible;
use wayleave_access::policy::{EXTERNAL_MATRIX, GATE_GRID};
use wayleave_access::reach::{DocumentState, GrantState, RevisionState, reach};
use wayleave_access::{
    Acceptance, Action, Caps, Gate, Gates, Mode, OrganisationRole, Outcome, Principal, ProjectFacts, Reason,
    Role, SharePolicy, Status, Target,
};
use wayleave_base::{NEVER, OrganisationId, ProjectId, SubjectId};
use wayleave_db::testing::TestDb;

use crate::oracle::{Document, Revision};
use crate::rows::{document_row, revision_row};
use crate::site::Site;

const EXPECTED: &str = include_str!("expected-matrix.txt");

/// A cell: row id, who, act, verdict.
fn cells() -> Vec<[&'static str; 4]> {
    let lines = EXPECTED.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let parts: Vec<&str> = line.split(" | ").collect();
            parts.try_into().unwrap_or_else(|_| panic!("four parts, not: {line}"))
        })
        .collect()
}

/// The grid through real facts: memberships in a database, the gates read back.
#[tokio::test]
async fn the_gates_of_every_role_are_those_of_the_matrix() {
    let test = TestDb::new().await;
    let mut tx = test.db().begin().await.unwrap();
    let mut site = Site::found(&mut tx, "matrix", 1000).await;
    let admin = site.person(&mut tx, "org_admin").await;
    let project = site.project(&mut tx).await;
    let mut people = vec![("OA", admin)];
    people.push(("OM", site.person(&mut tx, "org_manager").await));
    people.push(("WR", site.person(&mut tx, "workflow_responder").await));
    for (name, role) in [("PA", "project_admin"), ("IN", "initiator"), ("RV", "reviewer"), ("VW", "viewer")] {
        let person = site.person(&mut tx, "member").await;
        site.set_membership(&mut tx, project, person, role, NEVER).await;
        people.push((name, person));
    }
    let mut checked = 0;
    for [row, who, act, verdict] in cells().into_iter().filter(|[row, ..]| row.starts_with("K-2.1/")) {
        let person = people.iter().find(|(name, _)| *name == who).unwrap().1;
        let facts =
            crate::compare::facts(&mut tx, &site, crate::oracle::Who::Person(person), project).await.unwrap();
        let gate = Gate::parse(act).unwrap();
        assert_eq!(facts.gates.has(gate), verdict == "yes", "{row}: {act} for {who}");
        let number: u8 = row.trim_start_matches("K-2.1/").parse().unwrap();
        assert!(GATE_GRID.iter().any(|(at, known, _)| (*at, *known) == (number, gate)), "{row} is not {act}");
        checked += 1;
    }
    assert_eq!(checked, 14 * 7, "a cell is missing");
}

#[test]
fn what_is_seen_and_asked_is_what_the_matrix_says() {
    let mut checked = 0;
    for [row, who, act, verdict] in cells().into_iter().filter(|[row, ..]| !row.starts_with("K-2.1/")) {
        assert_eq!(answer(who, act), verdict, "{row}: {who} may {act}");
        checked += 1;
    }
    assert!(checked > 50, "{checked} cells");
}

/// The rows shown to people are the rows of the register, each with its verdict.
#[test]
fn the_external_matrix_names_every_row_of_the_register() {
    let shown: Vec<(&str, &str)> = EXTERNAL_MATRIX.iter().map(|row| (row.id, row.verdict)).collect();
    let expected = [
        ("DR-01", "conditional"),
        ("DR-02", "allowed"),
        ("DR-03", "allowed"),
        ("DR-04", "not_allowed"),
        ("DR-05", "allowed"),
        ("DR-06", "allowed"),
        ("DR-07", "conditional"),
        ("DR-08", "allowed"),
    ];
    assert_eq!(shown, expected);
}

fn answer(who: &str, act: &str) -> &'static str {
    let mut facts = facts(who);
    let said = |outcome: &Outcome| match outcome {
        Outcome::Allow { .. } if outcome.needs_approval() => "ask",
        Outcome::Allow { .. } => "yes",
        Outcome::Deny(_) => "no",
    };
    if let Some(status) = act.strip_prefix("upload as ") {
        return said(&facts.outcome(Action::DocumentCreate, Target::status(Status::parse(status).unwrap())));
    }
    let named = |code: &str| Action::ALL.iter().copied().find(|action| action.code() == code).unwrap();
    if let Some(code) = act.strip_prefix("do ") {
        return said(&facts.outcome(named(code), Target::default()));
    }
    if let Some(held) = act.strip_prefix("invite ") {
        if held == "with manage_members" {
            facts.gates = facts.gates.with(Gate::ManageMembers);
        }
        return said(&facts.outcome(Action::InvitationManage, Target::default()));
    }
    let (verb, what) = act.split_once(' ').unwrap();
    let Some(visible) = visible(&facts, what) else { return "no" };
    let action = match verb {
        "see" => Action::DocumentView,
        "download" => Action::DocumentDownload,
        "edit" => Action::DocumentEdit,
        code => named(code),
    };
    said(&facts.outcome(action, Target::document(&visible)))
}

fn facts(who: &str) -> ProjectFacts {
    let mode = match who {
        "PA" => Mode::Admin,
        "IN" => Mode::Member(Role::Initiator),
        "RV" => Mode::Member(Role::Reviewer),
        "VW" => Mode::Member(Role::Viewer),
        "WR" => Mode::Responder,
        "guest" => Mode::Guest,
        "OA" => Mode::OrgAdmin,
        "DC" => Mode::Member(Role::Viewer),
        "external" => Mode::External { full_register: false },
        "full" => Mode::External { full_register: true },
        other => panic!("nobody is called {other}"),
    };
    ProjectFacts {
        organisation: OrganisationId(1),
        project: ProjectId(1),
        at: 1000,
        mode,
        role: None,
        full_register_until: None,
        gates: Gates::NONE,
        document_control: who == "DC",
        subjects: vec![1],
        folders: vec![],
        locked: false,
        share_policy: SharePolicy::default(),
        templates_reserved: false,
        principal: Principal::Person { subject: SubjectId(1), role: OrganisationRole::Member },
        policy: wayleave_access::policy::RULES,
    }
}

/// A document as its words describe it: whose it is, and what is special about it.
fn visible(facts: &ProjectFacts, what: &str) -> Option<Visible> {
    let acceptance = ["pending", "rejected"].into_iter().find(|word| what.ends_with(&format!(" {word}")));
    let acceptance = if what.contains("in status") { None } else { acceptance };
    let status = what.split_once("in status ").map_or("approved", |(_, status)| status);
    let status = Status::parse(status).unwrap().code();
    let revision = Revision {
        id: 1,
        seq: 1,
        acceptance: acceptance.unwrap_or("accepted"),
        status,
        uploader: 9,
        file: String::new(),
        inside: String::new(),
        issued_to: None,
        in_workflow: false,
        dated: None,
        decided: None,
        uploaded: 1,
        from: None,
    };
    let document = Document {
        id: 1,
        public: "doc_1".to_owned(),
        project: 1,
        folder: None,
        status,
        restricted: what.contains("restricted"),
        deleted: what.contains("deleted"),
        locked: false,
        creator: 9,
        revisions: vec![revision.clone()],
        number_key: String::new(),
        title_key: String::new(),
        updated: 1,
        document_type: "",
        discipline: "",
        tag: "",
        area: "",
    };
    let caps = if what.contains("view only") { Caps::VIEW } else { Caps::VIEW.with(Caps::DOWNLOAD) };
    let reason = if what.starts_with("own") { Reason::Created } else { Reason::Shared };
    let grant = GrantState { id: 1, caps, rev_from: 1, rev_to: 1, reason };
    let grants = if what.starts_with("other") { vec![] } else { vec![grant] };
    let state = DocumentState {
        status: Status::parse(status).unwrap(),
        admitted: document.admitted(),
        restricted: document.restricted,
        deleted: document.deleted,
    };
    let revisions = [RevisionState { seq: 1, acceptance: Acceptance::parse(revision.acceptance).unwrap() }];
    let reach = reach(facts.mode, &facts.clauses(), &state, &revisions, &grants)?;
    Some(Visible {
        document: document_row(&document),
        revisions: vec![revision_row(&document, &revision)],
        reach,
    })
}
