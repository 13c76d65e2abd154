//! Bodies that cannot be accepted, for every operation that takes one: each field with values of other types, too long, with
//! control characters, with ids of other projects and organisations; unknown and missing fields; broken JSON.
//!
//! Each is refused with a problem that names the field, and nothing is stored.

mod mutants;

use std::collections::BTreeMap;

use axum::body::Body;
use serde_json::{Value, json};
use wayleave_db::sql;
use wayleave_testkit::{Client, PDF, Reply, TestApp};

use crate::denial::bodies;
use crate::denial::fixture::Fixture;
use crate::operations::{Operation, operations};
use mutants::{Expected, Mutant, Schemas};

/// Why an answer is no proper refusal.
pub fn fault(reply: &Reply) -> Option<String> {
    let text = reply.text();
    if reply.asked.starts_with("HEAD ") && reply.status.is_client_error() && text.is_empty() {
        return None;
    }
    if !reply.status.is_client_error() {
        return Some(format!("{} instead of a refusal: {}", reply.status, shortened(&text)));
    }
    if reply.header("content-type") != Some("application/problem+json") {
        return Some(format!("{} is no problem: {}", reply.status, shortened(&text)));
    }
    let problem = reply.json();
    for field in ["type", "title", "status", "code", "detail"] {
        if problem[field].is_null() {
            return Some(format!("the problem has no {field}: {text}"));
        }
    }
    let lower = text.to_lowercase();
    for leak in
        [" at line ", "panick", ".rs:", "sqlx", "sqlite", "postgres", "select ", "constraint", "stack"]
    {
        if lower.contains(leak) {
            return Some(format!("the problem tells {leak:?}: {}", shortened(&text)));
        }
    }
    None
}

fn shortened(text: &str) -> String {
    text.chars().take(240).collect()
}

/// Does the problem name a field?
fn names_a_field(reply: &Reply) -> bool {
    let problem = reply.json();
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    !errors.is_empty() && errors.iter().all(|error| error["field"].is_string() && error["detail"].is_string())
}

/// The ids of a second project of the same organisation, by the names of the fixture.
pub async fn neighbours(app: &TestApp, fixture: &Fixture) -> BTreeMap<String, String> {
    let world = &fixture.world;
    let mut admin = world.client(app, "org_admin").await;
    let body =
        json!({"reference": "NB-1", "name": "Next door", "first_controller": fixture.ids["member_outside"]});
    let project = admin.post(&world.path("/projects"), &body).await.expect(201).json();
    let project = project["id"].as_str().unwrap().to_owned();
    let path = |rest: &str| world.path(&format!("/projects/{project}{rest}"));
    let mut ids = BTreeMap::new();
    let group = json!({"name": "Theirs", "description": "", "actions": [], "member_ids": []});
    let group = admin.post(&path("/groups"), &group).await.expect(201).json();
    ids.insert("group", group["id"].clone());
    let upload = admin.upload(&path("/uploads?filename=B-1_P01.pdf"), PDF).await.expect(201).json();
    let row = json!({"upload_id": upload["id"], "number": "B-1", "title": "Theirs", "revision": "P01", "document_type": "DRG"});
    let made = admin.post(&path("/documents"), &json!({"rows": [row]})).await.expect(201).json();
    ids.insert("document", made["items"][0]["id"].clone());
    ids.insert("revision", made["items"][0]["revision"]["id"].clone());
    let upload = admin.upload(&path("/uploads?filename=B-2_P01.pdf"), PDF).await.expect(201).json();
    ids.insert("upload", upload["id"].clone());
    let row = json!({"role": "viewer", "action": "view_reports", "effect": "deny", "reason": "trial"});
    let made = admin.post(&path("/overrides"), &row).await.expect(201).json();
    ids.insert("override_id", made["id"].clone());
    let row = json!({"name": "Theirs", "query": {}});
    let made = admin.post(&path("/views"), &row).await.expect(201).json();
    ids.insert("view", made["id"].clone());
    let row = json!({"name": "Theirs", "question": {"metric": "document_by_status"}});
    let made = admin.post(&path("/reports"), &row).await.expect(201).json();
    ids.insert("report", made["id"].clone());
    let body = bodies::template("Theirs", &fixture.ids);
    let made = admin.post(&path("/workflow-templates"), &body).await.expect(201).json();
    ids.insert("template", made["id"].clone());
    let step = json!({"name": "Approve", "type": "approve", "assignment": {"kind": "open"}});
    let plan = json!({"name": "Running", "category": "Approval", "settings": {"document_required": false},
        "stages": [{"steps": [step]}]});
    let plan = admin.post(&path("/workflow-templates"), &plan).await.expect(201).json()["id"].clone();
    let active = path(&format!("/workflow-templates/{}/activate", plan.as_str().unwrap()));
    let _ = admin.post(&active, &json!({"version": 1})).await.expect(200);
    let wish = json!({"template_id": plan, "title": "Theirs",
        "steps": [{"stage": 0, "step": 0, "person_ids": [fixture.ids["asked"], world.people["org_admin"].id]}]});
    let made = admin.post(&path("/workflows"), &wish).await.expect(201).json();
    ids.insert("workflow", made["id"].clone());
    ids.insert("step", made["stages"][0]["steps"][0]["id"].clone());
    let answer = path(&format!("/steps/{}/respond", ids["step"].as_str().unwrap()));
    let yes = json!({"version": 1, "answer": "approve"});
    let made = admin.post(&answer, &yes).await.expect(200).json();
    ids.insert("response", made["responses"][0]["id"].clone());
    let body = bodies::rule("Theirs", &fixture.ids);
    let made = admin.post(&path("/review-matrix"), &body).await.expect(201).json();
    ids.insert("rule", made["id"].clone());
    let body =
        json!({"name": "Theirs", "document_ids": [ids["document"]], "workflow_ids": [ids["workflow"]]});
    let made = admin.post(&path("/work-packages"), &body).await.expect(201).json();
    ids.insert("package", made["id"].clone());
    let terms = json!({"document_id": ids["document"], "label": "Tender", "expires_on": "2026-12-05"});
    let made = admin.post(&path("/guest-shares"), &terms).await.expect(201).json();
    ids.insert("guest_share", made["share"]["id"].clone());
    let team = admin.get(&path("/members")).await.expect(200).json();
    ids.insert("membership", team["items"][0]["id"].clone());
    app.run_jobs().await;
    ids.into_iter().map(|(name, id)| (name.to_owned(), id.as_str().unwrap().to_owned())).collect()
}

async fn events(app: &TestApp, fixture: &Fixture) -> i64 {
    let mut tx = app.db().read_in(fixture.world.organisation).await.unwrap();
    tx.int(sql("select count(*) as n from audit_event")).await.unwrap()
}

async fn send(client: &mut Client, operation: &Operation, path: &str, body: impl Into<Body>) -> Reply {
    client.send(operation.method.clone(), path, Some("application/json"), body.into()).await
}

#[tokio::test]
async fn no_field_of_any_body_takes_what_it_should_not() {
    let app = TestApp::new().await;
    let fixture = Fixture::new(&app).await;
    let foreign = Fixture::other(&app).await;
    let neighbours = neighbours(&app, &fixture).await;
    app.run_jobs().await;
    let strangers: Vec<String> = foreign.ids.values().chain(neighbours.values()).cloned().collect();
    let schemas = Schemas::read();
    let mut admin = fixture.world.client(&app, "org_admin").await;
    let before = app.state().await;
    let (mut wrong, mut cases) = (Vec::new(), 0);
    for operation in operations().iter().filter(|operation| operation.json) {
        let path = operation.address_with_query(&fixture.ids);
        let valid = bodies::body(&operation.id, &fixture.ids);
        let written = events(&app, &fixture).await;
        for Mutant { what, body, expected } in schemas.mutants(&operation.id, &valid, &strangers) {
            if tolerated(&operation.id, &what) {
                continue;
            }
            let reply = send(&mut admin, operation, &path, body.to_string()).await;
            cases += 1;
            if operation.id == "check_workflow" && reply.status.as_u16() == 200 {
                // Here the answer is what stands against it.
                let found = reply.json()["problems"].as_array().is_some_and(|problems| !problems.is_empty());
                assert!(found, "{what}: {}", reply.text());
                continue;
            }
            if operation.id == "validate_documents" && reply.status.as_u16() == 200 {
                // Here the answer is what is wrong with each row.
                let found =
                    reply.json()["rows"][0]["errors"].as_array().is_some_and(|errors| !errors.is_empty());
                assert!(found, "{what}: {}", reply.text());
                continue;
            }
            let complaint = fault(&reply).or_else(|| {
                let named = reply.status.as_u16() == 422 && names_a_field(&reply);
                (expected == Expected::FieldError && !named)
                    .then(|| format!("{} names no field: {}", reply.status, reply.text()))
            });
            if let Some(complaint) = complaint {
                wrong.push(format!("{}: {what}: {complaint}", operation.id));
            }
        }
        if events(&app, &fixture).await != written {
            wrong.push(format!("{} wrote events", operation.id));
        }
    }
    assert!(wrong.is_empty(), "{} of {cases} cases: {wrong:#?}", wrong.len());
    assert!(cases > 2_000, "the description or the sweep lost its fields: {cases} cases");
    assert_eq!(app.state().await, before);
    app.run_jobs().await;
}

/// Where a value that looks wrong is right.
fn tolerated(operation: &str, what: &str) -> bool {
    match operation {
        // Whatever address is asked for, the answer is the same.
        "ask_password_reset" => what.starts_with("email") && !what.contains("type"),
        // Of many things at once each is answered for itself, and what is unknown is said so or passed over.
        "revoke_access" | "extend_access" | "read_notifications" => what.contains("foreign id"),
        _ => false,
    }
}

#[tokio::test]
async fn what_is_no_json_object_is_refused_by_every_operation_that_takes_one() {
    let app = TestApp::new().await;
    let fixture = Fixture::new(&app).await;
    let mut admin = fixture.world.client(&app, "org_admin").await;
    let before = app.state().await;
    let mut wrong = Vec::new();
    for operation in operations().iter().filter(|operation| operation.json) {
        let path = operation.address_with_query(&fixture.ids);
        let valid = bodies::body(&operation.id, &fixture.ids).to_string();
        let bodies: Vec<(&str, Vec<u8>)> = vec![
            ("nothing", Vec::new()),
            ("half", valid.as_bytes()[..valid.len() / 2].to_vec()),
            ("an array", b"[]".to_vec()),
            ("null", b"null".to_vec()),
            ("a text", b"\"x\"".to_vec()),
            ("two values", format!("{valid} {{}}").into_bytes()),
            ("no UTF-8", b"{\"name\": \"\xff\xfe\"}".to_vec()),
            ("a field twice", format!("{{{0}, {0}}}", first_field(&valid)).into_bytes()),
            ("a deep nest", [vec![b'['; 100_000], vec![b']'; 100_000]].concat()),
        ];
        for (what, body) in bodies {
            let reply = send(&mut admin, operation, &path, body).await;
            if let Some(complaint) = fault(&reply).or_else(|| unless(&reply, 422)) {
                wrong.push(format!("{}: {what}: {complaint}", operation.id));
            }
        }
        let huge = format!("{{\"x\": \"{}\"}}", "x".repeat(3 << 20));
        let reply = send(&mut admin, operation, &path, huge).await;
        if let Some(complaint) = fault(&reply).or_else(|| unless(&reply, 413)) {
            wrong.push(format!("{}: three mebibytes: {complaint}", operation.id));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(app.state().await, before);
    app.run_jobs().await;
}

/// The first field of a JSON object, with its value; an unknown one when there is none.
fn first_field(object: &str) -> String {
    let object: Value = serde_json::from_str(object).unwrap();
    object
        .as_object()
        .unwrap()
        .iter()
        .next()
        .map_or_else(|| "\"zzyzx\": 1".to_owned(), |(name, value)| format!("{}: {value}", json!(name)))
}

fn unless(reply: &Reply, status: u16) -> Option<String> {
    (reply.status.as_u16() != status).then(|| format!("{}: {}", reply.status, shortened(&reply.text())))
}

/// One empty page behind a password.
fn encrypted() -> Vec<u8> {
    use lopdf::encryption::crypt_filters::{Aes256CryptFilter, CryptFilter};
    use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions, dictionary};

    let mut document = Document::with_version("1.7");
    let pages = document.new_object_id();
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "MediaBox" => vec![0.into(), 0.into(), 200.into(), 200.into()],
    });
    let tree = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.objects.insert(pages, Object::Dictionary(tree));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    let id = Object::string_literal(*b"0123456789abcdef");
    document.trailer.set("ID", vec![id.clone(), id]);
    let filter: std::sync::Arc<dyn CryptFilter> = std::sync::Arc::new(Aes256CryptFilter);
    let version = EncryptionVersion::V5 {
        encrypt_metadata: true,
        crypt_filters: [(b"StdCF".to_vec(), filter)].into(),
        file_encryption_key: &[7; 32],
        stream_filter: b"StdCF".to_vec(),
        string_filter: b"StdCF".to_vec(),
        owner_password: "owner",
        user_password: "secret",
        permissions: Permissions::all(),
    };
    document.encrypt(&EncryptionState::try_from(version).unwrap()).unwrap();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[tokio::test]
async fn files_that_cannot_be_read_are_refused_with_the_field_and_leave_nothing() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    let before = app.state().await;
    let looped =
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF".to_vec();
    for (what, content) in [
        ("zero bytes", Vec::new()),
        ("one byte", b"%".to_vec()),
        ("a head alone", b"%PDF-1.7\n".to_vec()),
        ("a beginning", PDF[..60].to_vec()),
        ("pages that hold themselves", looped),
        ("a password", encrypted()),
        ("noise", (0..9_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect()),
    ] {
        let reply = initiator.upload(&world.project_path("/uploads?filename=a.pdf"), content).await;
        assert_eq!(fault(&reply), None, "{what}");
        assert!(reply.status.as_u16() == 422 && names_a_field(&reply), "{what}: {}", reply.text());
        assert_eq!(reply.json()["errors"][0]["field"], "file", "{what}");
    }
    assert_eq!(app.state().await, before);
}

#[tokio::test]
async fn a_number_and_a_revision_code_are_taken_once() {
    let app = TestApp::new().await;
    let fixture = Fixture::new(&app).await;
    let world = &fixture.world;
    let mut initiator = world.client(&app, "initiator").await;
    let before = app.state().await;
    let row = |number: &str| json!({"upload_id": fixture.ids["upload"], "number": number, "title": "Again", "revision": "P01", "document_type": "DRG"});
    let path = world.project_path("/documents");
    for rows in [
        json!([row("A-101")]),
        json!([row("a-101")]),
        json!([row(" A-101 ")]),
        json!([row("X-1"), row("X-1")]),
    ] {
        let reply = initiator.post(&path, &json!({"rows": rows})).await;
        assert_eq!(fault(&reply), None);
        assert!(matches!(reply.status.as_u16(), 409 | 422), "{rows}: {}", reply.text());
    }
    let again = json!({"upload_id": fixture.ids["upload"], "revision": "p01"});
    let path = world.project_path(&format!("/documents/{}/revisions", fixture.ids["document"]));
    let reply = initiator.post(&path, &again).await;
    assert_eq!(fault(&reply), None);
    assert!(matches!(reply.status.as_u16(), 409 | 422), "{}", reply.text());
    assert_eq!(app.state().await, before);
}
