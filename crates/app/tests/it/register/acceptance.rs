//! Submissions from outside, and their decision.

#![expect(clippy::disallowed_methods, reason = "requests that race need tasks of their own")]

use serde_json::{Value, json};
use wayleave_testkit::{Client, TestApp, World};

use super::{at, create, events, row, setting, shown, upload};
use crate::metadata::field;

async fn submit(world: &World, client: &mut Client, number: &str, status: &str) -> Value {
    let id = upload(world, client, &format!("{number} {status}.pdf")).await;
    let mut body = row(&id, number, "P01");
    body["status"] = json!(status);
    let made =
        client.post(&world.project_path("/documents"), &json!({"rows": [body]})).await.expect(201).json();
    made["items"][0].clone()
}

#[tokio::test]
async fn an_upload_from_outside_waits_unseen_until_it_is_accepted() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut external = world.client(&app, "external").await;
    let sent = submit(&world, &mut external, "B-1", "pending").await;
    assert_eq!(
        (&sent["pending"], &sent["mine"], &sent["status"]),
        (&json!(true), &json!(true), &json!("pending"))
    );
    let address = at(&world, &sent, "");
    for (kind, status) in [
        ("external", 200),
        ("controller", 200),
        ("project_admin", 200),
        ("org_admin", 200),
        ("stranger", 404),
        ("external_full", 404),
        ("initiator", 404),
        ("viewer", 404),
        ("member", 404),
    ] {
        let mut client = world.client(&app, kind).await;
        assert_eq!(client.get(&address).await.status.as_u16(), status, "{kind}");
    }
    app.run_jobs().await;
    let mails = app.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to.email, world.people["controller"].email);

    let mut controller = world.client(&app, "controller").await;
    let queue = controller.get(&world.project_path("/pending")).await.expect(200).json();
    assert_eq!(queue["items"][0]["received_from"]["name"], "Borealis Engineers");
    let body = json!({"as": "new", "number": "B-001", "title": "Frame", "status": "for_information"});
    let accepted = controller.post(&shown(&world, &sent, "/accept"), &body).await.expect(200).json();
    assert_eq!(accepted["number"], "B-001");
    assert_eq!(accepted["revision"]["current"], true);
    for kind in ["external", "external_full", "initiator", "viewer"] {
        let mut client = world.client(&app, kind).await;
        let seen = client.get(&address).await.expect(200).json();
        assert_eq!(seen["status"], "for_information", "{kind}");
    }
    assert_eq!(world.client(&app, "stranger").await.get(&address).await.status.as_u16(), 404);
    app.run_jobs().await;
    let mails = app.mails();
    assert_eq!(mails.last().unwrap().to.email, world.people["external"].email);
    let _ = controller.post(&shown(&world, &sent, "/accept"), &body).await.expect(409);
    assert_eq!(events(&app, &world, "submission.accepted").await.len(), 1);
    let queue = controller.get(&world.project_path("/pending")).await.expect(200).json();
    assert_eq!(queue["items"], json!([]));
}

#[tokio::test]
async fn from_outside_only_three_statuses_and_no_revision_of_anything() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut external = world.client(&app, "external").await;
    for (status, answer) in [
        ("pending", 201),
        ("for_review", 201),
        ("superseded", 201),
        ("draft", 403),
        ("approved", 403),
        ("for_information", 403),
    ] {
        let id = upload(&world, &mut external, "x.pdf").await;
        let mut body = row(&id, &format!("X-{status}"), "1");
        body["status"] = json!(status);
        let reply =
            external.post(&world.project_path("/documents"), &json!({"rows": [body]})).await.expect(answer);
        if answer == 403 {
            assert_eq!(reply.json()["rule"], "DR-01", "{status}");
        }
    }
    let sent = submit(&world, &mut external, "B-9", "pending").await;
    let id = upload(&world, &mut external, "y.pdf").await;
    let body = json!({"upload_id": id, "revision": "P02"});
    let _ = external.post(&at(&world, &sent, "/revisions"), &body).await.expect(403);
    let _ = external.post(&shown(&world, &sent, "/accept"), &json!({"as": "new"})).await.expect(403);
    let _ = external.post(&shown(&world, &sent, "/reject"), &json!({"reason": "no"})).await.expect(403);
    app.write_refusals().await;
    assert!(events(&app, &world, "permission.denied").await.len() >= 6);
}

#[tokio::test]
async fn a_sender_never_learns_whether_a_number_is_taken() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut initiator = world.client(&app, "initiator").await;
    let _ = create(&world, &mut initiator, "A-101", "P01").await;
    let mut external = world.client(&app, "external").await;
    let mut answers = Vec::new();
    for number in ["A-101", "A-999"] {
        let id = upload(&world, &mut external, "same.pdf").await;
        let mut body = row(&id, number, "P01");
        body["status"] = json!("for_review");
        let path = world.project_path("/documents/validate");
        answers.push(external.post(&path, &json!({"rows": [body.clone()]})).await.expect(200).text());
        let _ = external.post(&world.project_path("/documents"), &json!({"rows": [body]})).await.expect(201);
    }
    assert_eq!(answers[0], answers[1]);
    // Their own submission they may be reminded of.
    let id = upload(&world, &mut external, "again.pdf").await;
    let again = json!({"rows": [{"upload_id": id, "number": "A-101", "revision": "P01", "title": "x", "document_type": "D", "status": "pending"}]});
    let reply = external.post(&world.project_path("/documents"), &again).await.expect(422).json();
    assert_eq!(reply["errors"][0]["code"], "revision_code_taken");
}

#[tokio::test]
async fn a_rejected_submission_stays_with_its_sender_and_its_reason() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut external, mut controller) =
        (world.client(&app, "external").await, world.client(&app, "controller").await);
    let sent = submit(&world, &mut external, "B-1", "for_review").await;
    let _ = controller.post(&shown(&world, &sent, "/reject"), &json!({"reason": " "})).await.expect(422);
    let body = json!({"reason": "The title block is missing."});
    let _ = controller.post(&shown(&world, &sent, "/reject"), &body).await.expect(200);
    let mine = external.get(&world.project_path("/documents?mine=true")).await.expect(200).json();
    assert_eq!(mine["items"][0]["revision"]["acceptance"], "rejected");
    let document = external.get(&at(&world, &sent, "")).await.expect(200).json();
    assert_eq!(document["revisions"][0]["acceptance_reason"], "The title block is missing.");
    assert_eq!(document["created_by"], Value::Null);
    let pending = external.get(&world.project_path("/documents?pending=true")).await.expect(200).json();
    assert_eq!(pending["items"], json!([]));
    // The same again is welcome now.
    let _ = submit(&world, &mut external, "B-1", "for_review").await;
    app.run_jobs().await;
    assert!(app.mails().iter().any(|mail| mail.text.contains("The title block is missing.")));
}

#[tokio::test]
async fn a_misnumbered_submission_becomes_a_revision_and_its_sender_follows_it() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut external, mut controller, mut initiator) = (
        world.client(&app, "external").await,
        world.client(&app, "controller").await,
        world.client(&app, "initiator").await,
    );
    let plan = create(&world, &mut initiator, "A-101", "P00").await;
    let sent = submit(&world, &mut external, "A 1O1", "for_review").await;
    let queue = controller.get(&world.project_path("/pending")).await.expect(200).json();
    let near = &queue["items"][0]["near"][0];
    assert_eq!((&near["number"], &near["exact"]), (&json!("A-101"), &json!(false)));
    let other = submit(&world, &mut external, "a-0101", "for_review").await;
    let queue = controller.get(&world.project_path("/pending")).await.expect(200).json();
    assert_eq!(
        (&queue["items"][1]["document"]["id"], &queue["items"][1]["near"][0]["exact"]),
        (&other["id"], &json!(true))
    );
    let body = json!({"as": "revision", "document_id": plan["id"], "status": "approved"});
    let accepted = controller.post(&shown(&world, &sent, "/accept"), &body).await.expect(200).json();
    assert_eq!(accepted["id"], plan["id"]);
    assert_eq!(accepted["title"], plan["title"]);
    assert_eq!(accepted["latest_approved"]["code"], "P01");
    assert_eq!(accepted["revisions"].as_array().unwrap().len(), 2);
    // The sender sees their own revision of it and no trace of the other.
    let seen = external.get(&at(&world, &plan, "")).await.expect(200).json();
    assert_eq!(seen["revisions"].as_array().unwrap().len(), 1);
    assert_eq!((&seen["revision"]["seq"], &seen["revision"]["newer"]), (&json!(1), &json!(false)));
    assert_eq!((&seen["version"], &seen["outside_count"]), (&json!(0), &Value::Null));
    let _ = external.get(&at(&world, &sent, "")).await.expect(404);
    let again = controller.post(&shown(&world, &sent, "/accept"), &body).await.expect(409);
    assert_eq!(again.code(), "already_decided");
    // A newer revision: the holder of the older learns that there is one, and nothing more.
    let id = upload(&world, &mut initiator, "p03.pdf").await;
    let _ = initiator
        .post(&at(&world, &plan, "/revisions"), &json!({"upload_id": id, "revision": "P02"}))
        .await
        .expect(201);
    let seen = external.get(&at(&world, &plan, "")).await.expect(200);
    assert_eq!(seen.json()["revision"]["newer"], true);
    assert!(!seen.text().contains("P02"));
}

#[tokio::test]
async fn the_projects_own_fields_are_corrected_as_a_submission_is_accepted() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    field(&mut admin, &world.project_path(""), "trade", "dropdown", &["STEEL", "GLASS"]).await;
    let (mut external, mut controller) =
        (world.client(&app, "external").await, world.client(&app, "controller").await);
    let sent = submit(&world, &mut external, "B-1", "pending").await;
    let place = shown(&world, &sent, "/accept");
    for (fields, code) in
        [(json!({"trade": "WOOD"}), "unknown_choice"), (json!({"colour": "red"}), "unknown")]
    {
        let reply = controller.post(&place, &json!({"as": "new", "fields": fields})).await.expect(422).json();
        assert_eq!(reply["errors"][0]["code"], code, "{reply}");
    }
    let body = json!({"as": "new", "fields": {"trade": "steel"}});
    let accepted = controller.post(&place, &body).await.expect(200).json();
    assert_eq!(accepted["fields"], json!({"trade": "STEEL"}));
    assert_eq!(events(&app, &world, "submission.accepted").await[0]["after"]["trade"], "STEEL");
    // As a revision, it is the document that is corrected.
    let sent = submit(&world, &mut external, "b-1", "for_review").await;
    let body = json!({"as": "revision", "document_id": accepted["id"], "revision": "P02", "fields": {"trade": "GLASS"}});
    let place = shown(&world, &sent, "/accept");
    let accepted = controller.post(&place, &body).await.expect(200).json();
    assert_eq!(accepted["fields"], json!({"trade": "GLASS"}));
    app.run_jobs().await;
}

#[tokio::test]
async fn an_archival_upload_is_accepted_without_becoming_current() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut external, mut controller, mut initiator) = (
        world.client(&app, "external").await,
        world.client(&app, "controller").await,
        world.client(&app, "initiator").await,
    );
    let plan = create(&world, &mut initiator, "A-101", "P02").await;
    let sent = submit(&world, &mut external, "A-101", "superseded").await;
    let body = json!({"as": "revision", "document_id": plan["id"]});
    let accepted = controller.post(&shown(&world, &sent, "/accept"), &body).await.expect(200).json();
    assert_eq!(
        (&accepted["revision"]["code"], &accepted["revision"]["current"]),
        (&json!("P02"), &json!(true))
    );
    assert_eq!(accepted["status"], "draft");
    let row = initiator.get(&at(&world, &plan, "")).await.expect(200).json();
    assert_eq!(row["revision"]["code"], "P02");
    let own = external.get(&at(&world, &plan, "")).await.expect(200).json();
    assert_eq!((&own["revision"]["code"], &own["status"]), (&json!("P01"), &json!("superseded")));
}

#[tokio::test]
async fn a_number_taken_is_told_to_the_controller() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut external, mut controller) =
        (world.client(&app, "external").await, world.client(&app, "controller").await);
    let _ = create(&world, &mut controller, "A-101", "P01").await;
    let sent = submit(&world, &mut external, "A-101", "for_review").await;
    let reply =
        controller.post(&shown(&world, &sent, "/accept"), &json!({"as": "new"})).await.expect(422).json();
    assert_eq!(reply["errors"][0]["code"], "document_number_taken");
    let body = json!({"as": "revision"});
    let reply = controller.post(&shown(&world, &sent, "/accept"), &body).await.expect(422).json();
    assert_eq!(reply["errors"][0]["field"], "document_id");
    let body = json!({"as": "new", "number": "A-102", "status": "withdrawn"});
    let reply = controller.post(&shown(&world, &sent, "/accept"), &body).await.expect(422).json();
    assert_eq!(reply["errors"][0]["field"], "status");
}

#[tokio::test]
async fn where_all_uploads_need_acceptance_those_of_members_wait_too() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut initiator, mut controller, mut viewer) = (
        world.client(&app, "initiator").await,
        world.client(&app, "controller").await,
        world.client(&app, "viewer").await,
    );
    let plan = create(&world, &mut initiator, "A-1", "P01").await;
    setting(&app, &world, "register", &json!({"all_uploads_need_acceptance": true})).await;
    let id = upload(&world, &mut initiator, "p02.pdf").await;
    let body = json!({"upload_id": id, "revision": "P02", "status": "for_review"});
    let sent = initiator.post(&at(&world, &plan, "/revisions"), &body).await.expect(201).json();
    assert_eq!((&sent["revision"]["code"], &sent["pending"]), (&json!("P01"), &json!(true)));
    let seen = viewer.get(&at(&world, &plan, "")).await.expect(200).json();
    assert_eq!((seen["revisions"].as_array().unwrap().len(), &seen["pending"]), (1, &json!(false)));
    let waiting = sent["revisions"][0]["id"].as_str().unwrap();
    let path = at(&world, &plan, &format!("/revisions/{waiting}/accept"));
    let accepted = controller.post(&path, &json!({"as": "revision"})).await.expect(200).json();
    assert_eq!((&accepted["revision"]["code"], &accepted["status"]), (&json!("P02"), &json!("for_review")));
}

#[tokio::test]
async fn of_many_decisions_at_once_one_holds() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut external = world.client(&app, "external").await;
    for round in 0..4 {
        let sent = submit(&world, &mut external, &format!("B-{round}"), "pending").await;
        let mut tasks = Vec::new();
        for at in 0..8 {
            let kind = ["controller", "project_admin"][at % 2];
            let mut client = world.client(&app, kind).await;
            let (path, body) = if at < 4 {
                (shown(&world, &sent, "/accept"), json!({"as": "new"}))
            } else {
                (shown(&world, &sent, "/reject"), json!({"reason": "no"}))
            };
            tasks.push(tokio::spawn(async move { client.post(&path, &body).await.status.as_u16() }));
        }
        let mut answers = Vec::new();
        for task in tasks {
            answers.push(task.await.unwrap());
        }
        assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
        assert_eq!(answers.iter().filter(|status| **status == 409).count(), 7, "{answers:?}");
    }
}
