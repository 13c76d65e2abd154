//! A newer revision of a document arrives while a workflow about the earlier one runs.

use serde_json::{Value, json};
use wayleave_testkit::{Client, NewDocument, TestApp, World};

use super::run::{active, answer, at, start, wish};
use super::{id, person, step};
use crate::register::{events, upload};

async fn revise(world: &World, client: &mut Client, document: &str, code: &str) {
    let file = upload(world, client, &format!("A-101_{code}.pdf")).await;
    let body = json!({"upload_id": file, "revision": code});
    let path = world.project_path(&format!("/documents/{document}/revisions"));
    let _ = client.post(&path, &body).await.expect(201);
}

async fn bell(app: &TestApp, world: &World, kind: &str, of: &str) -> Vec<Value> {
    let mut client = world.client(app, kind).await;
    let list = client.get(&world.path("/notifications")).await.expect(200).json();
    list["items"].as_array().unwrap().iter().filter(|one| one["kind"] == of).cloned().collect()
}

#[tokio::test]
async fn the_pages_say_so_and_whoever_started_it_is_told_once() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut admin, mut initiator) =
        (world.client(&app, "project_admin").await, world.client(&app, "initiator").await);
    let mut responder = world.client(&app, "responder").await;
    let document = world.document(&app, &NewDocument::default()).await;
    let stages = json!([{"steps": [step("approve", &person(&world, "responder"))]}]);
    let template = active(&mut admin, &world, json!({}), stages).await;
    let made = start(&mut initiator, &world, &wish(&template, &[&document])).await;
    assert_eq!(made["documents"][0]["newer"], Value::Null);
    revise(&world, &mut admin, &document.id, "P02").await;
    let workflow = world.project_path(&format!("/workflows/{}", id(&made)));
    let seen = initiator.get(&workflow).await.expect(200).json();
    assert_eq!(
        (&seen["documents"][0]["revision"], &seen["documents"][0]["newer"]["code"]),
        (&json!("P01"), &json!("P02"))
    );
    let noted = "revision P01 of A-101, which P02 has followed";
    assert_eq!(seen["history"].to_string().matches(noted).count(), 1, "{}", seen["history"]);
    // From outside it is known that there is a newer one, and not which.
    let shown = responder.get(&at(&world, &made, (0, 0), "")).await.expect(200).json();
    assert_eq!(shown["documents"][0]["newer"], json!({"id": null, "code": null}));
    let mine = responder.get(&world.path("/my-steps")).await.expect(200).json();
    assert_eq!(mine["items"][0]["outdated"], true);
    let notices = bell(&app, &world, "initiator", "workflow.outdated").await;
    assert_eq!(notices.len(), 1);
    let text = notices[0]["text"].as_str().unwrap();
    assert!(text.contains("A-101 in workflow WF-001") && text.contains("has a newer revision"), "{text}");
    assert!(bell(&app, &world, "responder", "workflow.outdated").await.is_empty());
    // A third revision is no news to whoever was told of the second.
    revise(&world, &mut admin, &document.id, "P03").await;
    assert_eq!(bell(&app, &world, "initiator", "workflow.outdated").await.len(), 1);
    assert_eq!(events(&app, &world, "workflow.outdated").await.len(), 1);
    app.run_jobs().await;
    let initiator_mail = &world.people["initiator"].email;
    let mails = app.mails();
    let letters = mails.iter().filter(|mail| mail.to.email == *initiator_mail);
    assert_eq!(letters.filter(|mail| mail.text.contains("has a newer revision")).count(), 1);
    let _ = responder.post(&at(&world, &made, (0, 0), "/respond"), &answer(1, "approve")).await.expect(200);
    let done = responder.get(&world.path("/my-steps?state=done")).await.expect(200).json();
    assert_eq!(done["items"][0]["outdated"], false);
    assert_eq!(events(&app, &world, "workflow.completed").await.len(), 1);
}
