//! Drafts: numbered, changed, deleted, and of no effect.

use serde_json::{Value, json};
use wayleave_testkit::{NewDocument, TestApp};

use super::{address, draft, faults, person};
use crate::register::events;

#[tokio::test]
async fn a_draft_is_numbered_and_names_what_is_sent_to_whom() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let path = world.project_path("/transmittals");
    let two =
        NewDocument { revisions: &[("P01", "accepted"), ("P02", "accepted")], ..NewDocument::default() };
    let document = world.document(&app, &two).await;
    let mut initiator = world.client(&app, "initiator").await;
    let mut body = draft(&[&document], &[person(&world, "external"), address("K.Ode@harbour.example")]);
    body["recipients"][1]["role"] = json!("cc");
    let made = initiator.post(&path, &body).await.expect(201).json();
    assert_eq!(
        (&made["number"], &made["state"], &made["version"]),
        (&json!("TRN-001"), &json!("draft"), &json!(1))
    );
    assert_eq!((&made["dated_on"], &made["acknowledge_by"]), (&json!("2026-11-21"), &json!("2026-11-28")));
    assert_eq!(made["documents"][0]["revision"], "P02");
    assert_eq!(made["documents"][0]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(made["purpose"]["name"], "For Review");
    assert_eq!(made["recipients"][1]["role"], "cc");
    let at = format!("{path}/{}", made["id"].as_str().unwrap());
    let edit = json!({"version": 1, "subject": "Stairs", "acknowledge_by": null,
        "documents": [{"document_id": document.id, "revision_id": document.revisions[0]}]});
    let changed = initiator.patch(&at, &edit).await.expect(200).json();
    assert_eq!(
        (&changed["subject"], &changed["acknowledge_by"], &changed["version"]),
        (&json!("Stairs"), &json!(null), &json!(2))
    );
    assert_eq!(changed["documents"][0]["revision"], "P01");
    assert_eq!(changed["documents"][0]["warnings"], json!(["older_revision"]));
    assert_eq!(changed["recipients"], made["recipients"]);
    let _ = initiator.patch(&at, &edit).await.expect(412);
    // A number is not given twice.
    let _ = initiator.delete(&at).await.expect(204);
    let _ = initiator.get(&at).await.expect(404);
    let next = initiator.post(&path, &draft(&[], &[])).await.expect(201).json();
    assert_eq!(next["number"], "TRN-002");
    for action in ["created", "changed", "deleted"] {
        let told = events(&app, &world, &format!("transmittal.{action}")).await;
        assert_eq!(told.len(), if action == "created" { 2 } else { 1 }, "{action}");
    }
}

#[tokio::test]
async fn drafts_are_shown_to_those_who_prepare_transmittals_alone_and_open_nothing() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let path = world.project_path("/transmittals");
    let document = world.document(&app, &NewDocument::default()).await;
    let mut initiator = world.client(&app, "initiator").await;
    let made =
        initiator.post(&path, &draft(&[&document], &[person(&world, "external")])).await.expect(201).json();
    let at = format!("{path}/{}", made["id"].as_str().unwrap());
    for kind in ["reviewer", "viewer", "external", "stranger"] {
        let mut client = world.client(&app, kind).await;
        assert_eq!(client.get(&path).await.expect(200).json()["items"], json!([]), "{kind}");
        let _ = client.get(&at).await.expect(404);
    }
    let mut external = world.client(&app, "external").await;
    let _ = external.get(&world.project_path(&format!("/documents/{}", document.id))).await.expect(404);
    let mut admin = world.client(&app, "project_admin").await;
    let list = admin.get(&path).await.expect(200).json();
    assert_eq!(list["items"][0]["number"], "TRN-001");
    assert_eq!(list["items"][0]["documents"], 1);
}

#[tokio::test]
async fn documents_beyond_the_readers_reach_are_counted_and_not_shown() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let path = world.project_path("/transmittals");
    let secret =
        NewDocument { number: "C-900", restricted: true, uploader: "org_admin", ..NewDocument::default() };
    let secret = world.document(&app, &secret).await;
    let mut admin = world.client(&app, "project_admin").await;
    let mut initiator = world.client(&app, "initiator").await;
    let refused = initiator.post(&path, &draft(&[&secret], &[])).await.expect(422).json();
    assert_eq!(faults(&refused, "errors"), [("documents[0].document_id".to_owned(), "unknown".to_owned())]);
    let made = admin.post(&path, &draft(&[&secret], &[])).await.expect(201).json();
    assert_eq!(made["documents"][0]["warnings"], json!(["restricted"]));
    let at = format!("{path}/{}", made["id"].as_str().unwrap());
    let seen = initiator.get(&at).await.expect(200);
    assert!(!seen.text().contains("C-900"), "{}", seen.text());
    assert_eq!((&seen.json()["documents"], &seen.json()["withheld"]), (&json!([]), &json!(1)));
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_with_its_place() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let path = world.project_path("/transmittals");
    let document = world.document(&app, &NewDocument::default()).await;
    let pending = NewDocument {
        number: "A-2",
        revisions: &[("P01", "accepted"), ("P02", "pending")],
        ..NewDocument::default()
    };
    let pending = world.document(&app, &pending).await;
    let withdrawn = NewDocument { number: "A-3", status: "withdrawn", ..NewDocument::default() };
    let withdrawn = world.document(&app, &withdrawn).await;
    let archived = NewDocument { number: "A-4", status: "archived", ..NewDocument::default() };
    let archived = world.document(&app, &archived).await;
    let mut admin = world.client(&app, "project_admin").await;
    let one =
        |document: &str, revision: Option<&str>| json!({"document_id": document, "revision_id": revision});
    for (documents, field, code) in [
        (json!([one(&pending.id, Some(&pending.revisions[1]))]), "documents[0].revision_id", "not_accepted"),
        (json!([one(&withdrawn.id, None)]), "documents[0].revision_id", "withdrawn"),
        (json!([one(&archived.id, None)]), "documents[0].revision_id", "archived"),
        (json!([one(&document.id, None), one(&document.id, None)]), "documents[1].document_id", "repeated"),
        (json!([one(&document.id, Some(&pending.revisions[0]))]), "documents[0].revision_id", "unknown"),
    ] {
        let mut body = draft(&[], &[]);
        body["documents"] = documents;
        let refused = admin.post(&path, &body).await.expect(422).json();
        assert_eq!(faults(&refused, "errors"), [(field.to_owned(), code.to_owned())]);
    }
    for (field, value) in [
        ("subject", json!(" ")),
        ("purpose", json!("for_fun")),
        ("dated_on", json!("tomorrow")),
        ("acknowledge_by", json!("soon")),
        ("access_ends_on", json!("2026-02-30")),
        ("remarks", Value::from("x".repeat(4001))),
        ("recipients[0].role", json!([{"kind": "address", "email": "a@b.example", "role": "bcc"}])),
    ] {
        let mut body = draft(&[], &[]);
        body[field.split('[').next().unwrap()] = value;
        let refused = admin.post(&path, &body).await.expect(422).json();
        assert_eq!(faults(&refused, "errors")[0].0, field);
    }
}

#[tokio::test]
async fn the_organisation_says_within_how_many_days_receipt_is_acknowledged() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut manager = world.client(&app, "org_manager").await;
    let (path, purposes) = (world.path("/settings"), world.path("/transmittal-purposes"));
    let stored = manager.get(&path).await.expect(200).json();
    assert_eq!(stored["transmittals"], json!({"acknowledge_days": 7}));
    for days in [0, 91] {
        let wrong = json!({"transmittals": {"acknowledge_days": days}});
        let reply = manager.patch(&path, &wrong).await.expect(422).json();
        assert_eq!(faults(&reply, "errors")[0].0, "transmittals.acknowledge_days");
    }
    let change = json!({"transmittals": {"acknowledge_days": 14}});
    let changed = manager.patch(&path, &change).await.expect(200).json();
    assert_eq!(changed["transmittals"]["acknowledge_days"], 14);
    let logged = events(&app, &world, "settings.changed").await;
    assert_eq!(logged.len(), 1);
    assert_eq!(logged[0]["after"], json!({"transmittals": {"acknowledge_days": 14}}));
    let mut admin = world.client(&app, "project_admin").await;
    let _ = admin.patch(&path, &change).await.expect(403);
    assert_eq!(admin.get(&purposes).await.expect(200).json()["acknowledge_days"], 14);
    let document = world.document(&app, &NewDocument::default()).await;
    let body = draft(&[&document], &[person(&world, "external")]);
    let made = admin.post(&world.project_path("/transmittals"), &body).await.expect(201).json();
    assert_eq!((&made["dated_on"], &made["acknowledge_by"]), (&json!("2026-11-21"), &json!("2026-12-05")));
}
