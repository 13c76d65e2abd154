//! One act on many documents is told once, and counts only what its reader can open.

use serde_json::{Value, json};
use wayleave_testkit::{Arranged, Client, DAY, PDF, TestApp, World};

use super::{HOUR, bell, choose, documents, mails_to, share};

async fn set_status(client: &mut Client, world: &World, made: &[Arranged], status: &str) {
    let ids: Vec<&str> = made.iter().map(|document| document.id.as_str()).collect();
    let body = json!({"ids": ids, "act": {"kind": "status", "status": status, "reason": "checked"}});
    let _ = client.post(&world.project_path("/documents/bulk"), &body).await.expect(200);
}

async fn revoke(app: &TestApp, world: &World, share: &str) {
    let mut admin = world.client(app, "project_admin").await;
    let path = world.project_path(&format!("/shares/{share}/revoke"));
    let _ = admin.post(&path, &json!({"reason": "done"})).await.expect(200);
}

/// The texts behind a bell, the newest first.
async fn texts(client: &mut Client, world: &World) -> Vec<String> {
    let seen = bell(client, world, "").await;
    let text = |notice: &Value| notice["text"].as_str().unwrap().to_owned();
    seen["items"].as_array().unwrap().iter().map(text).collect()
}

/// The numbers in the register that a notice leads to.
async fn led_to(client: &mut Client, world: &World, notice: &Value) -> Vec<String> {
    let link = notice["link"].as_str().unwrap();
    let (page, query) = link.split_once('?').unwrap();
    assert_eq!(page, format!("/o/{}/p/{}/register", world.slug, world.project_id));
    let path = |rest: &str| world.project_path(&format!("/documents{rest}?{query}&sort=number"));
    let list = client.get(&path("")).await.expect(200).json();
    let number = |row: &Value| row["number"].as_str().unwrap().to_owned();
    let numbers: Vec<String> = list["items"].as_array().unwrap().iter().map(number).collect();
    let count = client.get(&path("/count")).await.expect(200).json();
    assert_eq!(count["count"], numbers.len());
    numbers
}

#[tokio::test]
async fn who_holds_many_documents_is_told_once_of_their_new_status() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let made = documents(&app, &world, ["A-1", "A-2", "A-3", "A-4"]).await;
    let mut shares = Vec::new();
    for document in &made[..3] {
        shares.push(share(&app, &world, document, "external").await);
    }
    share(&app, &world, &made[3], "stranger").await;
    let mut controller = world.client(&app, "controller").await;
    set_status(&mut controller, &world, &made, "under_review").await;
    app.run_jobs().await;
    let (mut external, mut stranger) =
        (world.client(&app, "external").await, world.client(&app, "stranger").await);
    let seen = bell(&mut external, &world, "").await;
    assert_eq!(seen["items"].as_array().unwrap().len(), 4, "three shares, one act: {seen}");
    let notice = &seen["items"][0];
    let text = notice["text"].as_str().unwrap();
    assert!(text.ends_with("changed the status of 3 documents in Harbour."), "{text}");
    assert_eq!(led_to(&mut external, &world, notice).await, ["A-1", "A-2", "A-3"]);
    // Who holds one of them reads its number and nothing of the others.
    let theirs = bell(&mut stranger, &world, "").await;
    let text = theirs["items"][0]["text"].as_str().unwrap();
    assert!(text.ends_with("changed the status of A-4 in Harbour."), "{text}");
    let page = format!("/register/{}", made[3].id);
    assert!(theirs["items"][0]["link"].as_str().unwrap().ends_with(&page));
    // Nobody asks by other people's notices.
    let (_, query) = notice["link"].as_str().unwrap().split_once('?').unwrap();
    for path in ["/documents", "/documents/count", "/documents/facets"] {
        let path = world.project_path(&format!("{path}?{query}"));
        let _ = stranger.get(&path).await.expect(422);
    }
    // What was taken back since is not counted.
    revoke(&app, &world, &shares[0]).await;
    let seen = bell(&mut external, &world, "").await;
    let text = seen["items"][0]["text"].as_str().unwrap();
    assert!(text.ends_with("changed the status of 2 documents in Harbour."), "{text}");
    assert_eq!(led_to(&mut external, &world, &seen["items"][0]).await, ["A-2", "A-3"]);
    revoke(&app, &world, &shares[1]).await;
    let seen = bell(&mut external, &world, "").await;
    assert!(seen["items"][0]["text"].as_str().unwrap().ends_with("the status of A-3 in Harbour."));
    revoke(&app, &world, &shares[2]).await;
    assert_eq!(bell(&mut external, &world, "").await["unread"], 0);
    app.run_jobs().await;
}

#[tokio::test]
async fn a_digest_counts_of_many_documents_those_that_can_be_opened_when_it_leaves() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let made = documents(&app, &world, ["A-1", "A-2", "A-3", "A-4"]).await;
    let mut shares = Vec::new();
    for document in &made {
        shares.push(share(&app, &world, document, "external").await);
    }
    app.run_jobs().await;
    let before = app.mails().len();
    let mut external = world.client(&app, "external").await;
    let mail = json!([{"kind": "document.status_changed", "mail": true}]);
    choose(&mut external, &world, json!({"rhythm": "daily", "kinds": mail})).await;
    let mut controller = world.client(&app, "controller").await;
    set_status(&mut controller, &world, &made, "under_review").await;
    revoke(&app, &world, &shares[0]).await;
    app.clock().advance(DAY);
    app.run_jobs().await;
    let told = mails_to(&app, "external", before);
    let told: Vec<&str> =
        told.iter().map(|mail| mail.subject.as_str()).filter(|text| text.contains("status")).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].ends_with("changed the status of 3 documents in Harbour."), "{told:?}");
    app.clock().advance(HOUR);
    app.run_jobs().await;
    assert_eq!(texts(&mut external, &world).await.len(), 4, "a notice and the three shares that are left");
}

#[tokio::test]
async fn new_revisions_of_many_documents_are_told_once() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let made = documents(&app, &world, ["A-1", "A-2"]).await;
    let mut initiator = world.client(&app, "initiator").await;
    for document in &made {
        let body = json!({"subjects": [{"kind": "person", "id": world.people["external"].id}],
            "revision_id": document.revisions[0], "later": true, "ends_on": "2026-12-31", "reason": "coordination"});
        let path = world.project_path(&format!("/documents/{}/shares", document.id));
        let _ = initiator.post(&path, &body).await.expect(201);
    }
    let mut rows = Vec::new();
    for document in &made {
        let upload = initiator.upload(&world.project_path("/uploads?filename=P02.pdf"), PDF).await;
        let upload = upload.expect(201).json()["id"].clone();
        rows.push(json!({"upload_id": upload, "document_id": document.id, "revision": "P02"}));
    }
    let _ = initiator.post(&world.project_path("/documents"), &json!({"rows": rows})).await.expect(201);
    app.run_jobs().await;
    let mut external = world.client(&app, "external").await;
    let told = texts(&mut external, &world).await;
    assert_eq!(told[0], "2 documents in Harbour have new revisions.");
    assert_eq!(told.len(), 3, "{told:?}");
    let mails = mails_to(&app, "external", 0);
    assert_eq!(mails.iter().filter(|mail| mail.subject == told[0]).count(), 1);
}

#[tokio::test]
async fn what_an_import_changed_is_told_once_and_its_maker_is_told_by_mail() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let made = documents(&app, &world, ["A-1", "A-2"]).await;
    for document in &made {
        share(&app, &world, document, "external").await;
    }
    app.run_jobs().await;
    let mut controller = world.client(&app, "controller").await;
    let sheet = "Number,Status\nA-1,under_review\nA-2,under_review\n";
    let import =
        controller.upload(&world.project_path("/imports?filename=s.csv"), sheet).await.expect(201).json();
    assert_eq!(import["ok"], true, "{import}");
    let commit = world.project_path(&format!("/imports/{}/commit", import["id"].as_str().unwrap()));
    let _ = controller.post(&commit, &json!({"version": import["version"]})).await.expect(202);
    app.run_jobs().await;
    let mut external = world.client(&app, "external").await;
    let told = texts(&mut external, &world).await;
    assert!(told[0].ends_with("changed the status of 2 documents in Harbour."), "{told:?}");
    assert_eq!(told.len(), 3, "{told:?}");
    let mails = mails_to(&app, "controller", 0);
    assert!(
        mails.iter().any(|mail| mail.subject == "Your import into Harbour is done: 2 rows."),
        "{mails:?}"
    );
}
