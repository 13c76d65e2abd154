//! What a request asks of the database does not grow with what it shows: every list and page is read with few rows and
//! with many, and takes as many statements both times.

use std::collections::BTreeMap;

use axum::http::Method;
use serde_json::{Value, json};
use wayleave_testkit::{Client, NewDocument, PASSWORD, PDF, TestApp};

use crate::denial::fixture::Fixture;
use crate::operations::{Operation, operations};

/// The lists that hold as many rows as there are words in the product, whatever an organisation has.
const FIXED: &[&str] = &[
    "list_designations",
    "list_rules",
    "list_document_options",
    "list_import_rows",
    "list_mail_texts",
    "list_project_mail_texts",
];

/// Statements and rows of each operation, by who asked.
type Measured = BTreeMap<(String, &'static str), (u64, usize)>;

async fn measured(app: &TestApp, fixture: &Fixture) -> Measured {
    let mut found = Measured::new();
    for kind in ["org_admin", "controller", "external"] {
        let mut client = fixture.world.client(app, kind).await;
        for operation in operations().iter().filter(|operation| is_read(operation)) {
            let mut path = operation.address_with_query(&fixture.ids);
            if operation.query.iter().any(|(name, _)| name == "limit") && !operation.id.starts_with("export")
            {
                path.push_str(if path.contains('?') { "&limit=200" } else { "?limit=200" });
            }
            let before = app.db().statements();
            let reply = client.get(&path).await;
            let count = app.db().statements() - before;
            if reply.status != 200 {
                continue;
            }
            let rows = serde_json::from_slice::<serde_json::Value>(&reply.body).unwrap_or_default();
            let rows = rows["items"].as_array().map_or(0, Vec::len);
            found.insert((operation.id.clone(), kind), (count, rows));
        }
    }
    found
}

/// Does it answer with what the database holds, at once? Files and images come from elsewhere, and an export and the check of
/// the audit log read page after page.
fn is_read(operation: &Operation) -> bool {
    let files = [
        "get_content",
        "get_file",
        "get_step_attachment",
        "get_work_package_attachment",
        "get_page",
        "get_preview",
        "get_thumbnail",
        "get_logo",
        "get_project_archive",
        "get_import_workbook",
        "verify_audit_log",
    ];
    operation.method == Method::GET
        && !files.contains(&operation.id.as_str())
        && !operation.id.starts_with("export")
}

/// What is imported.
const SHEET: &str = "Number,Title\nI-1,One\n";

/// Adds to everything that is listed.
async fn grow(app: &TestApp, fixture: &Fixture, round: usize, count: usize) {
    let world = &fixture.world;
    let mut admin = world.client(app, "org_admin").await;
    let mut external = world.client(app, "external").await;
    world.crowd(app, round, count).await;
    for at in 0..count {
        let n = format!("{round}-{at}");
        let document =
            world.document(app, &NewDocument { number: &format!("G-{n}"), ..NewDocument::default() }).await;
        let post = async |client: &mut wayleave_testkit::Client,
                          path: String,
                          body: serde_json::Value,
                          status: u16| { client.post(&path, &body).await.expect(status) };
        let draft = NewDocument { number: &format!("D-{n}"), status: "draft", ..NewDocument::default() };
        let draft = world.document(app, &draft).await;
        let _ = admin.delete(&world.project_path(&format!("/documents/{}", draft.id))).await.expect(204);
        let share = json!({"subjects": [{"kind": "company", "id": world.companies["borealis"].0}],
            "revision_id": document.revisions[0], "ends_on": "2026-12-31", "reason": "review"});
        let path = world.project_path(&format!("/documents/{}/shares", document.id));
        let _ = post(&mut admin, path, share, 201).await;
        let wish = json!({"changes": {"title": n}});
        let path = world.project_path(&format!("/documents/{}/edit-requests", document.id));
        let _ = post(&mut external, path, wish, 201).await;
        // The one document that is looked at gathers revisions, readers and links.
        let share = json!({"subjects": [{"kind": "person", "id": world.crowd_member(app, round, at).await}],
            "revision_id": fixture.ids["revision"], "ends_on": "2026-12-31", "reason": "review"});
        let path = world.project_path(&format!("/documents/{}/shares", fixture.ids["document"]));
        let _ = post(&mut admin, path, share, 201).await;
        let terms = json!({"document_id": fixture.ids["document"], "label": n, "expires_on": "2026-12-05"});
        let _ = post(&mut admin, world.project_path("/guest-shares"), terms, 201).await;
        let row = json!({"name": n, "description": "", "actions": ["view_reports"], "member_ids": [fixture.ids["member"]]});
        let _ = post(&mut admin, world.project_path("/groups"), row, 201).await;
        let row = json!({"member_id": world.crowd_member(app, round, at).await, "action": "view_reports", "effect": "deny", "reason": "trial"});
        let reply = admin.post(&world.project_path("/overrides"), &row).await;
        assert!(matches!(reply.status.as_u16(), 201 | 422), "{}", reply.text());
        let row = json!({"name": format!("Firm {n}"), "designation": "consultant", "controlling": false});
        let _ = post(&mut admin, world.path("/companies"), row, 201).await;
        let row = json!({"code": format!("G{n}"), "label": "Zone"});
        let _ = post(&mut admin, world.path("/fields/zone/options"), row, 201).await;
        let row = json!({"codes": {"zone": format!("G{n}")}, "next": 5});
        let _ = post(&mut admin, world.project_path("/numbering/counters"), row, 200).await;
        // There are no more than fifty fields at each level.
        if at < 20 {
            let row = json!({"key": format!("k{round}_{at}"), "label": n, "kind": "date"});
            let _ = post(&mut admin, world.path("/fields"), row.clone(), 201).await;
            let row = json!({"key": format!("p{round}_{at}"), "label": n, "kind": "dropdown"});
            let _ = post(&mut admin, world.project_path("/fields"), row, 201).await;
        }
        let row = json!({"reference": format!("GR-{n}"), "name": n, "first_controller": fixture.ids["member_outside"]});
        let _ = post(&mut admin, world.path("/projects"), row, 201).await;
        let row = json!({"invitations": [{"email": format!("g{n}@client.example"), "name": n}], "role": "member", "memberships": []});
        let _ = post(&mut admin, world.path("/invitations"), row, 201).await;
        let row = json!({"invitations": [{"email": format!("p{n}@client.example"), "name": n}]});
        let _ = post(&mut admin, world.project_path("/invitations"), row, 201).await;
        let row = json!({"name": n, "shared": true, "query": {"q": "plan"}});
        let _ = post(&mut admin, world.project_path("/views"), row, 201).await;
        let row = json!({"name": n, "query": {"q": "plan"}});
        let _ = post(&mut external, world.project_path("/views"), row, 201).await;
        let row = json!({"name": n, "shared": true, "question": {"metric": "document_by_status"}});
        let _ = post(&mut admin, world.project_path("/reports"), row, 201).await;
        let row = json!({"name": format!("For {n}"), "acknowledgement": "none"});
        let _ = post(&mut admin, world.path("/transmittal-purposes"), row, 201).await;
        let row = json!({"name": n, "entries": [{"kind": "person", "id": world.crowd_member(app, round, at).await},
            {"kind": "company", "id": world.companies["borealis"].0}]});
        let _ = post(&mut admin, world.path("/distribution-lists"), row.clone(), 201).await;
        let _ = post(&mut admin, world.project_path("/distribution-lists"), row, 201).await;
        let two = NewDocument {
            number: &format!("T-{n}"),
            revisions: &[("P01", "accepted"), ("P02", "accepted")],
            ..NewDocument::default()
        };
        let sent = world.document(app, &two).await;
        let row = json!({"subject": n, "purpose": "for_review",
            "documents": [{"document_id": sent.id, "revision_id": sent.revisions[0]}],
            "recipients": [{"kind": "person", "id": world.crowd_member(app, round, at).await}]});
        let row = post(&mut admin, world.project_path("/transmittals"), row, 201).await.json();
        let path = world.project_path(&format!("/transmittals/{}/issue", row["id"].as_str().unwrap()));
        let _ = post(&mut admin, path, json!({"version": 1}), 200).await;
        send_also(&mut admin, fixture, &sent.id).await;
        let row = crate::denial::bodies::template(&n, &fixture.ids);
        let _ = post(&mut admin, world.project_path("/workflow-templates"), row, 201).await;
        let people = [fixture.ids["asked"].as_str(), world.people["org_admin"].id.as_str()];
        let row = crate::denial::bodies::workflow(&n, &document.id, &people, &fixture.ids);
        let _ = post(&mut admin, world.project_path("/workflows"), row, 201).await;
        comment(&mut admin, fixture, &n).await;
        pack(&mut admin, fixture, &document.id, &n).await;
        let row = crate::denial::bodies::rule(&n, &fixture.ids);
        let _ = post(&mut admin, world.project_path("/review-matrix"), row, 201).await;
        let _ = post(&mut admin, world.project_path("/exports"), json!({"format": "csv"}), 201).await;
        let _ = admin.upload(&world.project_path("/imports?filename=i.csv"), SHEET).await.expect(201);
        let upload = external.upload(&world.project_path(&format!("/uploads?filename=S-{n}.pdf")), PDF).await;
        let row = json!({"upload_id": upload.expect(201).json()["id"], "title": n, "revision": "P01", "document_type": "DRG", "number": format!("S-{n}")});
        let _ = post(&mut external, world.project_path("/documents"), json!({"rows": [row]}), 201).await;
        let credentials = json!({"email": world.people["org_admin"].email, "password": PASSWORD});
        let _ = post(&mut app.anonymous(), "/api/v1/session".to_owned(), credentials, 200).await;
        app.sign_logs().await;
    }
    make_anew(&mut admin, fixture, count).await;
    app.run_jobs().await;
}

/// Makes the link of the fixture anew, again and again.
async fn make_anew(client: &mut Client, fixture: &Fixture, times: usize) {
    for _ in 0..times {
        let path = format!("/guest-shares/{}/regenerate", fixture.ids["guest_share"]);
        let _ = client.post(&fixture.world.project_path(&path), &json!({})).await.expect(200);
    }
}

/// Adds a document to the draft of the fixture.
async fn send_also(client: &mut Client, fixture: &Fixture, document: &str) {
    let path = fixture.world.project_path(&format!("/transmittals/{}", fixture.ids["transmittal"]));
    let draft = client.get(&path).await.expect(200).json();
    let named = |one: &Value| json!({"document_id": one["document_id"], "revision_id": one["revision_id"]});
    let mut documents: Vec<_> = draft["documents"].as_array().unwrap().iter().map(named).collect();
    documents.push(json!({"document_id": document}));
    let edit = json!({"version": draft["version"], "documents": documents});
    let _ = client.patch(&path, &edit).await.expect(200);
}

/// Says something about the step of the fixture.
async fn comment(client: &mut Client, fixture: &Fixture, text: &str) {
    let step = fixture.world.project_path(&format!("/steps/{}", fixture.ids["step"]));
    let file =
        client.upload(&format!("{step}/attachments?filename=S-{text}.pdf"), PDF).await.expect(201).json();
    let row = json!({"text": text, "mentions": [fixture.ids["asked"]], "attachments": [file["id"]]});
    let _ = client.post(&format!("{step}/comments"), &row).await.expect(201);
}

/// Adds a work package, and to that of the fixture: a document, a note, and evidence of both sorts.
async fn pack(client: &mut Client, fixture: &Fixture, document: &str, text: &str) {
    let row = crate::denial::bodies::package(text, &fixture.ids);
    let _ = client.post(&fixture.world.project_path("/work-packages"), &row).await.expect(201);
    let package = fixture.world.project_path(&format!("/work-packages/{}", fixture.ids["package"]));
    let held = client.get(&package).await.expect(200).json();
    let mut documents: Vec<_> =
        held["documents"].as_array().unwrap().iter().map(|one| one["document_id"].clone()).collect();
    documents.push(json!(document));
    let edit = json!({"version": held["version"], "document_ids": documents});
    let _ = client.patch(&package, &edit).await.expect(200);
    let _ = client.post(&format!("{package}/notes"), &json!({"text": text})).await.expect(201);
    let path = format!("{package}/attachments?filename=E-{text}.pdf");
    let file = client.upload(&path, PDF).await.expect(201).json();
    for row in [json!({"attachments": [file["id"]]}), json!({"document_id": document})] {
        let _ = client.post(&format!("{package}/evidence"), &row).await.expect(201);
    }
}

#[tokio::test]
async fn every_read_takes_as_many_statements_for_many_rows_as_for_few() {
    let app = TestApp::new().await;
    let fixture = Fixture::new(&app).await;
    grow(&app, &fixture, 0, 3).await;
    // The first requests of a session are noted; those are not compared.
    measured(&app, &fixture).await;
    let few = measured(&app, &fixture).await;
    let more = if crate::tokens::guesses::full() { 57 } else { 27 };
    grow(&app, &fixture, 1, more).await;
    let many = measured(&app, &fixture).await;
    let mut wrong = Vec::new();
    for (key, (statements, rows)) in &few {
        let Some((later, more)) = many.get(key) else {
            wrong.push(format!("{key:?} answered no longer"));
            continue;
        };
        if statements != later {
            wrong.push(format!("{key:?}: {statements} statements for {rows} rows, {later} for {more}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let lists: Vec<&(String, &str)> = few.keys().filter(|(id, _)| id.starts_with("list_")).collect();
    let grown = |id: &str| many.iter().any(|((other, _), (_, rows))| other == id && *rows >= more);
    let still: Vec<_> = lists.iter().filter(|(id, _)| !FIXED.contains(&id.as_str()) && !grown(id)).collect();
    assert!(still.is_empty(), "lists that did not grow, so that nothing was measured: {still:?}");
}
