//! From open to closed, and what stands against each move.

use serde_json::{Value, json};
use wayleave_db::sql;
use wayleave_testkit::{Client, DAY, NewDocument, PDF, TestApp, World};

use super::{at, go, kinds, make, refused, told, wish};
use crate::register::events;
use crate::workflows::run::{active, start};
use crate::workflows::{fault, faults, role, step};

async fn running(client: &mut Client, world: &World) -> Value {
    let stages = json!([{"steps": [step("approve", &role("project_admin"))]}]);
    let template = active(client, world, json!({"document_required": false}), stages).await;
    start(client, world, &crate::workflows::run::wish(&template, &[])).await
}

async fn accept(client: &mut Client, world: &World, document: &str) {
    let path = world.project_path(&format!("/documents/{document}"));
    let held = client.get(&path).await.expect(200).json();
    let body = json!({"status": "approved", "version": held["version"], "reason": "As agreed."});
    let _ = client.post(&format!("{path}/status"), &body).await.expect(200);
}

#[tokio::test]
async fn a_package_is_worked_on_returned_approved_and_closed() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut admin, mut initiator) =
        (world.client(&app, "project_admin").await, world.client(&app, "initiator").await);
    let mut reviewer = world.client(&app, "reviewer").await;
    let one = world.document(&app, &NewDocument::default()).await;
    let two = world.document(&app, &NewDocument { number: "A-102", ..NewDocument::default() }).await;
    let workflow = running(&mut admin, &world).await;
    let made = make(&mut admin, &world, &wish(&world, &[&one, &two], &[&workflow])).await;
    assert_eq!((&made["reference"], &made["state"]), (&json!("WP-001"), &json!("open")));
    assert_eq!(made["documents"].as_array().unwrap().len(), 2);
    assert_eq!(made["assignee"]["in_project"], true);
    assert_eq!(kinds(&told(&app, &world, "initiator").await), ["work_package.assigned"]);
    let second = make(&mut admin, &world, &json!({"name": "Roof"})).await;
    assert_eq!((&second["reference"], &second["assignee"]), (&json!("WP-002"), &Value::Null));

    // Each move in its state and by its people; the version says what was looked at.
    let _ = refused(&mut reviewer, &world, &made, "start", 403).await;
    let _ = refused(&mut initiator, &world, &made, "submit", 409).await;
    let started = go(&mut initiator, &world, &made, "start", "").await;
    assert_eq!(started["state"], "in_progress");
    let stale = json!({"version": made["version"]});
    let _ = initiator.post(&at(&world, &made, "/submit"), &stale).await.expect(412);
    let submitted = go(&mut initiator, &world, &made, "submit", "All drawn.").await;
    assert_eq!(submitted["state"], "submitted");
    let warnings = submitted["warnings"].as_array().unwrap();
    assert_eq!(warnings[0], "Workflow WF-001 is not completed: it is active.");
    assert_eq!(warnings.len(), 3, "{warnings:?}");
    assert_eq!(kinds(&told(&app, &world, "reviewer").await), ["work_package.submitted"]);

    // Sent back with a reason, which the assignee is told.
    let _ = refused(&mut initiator, &world, &made, "return", 403).await;
    let wordless = json!({"version": submitted["version"]});
    let reply = reviewer.post(&at(&world, &made, "/return"), &wordless).await.expect(422);
    assert_eq!(faults(&reply), fault("note", "required"));
    let returned = go(&mut reviewer, &world, &made, "return", "The stair is missing.").await;
    assert_eq!(returned["state"], "returned");
    let news = told(&app, &world, "initiator").await;
    assert_eq!(news[0].0, "work_package.returned");
    assert!(news[0].1.contains("returned work package WP-001"), "{}", news[0].1);
    assert!(news[0].1.ends_with("The stair is missing."), "{}", news[0].1);
    assert_eq!(go(&mut initiator, &world, &made, "resume", "").await["state"], "in_progress");
    go(&mut initiator, &world, &made, "submit", "With the stair.").await;

    // Not while a workflow runs, nor while a document is not accepted.
    let reply = refused(&mut reviewer, &world, &made, "approve", 409).await;
    assert!(reply.text().contains("Workflow WF-001 is not completed"), "{}", reply.text());
    let answer = crate::workflows::run::at(&world, &workflow, (0, 0), "/respond");
    let _ = admin.post(&answer, &crate::workflows::run::answer(1, "approve")).await.expect(200);
    let reply = refused(&mut reviewer, &world, &made, "approve", 409).await;
    assert!(reply.text().contains("A-101 is not accepted: its status is for review."), "{}", reply.text());
    for document in [&one, &two] {
        accept(&mut admin, &world, &document.id).await;
    }
    let approved = go(&mut reviewer, &world, &made, "approve", "").await;
    assert_eq!((&approved["state"], &approved["warnings"]), (&json!("approved"), &json!([])));
    assert_eq!(told(&app, &world, "initiator").await[0].0, "work_package.approved");

    // What was approved stays; closing is an admin's, and takes evidence.
    let edit = json!({"version": approved["version"], "name": "Another"});
    let _ = admin.patch(&at(&world, &made, ""), &edit).await.expect(409);
    let _ = refused(&mut reviewer, &world, &made, "close", 403).await;
    let reply = refused(&mut admin, &world, &made, "close", 409).await;
    assert!(reply.text().contains("evidence"), "{}", reply.text());
    let path = at(&world, &made, "/evidence");
    let shows = initiator.post(&path, &json!({"document_id": one.id})).await.expect(201).json();
    assert_eq!(shows["evidence"][0]["document"]["number"], "A-101");
    let reply = initiator.post(&path, &json!({"document_id": one.id})).await.expect(422);
    assert_eq!(faults(&reply), fault("document_id", "already"));
    let closed = go(&mut admin, &world, &made, "close", "Handed over.").await;
    assert_eq!(closed["state"], "closed");
    let _ = initiator.post(&at(&world, &made, "/notes"), &json!({"text": "Late."})).await.expect(409);
    let _ = refused(&mut admin, &world, &made, "start", 409).await;
    let moves: Vec<&str> =
        closed["notes"].as_array().unwrap().iter().map(|note| note["move"].as_str().unwrap()).collect();
    assert_eq!(moves, ["start", "submit", "return", "resume", "submit", "approve", "close"]);
    let history = closed["history"].as_array().unwrap();
    assert!(
        history.last().unwrap()["text"]
            .as_str()
            .unwrap()
            .ends_with("closed the work package WP-001 Ground floor structure")
    );
    assert_eq!(events(&app, &world, "work_package.submitted").await.len(), 2);
    assert_eq!(events(&app, &world, "work_package.returned").await[0]["rule"], "K-5.9/review");
    app.run_jobs().await;
}

#[tokio::test]
async fn a_project_may_refuse_to_submit_what_still_runs() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut admin, mut initiator) =
        (world.client(&app, "project_admin").await, world.client(&app, "initiator").await);
    let workflow = running(&mut admin, &world).await;
    let made = make(&mut admin, &world, &wish(&world, &[], &[&workflow])).await;
    let option = json!({"work_packages": {"submit_with_active_workflows": "refuse"}});
    let set = admin.patch(&world.project_path("/settings"), &option).await.expect(200).json();
    assert_eq!(set["work_packages"]["submit_with_active_workflows"], "refuse");
    go(&mut initiator, &world, &made, "start", "").await;
    let reply = refused(&mut initiator, &world, &made, "submit", 409).await;
    assert!(reply.text().contains("WF-001"), "{}", reply.text());
    let held = initiator.get(&at(&world, &made, "")).await.expect(200).json();
    assert_eq!(held["abilities"]["work_package.submit"]["allowed"], false);
    let option = json!({"work_packages": {"submit_with_active_workflows": "warn"}});
    let _ = admin.patch(&world.project_path("/settings"), &option).await.expect(200);
    assert_eq!(go(&mut initiator, &world, &made, "submit", "").await["state"], "submitted");
}

#[tokio::test]
async fn a_file_is_evidence_for_good_and_whoever_sees_the_package_has_it() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut admin, mut initiator) =
        (world.client(&app, "project_admin").await, world.client(&app, "initiator").await);
    let (mut viewer, mut external) =
        (world.client(&app, "viewer").await, world.client(&app, "external").await);
    let made = make(&mut admin, &world, &wish(&world, &[], &[])).await;
    let other = make(&mut admin, &world, &wish(&world, &[], &[])).await;
    let files = at(&world, &made, "/attachments");
    let _ = viewer.upload(&format!("{files}?filename=P.pdf"), PDF).await.expect(403);
    let file = initiator.upload(&format!("{files}?filename=P.pdf"), PDF).await.expect(201).json();
    let unused = initiator.upload(&format!("{files}?filename=Q.pdf"), PDF).await.expect(201).json();
    let path = |package: &Value, file: &Value, rest: &str| {
        at(&world, package, &format!("/attachments/{}{rest}", file["id"].as_str().unwrap()))
    };
    let _ = initiator.get(&path(&made, &file, "/file")).await.expect(404);
    let evidence = json!({"attachments": [file["id"]]});
    let reply = initiator.post(&at(&world, &other, "/evidence"), &evidence).await.expect(422);
    assert_eq!(faults(&reply), fault("attachments[0]", "unknown"));
    let reply = initiator.post(&at(&world, &made, "/evidence"), &json!({})).await.expect(422);
    assert_eq!(faults(&reply), fault("attachments", "required"));
    let shows = initiator.post(&at(&world, &made, "/evidence"), &evidence).await.expect(201).json();
    assert_eq!(shows["evidence"][0]["attachments"][0]["filename"], "P.pdf");
    let reply = viewer.get(&path(&made, &file, "/file")).await.expect(200);
    assert_eq!(&reply.body[..], PDF);
    let _ = viewer.get(&path(&other, &file, "/file")).await.expect(404);
    let _ = external.get(&path(&made, &file, "/file")).await.expect(403);
    let _ = initiator.delete(&path(&made, &file, "")).await.expect(404);
    let _ = initiator.delete(&path(&made, &unused, "")).await.expect(204);
    assert_eq!(events(&app, &world, "attachment.downloaded").await.len(), 1);
    let mut tx = app.db().begin_in(world.organisation).await.unwrap();
    assert!(tx.execute(sql("delete from work_package_evidence")).await.is_err(), "evidence stays");
}

#[tokio::test]
async fn time_runs_from_the_start_and_whoever_it_waits_for_is_told_until_it_is_approved() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut admin, mut initiator) =
        (world.client(&app, "project_admin").await, world.client(&app, "initiator").await);
    let mut reviewer = world.client(&app, "reviewer").await;
    let made = make(&mut admin, &world, &wish(&world, &[], &[])).await;
    let waiting = make(&mut admin, &world, &wish(&world, &[], &[])).await;
    go(&mut initiator, &world, &made, "start", "").await;
    let count = async |who: &str, kind: &str| {
        told(&app, &world, who).await.iter().filter(|(found, _)| found == kind).count()
    };
    let mut days = Vec::new();
    for _ in 0..7 {
        app.clock().advance(DAY);
        app.run_jobs().await;
        days.push((
            count("initiator", "work_package.due").await,
            count("initiator", "work_package.overdue").await,
        ));
    }
    // Of the 25th it is told on the 24th, and from the 26th on.
    assert_eq!(days.first(), Some(&(0, 0)));
    assert_eq!(days.last().unwrap().0, 1, "{days:?}");
    let late = days.last().unwrap().1;
    assert!(late >= 2, "{days:?}");
    let held = initiator.get(&at(&world, &made, "")).await.expect(200).json();
    assert_eq!(held["overdue"], true);
    let never = initiator.get(&at(&world, &waiting, "")).await.expect(200).json();
    assert_eq!(never["overdue"], false, "what was not begun is not overdue");
    let list = initiator.get(&world.project_path("/work-packages?overdue=true")).await.expect(200).json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    // It waits for the reviewer now, and then for nobody.
    go(&mut initiator, &world, &made, "submit", "").await;
    app.clock().advance(DAY);
    app.run_jobs().await;
    assert_eq!(count("initiator", "work_package.overdue").await, late);
    assert_eq!(count("reviewer", "work_package.overdue").await, 1);
    go(&mut reviewer, &world, &made, "approve", "").await;
    app.clock().advance(3 * DAY);
    app.run_jobs().await;
    assert_eq!(count("reviewer", "work_package.overdue").await, 1);
    // Another day winds it anew.
    go(&mut initiator, &world, &waiting, "start", "").await;
    let edit = json!({"version": 2, "due_on": "2027-01-20"});
    let moved = admin.patch(&at(&world, &waiting, ""), &edit).await.expect(200).json();
    assert_eq!((&moved["due_on"], &moved["overdue"]), (&json!("2027-01-20"), &json!(false)));
    app.clock().advance(3 * DAY);
    app.run_jobs().await;
    assert_eq!(count("initiator", "work_package.overdue").await, late);
}
