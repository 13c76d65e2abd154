//! What the register says of formal work: which transmittals issued and sent a document, and which workflow it is in.

use serde_json::{Value, json};
use wayleave_testkit::{Arranged, Client, NewDocument, TestApp, World};

use crate::transmittals::person;
use crate::workflows::run::{active, start, wish};
use crate::workflows::{role, step};

/// A purpose that issues what is sent for it.
async fn construction(admin: &mut Client, world: &World) -> String {
    let body = json!({"name": "For Construction", "acknowledgement": "required", "issues": true});
    let made = admin.post(&world.path("/transmittal-purposes"), &body).await.expect(201).json();
    assert_eq!(made["issues"], true);
    made["id"].as_str().unwrap().to_owned()
}

/// Sends a revision of a document, and gives the transmittal.
async fn send(
    admin: &mut Client,
    world: &World,
    (document, revision): (&Arranged, usize),
    (purpose, to): (&str, &str),
) -> Value {
    let body = json!({"subject": "Stairs", "purpose": purpose, "recipients": [person(world, to)],
        "documents": [{"document_id": document.id, "revision_id": document.revisions[revision]}]});
    let made = admin.post(&world.project_path("/transmittals"), &body).await.expect(201).json();
    let path = world.project_path(&format!("/transmittals/{}/issue", made["id"].as_str().unwrap()));
    admin.post(&path, &json!({"version": 1})).await.expect(200).json()
}

async fn row(client: &mut Client, world: &World, document: &Arranged) -> Value {
    client.get(&world.project_path(&format!("/documents/{}", document.id))).await.expect(200).json()
}

async fn numbers(client: &mut Client, world: &World, query: &str) -> Vec<String> {
    let path = world.project_path(&format!("/documents?sort=number&{query}"));
    let list = client.get(&path).await.expect(200).json();
    let counted = client.get(&world.project_path(&format!("/documents/count?{query}"))).await.expect(200);
    assert_eq!(counted.json()["count"], list["items"].as_array().unwrap().len(), "{query}");
    list["items"].as_array().unwrap().iter().map(|one| one["number"].as_str().unwrap().to_owned()).collect()
}

fn said(with: &Value) -> (&str, &str) {
    (with["number"].as_str().unwrap_or_default(), with["revision"].as_str().unwrap_or_default())
}

#[tokio::test]
async fn the_register_says_what_was_issued_and_sent_last() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "controller").await;
    let mut owner = world.client(&app, "org_admin").await;
    let purpose = construction(&mut owner, &world).await;
    let two = |number| NewDocument {
        number,
        revisions: &[("P01", "accepted"), ("P02", "accepted")],
        ..NewDocument::default()
    };
    let stairs = world.document(&app, &two("F-1")).await;
    let doors = world.document(&app, &two("F-2")).await;
    let walls = world.document(&app, &two("F-3")).await;
    let first = send(&mut admin, &world, (&stairs, 0), (&purpose, "external")).await;
    app.clock().advance(60_000);
    let second = send(&mut admin, &world, (&stairs, 1), ("for_information", "viewer")).await;
    let _ = send(&mut admin, &world, (&doors, 1), ("for_information", "viewer")).await;
    let (first, second) = (first["number"].as_str().unwrap(), second["number"].as_str().unwrap());

    let seen = row(&mut admin, &world, &stairs).await;
    assert_eq!(said(&seen["issued"]), (first, "P01"));
    assert_eq!(said(&seen["last_sent"]), (second, "P02"));
    let seen = row(&mut admin, &world, &doors).await;
    assert_eq!((&seen["issued"], said(&seen["last_sent"]).1), (&Value::Null, "P02"));
    assert_eq!(row(&mut admin, &world, &walls).await["last_sent"], Value::Null);
    for (query, found) in [
        ("q=number:F-* issued:true", vec!["F-1"]),
        ("q=number:F-*&issued=true", vec!["F-1"]),
        ("q=number:F-*&issued=false", vec!["F-2", "F-3"]),
        ("q=number:F-* -issued:true", vec!["F-2", "F-3"]),
        ("issued=true", vec!["F-1"]),
        ("q=issued:true OR number:F-3", vec!["F-1", "F-3"]),
    ] {
        assert_eq!(numbers(&mut admin, &world, &query.replace(' ', "%20")).await, found, "{query}");
    }

    // Whoever got one of them is told of it once it has gone out, and of no other.
    let mut outside = world.client(&app, "external").await;
    assert_eq!(row(&mut outside, &world, &stairs).await["issued"], Value::Null);
    assert!(numbers(&mut outside, &world, "issued=true").await.is_empty());
    app.clock().advance(600_000);
    let seen = row(&mut outside, &world, &stairs).await;
    assert_eq!((said(&seen["issued"]), said(&seen["last_sent"])), ((first, "P01"), (first, "P01")));
    assert_eq!(numbers(&mut outside, &world, "issued=true").await, ["F-1"]);
    assert!(numbers(&mut outside, &world, "q=issued:false%20number:F-1").await.is_empty());
    let share = json!({"subjects": [{"kind": "person", "id": world.people["external"].id}],
        "revision_id": doors.revisions[1], "ends_on": "2026-12-31", "reason": "review"});
    let path = world.project_path(&format!("/documents/{}/shares", doors.id));
    let _ = admin.post(&path, &share).await.expect(201);
    assert_eq!(row(&mut outside, &world, &doors).await["last_sent"], Value::Null);
    assert_eq!(numbers(&mut outside, &world, "q=number:F-2&issued=false").await, ["F-2"]);
}

#[tokio::test]
async fn what_was_recalled_or_undone_is_not_issued() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "controller").await;
    let mut owner = world.client(&app, "org_admin").await;
    let purpose = construction(&mut owner, &world).await;
    let plan = world.document(&app, &NewDocument { number: "F-1", ..NewDocument::default() }).await;
    let sent = send(&mut admin, &world, (&plan, 0), (&purpose, "external")).await;
    let path = world.project_path(&format!("/transmittals/{}", sent["id"].as_str().unwrap()));
    assert_eq!(numbers(&mut admin, &world, "issued=true").await, ["F-1"]);
    let _ = admin.post(&format!("{path}/undo"), &json!({})).await.expect(200);
    assert!(numbers(&mut admin, &world, "issued=true").await.is_empty());
    let version = admin.get(&path).await.expect(200).json()["version"].clone();
    let _ = admin.post(&format!("{path}/issue"), &json!({"version": version})).await.expect(200);
    // What the purpose meant when it was issued holds, whatever it means later.
    let edit = json!({"version": 1, "issues": false});
    let _ = owner.patch(&world.path(&format!("/transmittal-purposes/{purpose}")), &edit).await.expect(200);
    assert_eq!(numbers(&mut admin, &world, "issued=true").await, ["F-1"]);
    app.clock().advance(600_000);
    app.run_jobs().await;
    let _ = admin.post(&format!("{path}/recall"), &json!({"reason": "Wrong sheet"})).await.expect(200);
    let seen = row(&mut admin, &world, &plan).await;
    assert_eq!((&seen["issued"], &seen["last_sent"]), (&Value::Null, &Value::Null));
    assert!(numbers(&mut admin, &world, "issued=true").await.is_empty());
}

#[tokio::test]
async fn exports_say_the_same() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "controller").await;
    let mut owner = world.client(&app, "org_admin").await;
    let purpose = construction(&mut owner, &world).await;
    let plan = world.document(&app, &NewDocument { number: "F-1", ..NewDocument::default() }).await;
    let sent = send(&mut admin, &world, (&plan, 0), (&purpose, "viewer")).await;
    let ask = json!({"format": "csv", "columns": ["number", "issued", "sent", "workflow"], "query": {"issued": true}});
    let made = admin.post(&world.project_path("/exports"), &ask).await.expect(201).json();
    let path = world.project_path(&format!("/exports/{}/file", made["id"].as_str().unwrap()));
    let text = admin.get(&path).await.expect(200).text();
    let said = format!("P01 · {} · ", sent["number"].as_str().unwrap());
    assert!(text.starts_with("\u{feff}Number,Issued,Last sent,Workflow"), "{text}");
    assert_eq!(text.matches(&said).count(), 2, "{text}");
    let mut outside = world.client(&app, "external").await;
    let refused = outside.post(&world.project_path("/exports"), &ask).await.expect(422).json();
    assert_eq!(refused["errors"][0]["field"], "columns[3]");
}

#[tokio::test]
async fn the_register_says_which_workflow_a_document_is_in() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let mut initiator = world.client(&app, "initiator").await;
    let plan = world.document(&app, &NewDocument { number: "F-1", ..NewDocument::default() }).await;
    let _ = world.document(&app, &NewDocument { number: "F-2", ..NewDocument::default() }).await;
    let stages = json!([{"name": "Check", "steps": [step("review", &role("reviewer"))]},
        {"name": "Approval", "steps": [step("approve", &role("project_admin"))]}]);
    let template = active(&mut admin, &world, json!({}), stages).await;
    let started = start(&mut initiator, &world, &wish(&template, &[&plan])).await;
    let mut viewer = world.client(&app, "viewer").await;
    let seen = row(&mut viewer, &world, &plan).await["workflow"].clone();
    assert_eq!((&seen["id"], &seen["number"]), (&started["id"], &started["number"]));
    assert_eq!((&seen["stage"], &seen["status"]), (&json!("Check"), &json!("active")));
    for (query, found) in [
        ("workflow=true", vec!["F-1"]),
        ("q=workflow:true", vec!["F-1"]),
        ("q=number:F-*&workflow=false", vec!["F-2"]),
    ] {
        assert_eq!(numbers(&mut viewer, &world, query).await, found, "{query}");
    }
    // From outside no document is in a workflow, also where one answers a step of it.
    let share = json!({"subjects": [{"kind": "person", "id": world.people["external"].id}],
        "revision_id": plan.revisions[0], "ends_on": "2026-12-31", "reason": "review"});
    let path = world.project_path(&format!("/documents/{}/shares", plan.id));
    let _ = admin.post(&path, &share).await.expect(201);
    let mut outside = world.client(&app, "external").await;
    assert_eq!(row(&mut outside, &world, &plan).await["workflow"], Value::Null);
    assert!(numbers(&mut outside, &world, "workflow=true").await.is_empty());
    assert_eq!(numbers(&mut outside, &world, "q=number:F-1&workflow=false").await, ["F-1"]);
    let path = world.project_path(&format!("/workflows/{}/cancel", started["id"].as_str().unwrap()));
    let _ = admin.post(&path, &json!({"reason": "Not needed."})).await.expect(200);
    assert_eq!(row(&mut viewer, &world, &plan).await["workflow"], Value::Null);
    assert!(numbers(&mut viewer, &world, "workflow=true").await.is_empty());
}
