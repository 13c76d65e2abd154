//! Workflows that run: who is asked and let in, what the documents become, and what the second of two is told.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use wayleave_testkit::{Arranged, Client, DAY, NewDocument, TestApp, World};

use super::{fault, faults, id, person, role, step};
use crate::register::events;

/// A template with these stages, ready to start from.
pub async fn active(client: &mut Client, world: &World, settings: Value, stages: Value) -> Value {
    let ids = client.get(&world.project_path("/workflow-templates?limit=200")).await.expect(200).json();
    let name = format!("Template {}", ids["items"].as_array().unwrap().len());
    let body = json!({"name": name, "category": "Review", "settings": settings, "stages": stages});
    let path = world.project_path("/workflow-templates");
    let made = client.post(&path, &body).await.expect(201).json();
    let path = format!("{path}/{}/activate", id(&made));
    client.post(&path, &json!({"version": 1})).await.expect(200).json()
}

/// A wish to start from a template.
pub fn wish(template: &Value, documents: &[&Arranged]) -> Value {
    let documents: Vec<Value> =
        documents.iter().map(|document| json!({"document_id": document.id})).collect();
    json!({"template_id": template["id"], "title": "Ground floor", "documents": documents, "priority": "high"})
}

/// Starts a workflow.
pub async fn start(client: &mut Client, world: &World, wish: &Value) -> Value {
    client.post(&world.project_path("/workflows"), wish).await.expect(201).json()
}

/// The address of a step of a workflow as it was shown.
pub fn at(world: &World, workflow: &Value, (stage, step): (usize, usize), rest: &str) -> String {
    let step = id(&workflow["stages"][stage]["steps"][step]);
    world.project_path(&format!("/steps/{step}{rest}"))
}

/// An answer with a word to it.
pub fn answer(version: i64, answer: &str) -> Value {
    json!({"version": version, "answer": answer, "comment": "As discussed."})
}

async fn status_of(client: &mut Client, world: &World, document: &Arranged) -> String {
    let path = world.project_path(&format!("/documents/{}", document.id));
    client.get(&path).await.expect(200).json()["status"].as_str().unwrap().to_owned()
}

async fn steps(client: &mut Client, world: &World, state: &str) -> Vec<Value> {
    let list = client.get(&world.path(&format!("/my-steps?state={state}"))).await.expect(200).json();
    list["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_workflow_is_answered_to_its_end_and_its_document_follows() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut admin, mut initiator) =
        (world.client(&app, "project_admin").await, world.client(&app, "initiator").await);
    let (mut reviewer, mut responder) =
        (world.client(&app, "reviewer").await, world.client(&app, "responder").await);
    let document = world.document(&app, &NewDocument::default()).await;
    let stages = json!([
        {"name": "Review", "steps": [step("review", &role("reviewer")), step("approve", &person(&world, "responder"))]},
        {"name": "Approval", "steps": [step("approve", &role("project_admin"))]}
    ]);
    let template = active(&mut admin, &world, json!({"outcome": "lowest_of_all"}), stages).await;
    let made = start(&mut initiator, &world, &wish(&template, &[&document])).await;
    assert_eq!(
        (&made["number"], &made["status"], &made["round"]),
        (&json!("WF-001"), &json!("active"), &json!(1))
    );
    assert_eq!(made["documents"][0]["revision"], "P01");
    assert_eq!(status_of(&mut initiator, &world, &document).await, "under_review");
    let mine = steps(&mut responder, &world, "mine").await;
    assert_eq!((mine.len(), &mine[0]["number"], &mine[0]["type"]), (1, &json!("WF-001"), &json!("approve")));
    assert!(steps(&mut admin, &world, "mine").await.is_empty(), "the second stage waits");
    let shown = responder.get(&at(&world, &made, (0, 1), "")).await.expect(200).json();
    assert_eq!(shown["answers"], json!(["approve", "approve_with_comments", "reject", "return"]));
    assert_eq!(shown["documents"][0]["document_id"], document.id.as_str());
    assert_eq!(shown["assignees"].as_array().unwrap().len(), 1, "others are not told: {shown}");
    let reply =
        responder.post(&at(&world, &made, (0, 1), "/respond"), &answer(1, "review")).await.expect(422);
    assert_eq!(faults(&reply), fault("answer", "not_for_this"));
    let wordless = json!({"version": 1, "answer": "reject"});
    let reply = responder.post(&at(&world, &made, (0, 1), "/respond"), &wordless).await.expect(422);
    assert_eq!(faults(&reply), fault("comment", "required"));
    let _ = responder.post(&at(&world, &made, (0, 1), "/respond"), &answer(0, "approve")).await.expect(412);
    let path = at(&world, &made, (0, 1), "/respond");
    let done = responder.post(&path, &answer(1, "approve_with_comments")).await.expect(200).json();
    assert_eq!((&done["status"], &done["verdict"]), (&json!("completed"), &json!("approved_with_comments")));
    assert_eq!(steps(&mut responder, &world, "waiting").await.len(), 1);
    let _ = reviewer.post(&at(&world, &made, (0, 0), "/respond"), &answer(1, "review")).await.expect(200);
    let last = at(&world, &made, (1, 0), "/respond");
    let _ = admin.post(&last, &answer(1, "approve")).await.expect(200);
    let path = world.project_path(&format!("/workflows/{}", id(&made)));
    let ended = initiator.get(&path).await.expect(200).json();
    assert_eq!(
        (&ended["status"], &ended["outcome"]),
        (&json!("completed"), &json!("approved_with_comments"))
    );
    assert_eq!(ended["responses"].as_array().unwrap().len(), 3);
    assert_eq!(status_of(&mut initiator, &world, &document).await, "approved_with_comments");
    let done = steps(&mut responder, &world, "done").await;
    assert_eq!(done[0]["outcome"], "approved_with_comments");
    let told = responder.get(&world.path("/notifications")).await.expect(200).text();
    assert!(
        told.contains("\"workflow.assigned\"") && !told.contains("\"document."),
        "only of their step: {told}"
    );
    assert_eq!(events(&app, &world, "workflow.started").await.len(), 1);
    assert_eq!(events(&app, &world, "workflow.answered").await.len(), 3);
    let rules: Vec<Value> = events(&app, &world, "workflow.answered")
        .await
        .into_iter()
        .map(|event| event["rule"].clone())
        .collect();
    assert_eq!(rules[0], "K-WR-1");
    let log = admin.get(&world.project_path("/audit")).await.expect(200).text();
    assert!(log.contains("started the workflow WF-001"), "{log}");
    app.run_jobs().await;
}

#[tokio::test]
async fn a_responder_sees_their_step_and_its_revision_and_nothing_else() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut admin, mut responder) =
        (world.client(&app, "org_admin").await, world.client(&app, "responder").await);
    let two = [("P01", "accepted"), ("P02", "accepted")];
    let document = world.document(&app, &NewDocument { revisions: &two, ..NewDocument::default() }).await;
    let other = world.document(&app, &NewDocument { number: "A-102", ..NewDocument::default() }).await;
    let stages = json!([
        {"steps": [step("approve", &person(&world, "responder")), step("review", &role("reviewer"))]},
        {"steps": [step("approve", &role("project_admin"))]}
    ]);
    let template = active(&mut admin, &world, json!({}), stages).await;
    let made = start(&mut admin, &world, &wish(&template, &[&document])).await;
    let theirs = world.project_path(&format!("/documents/{}", document.id));
    let shown = responder.get(&theirs).await.expect(200).json();
    assert_eq!(shown["revision"]["code"], "P02");
    let old = format!("{theirs}/revisions/{}/file", document.revisions[0]);
    let _ = responder.get(&old).await.expect(404);
    let current = format!("{theirs}/revisions/{}/file", document.revisions[1]);
    let _ = responder.get(&current).await.expect(200);
    for path in [
        world.project_path(&format!("/documents/{}", other.id)),
        world.project_path("/documents"),
        world.project_path("/workflows"),
        world.project_path(&format!("/workflows/{}", id(&made))),
        world.project_path("/workflow-templates"),
        world.project_path("/members"),
        world.project_path("/audit"),
        at(&world, &made, (0, 1), ""),
        at(&world, &made, (1, 0), ""),
    ] {
        let _ = responder.get(&path).await.expect(404);
    }
    let _ = responder.post(&at(&world, &made, (0, 1), "/respond"), &answer(1, "review")).await.expect(404);
    let _ = responder.post(&at(&world, &made, (0, 0), "/respond"), &answer(1, "approve")).await.expect(200);
    let _ = responder.get(&theirs).await.expect(200);
    let _ = responder.get(&current).await.expect(403);
    app.clock().advance(91 * DAY);
    let _ = world.client(&app, "responder").await.get(&theirs).await.expect(404);
    let mut later = world.client(&app, "responder").await;
    let kept = later.get(&at(&world, &made, (0, 0), "")).await.expect(200).json();
    assert_eq!((&kept["documents"], &kept["withheld"]), (&json!([]), &json!(1)));
    assert_eq!(kept["responses"][0]["comment"], "As discussed.");
    app.run_jobs().await;
}

#[tokio::test]
async fn of_two_who_answer_what_takes_one_answer_the_second_is_told_who_was_first() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut admin, mut reviewer) =
        (world.client(&app, "project_admin").await, world.client(&app, "reviewer").await);
    let mut responder = world.client(&app, "responder").await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut open = step("approve", &json!({"kind": "open"}));
    open["mode"] = json!("any");
    let template = active(&mut admin, &world, json!({}), json!([{"steps": [open]}])).await;
    let mut wish = wish(&template, &[&document]);
    let reply = admin.post(&world.project_path("/workflows"), &wish).await.expect(422);
    assert_eq!(faults(&reply), fault("stages[0].steps[0].assignment", "required"));
    let ids = json!([world.people["reviewer"].id, world.people["responder"].id]);
    wish["steps"] = json!([{"stage": 0, "step": 0, "person_ids": ids}]);
    let made = start(&mut admin, &world, &wish).await;
    let path = at(&world, &made, (0, 0), "/respond");
    let _ = reviewer.post(&path, &answer(1, "approve")).await.expect(200);
    for client in [&mut reviewer, &mut responder] {
        let reply = client.post(&path, &answer(1, "reject")).await.expect(409);
        assert_eq!(reply.json()["code"], "step_answered");
    }
    let told =
        responder.post(&path, &answer(1, "reject")).await.json()["detail"].as_str().unwrap().to_owned();
    assert!(told.starts_with("reviewer of acme approved it on "), "{told}");
    let _ = responder.get(&at(&world, &made, (0, 0), "")).await.expect(404);
    let _ = responder.get(&world.project_path(&format!("/documents/{}", document.id))).await.expect(404);
    assert!(steps(&mut responder, &world, "mine").await.is_empty());
    assert_eq!(status_of(&mut admin, &world, &document).await, "approved");
    app.run_jobs().await;
}

#[tokio::test]
async fn what_is_sent_back_is_started_again_with_the_next_revision_and_the_former_stays() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut initiator, mut responder) =
        (world.client(&app, "initiator").await, world.client(&app, "responder").await);
    let mut admin = world.client(&app, "project_admin").await;
    let document = world.document(&app, &NewDocument::default()).await;
    let stages = json!([{"steps": [step("approve", &person(&world, "responder"))]}]);
    let template = active(&mut admin, &world, json!({"on_rejection": "return_to_previous"}), stages).await;
    let made = start(&mut initiator, &world, &wish(&template, &[&document])).await;
    let (path, workflow) =
        (at(&world, &made, (0, 0), "/respond"), world.project_path(&format!("/workflows/{}", id(&made))));
    let again = json!({"version": 2, "comment": "Columns moved."});
    let _ = initiator.post(&format!("{workflow}/resubmit"), &again).await.expect(409);
    let _ = responder.post(&path, &answer(1, "reject")).await.expect(200);
    assert_eq!(initiator.get(&workflow).await.expect(200).json()["status"], "returned");
    assert_eq!(status_of(&mut initiator, &world, &document).await, "returned");
    let file =
        initiator.upload(&world.project_path("/uploads?filename=A-101_P02.pdf"), wayleave_testkit::PDF).await;
    let row = json!({"upload_id": id(&file.expect(201).json()), "revision": "P02"});
    let revisions = world.project_path(&format!("/documents/{}/revisions", document.id));
    let _ = initiator.post(&revisions, &row).await.expect(201);
    let now = initiator.get(&workflow).await.expect(200).json();
    let again = json!({"version": now["version"], "comment": "Columns moved."});
    let mut reviewer = world.client(&app, "reviewer").await;
    let _ = reviewer.post(&format!("{workflow}/resubmit"), &again).await.expect(403);
    let second = initiator.post(&format!("{workflow}/resubmit"), &again).await.expect(200).json();
    assert_eq!((&second["round"], &second["number"]), (&json!(2), &json!("WF-001")));
    assert_eq!(second["documents"][0]["revision"], "P02");
    let theirs = world.project_path(&format!("/documents/{}", document.id));
    assert_eq!(responder.get(&theirs).await.expect(200).json()["revision"]["code"], "P02");
    let _ = responder.post(&path, &answer(1, "approve")).await.expect(412);
    let _ = responder.post(&path, &answer(2, "approve")).await.expect(200);
    assert_eq!(status_of(&mut initiator, &world, &document).await, "approved");
    let rounds: Vec<Value> = initiator.get(&workflow).await.expect(200).json()["responses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["round"].clone())
        .collect();
    assert_eq!(rounds, [1, 2]);
    app.run_jobs().await;
}

#[tokio::test]
async fn cancelling_what_was_sent_back_leaves_its_document_to_the_workflow_that_took_it_up() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut initiator, mut responder) =
        (world.client(&app, "initiator").await, world.client(&app, "responder").await);
    let mut admin = world.client(&app, "project_admin").await;
    let document = world.document(&app, &NewDocument::default()).await;
    let stages = json!([{"steps": [step("approve", &person(&world, "responder"))]}]);
    let template = active(&mut admin, &world, json!({}), stages).await;
    let wish = wish(&template, &[&document]);
    let first = start(&mut initiator, &world, &wish).await;
    let act = |act: &str| world.project_path(&format!("/workflows/{}/{act}", id(&first)));
    let reason = json!({"reason": "The wrong template."});
    let _ = admin.post(&act("recall"), &reason).await.expect(200);
    let second = start(&mut initiator, &world, &wish).await;
    let _ = initiator.post(&act("cancel"), &reason).await.expect(200);
    assert_eq!(status_of(&mut initiator, &world, &document).await, "under_review");
    let path = at(&world, &second, (0, 0), "/respond");
    let _ = responder.post(&path, &answer(1, "approve")).await.expect(200);
    assert_eq!(status_of(&mut initiator, &world, &document).await, "approved");
}

#[tokio::test]
async fn a_number_that_somebody_typed_is_passed_over() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let stages = json!([{"steps": [step("review", &role("reviewer"))]}]);
    let settings = json!({"document_required": false, "initiator_may_change": ["number"]});
    let template = active(&mut admin, &world, settings, stages).await;
    let mut typed = wish(&template, &[]);
    typed["number"] = json!("WF-001");
    let _ = start(&mut admin, &world, &typed).await;
    let next = start(&mut admin, &world, &wish(&template, &[])).await;
    assert_eq!(next["number"], "WF-002");
}

#[tokio::test]
async fn an_outsider_hands_a_step_to_no_outsider_unless_the_template_lets_them() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let document = world.document(&app, &NewDocument::default()).await;
    let stages = json!([{"steps": [step("approve", &person(&world, "responder"))]}]);
    let template = active(&mut admin, &world, json!({}), stages).await;
    let made = start(&mut admin, &world, &wish(&template, &[&document])).await;
    let mut responder = world.client(&app, "responder").await;
    let to = json!({"to_person_id": world.people["external"].id, "reason": "On leave"});
    let reply = responder.post(&at(&world, &made, (0, 0), "/delegate"), &to).await.expect(422);
    assert_eq!(faults(&reply), fault("to_person_id", "not_for_this"));
}

#[tokio::test]
async fn nothing_stays_with_whoever_gave_their_part_away_or_was_cancelled() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut initiator, mut responder) =
        (world.client(&app, "initiator").await, world.client(&app, "responder").await);
    let (mut admin, mut reviewer) =
        (world.client(&app, "project_admin").await, world.client(&app, "reviewer").await);
    let document = world
        .document(&app, &NewDocument { restricted: true, uploader: "org_admin", ..NewDocument::default() })
        .await;
    let stages = json!([{"steps": [step("approve", &person(&world, "responder"))]}]);
    let template = active(&mut admin, &world, json!({}), stages).await;
    let reply =
        initiator.post(&world.project_path("/workflows"), &wish(&template, &[&document])).await.expect(422);
    assert_eq!(faults(&reply), fault("documents[0].document_id", "unknown"));
    let mut wished = wish(&template, &[&document]);
    let checked = admin.post(&world.project_path("/workflows/check"), &wished).await.expect(200).json();
    assert_eq!((&checked["restricted"], &checked["problems"]), (&json!(1), &json!([])));
    let reply = admin.post(&world.project_path("/workflows"), &wished).await.expect(422);
    assert_eq!(faults(&reply), fault("confirm_restricted", "required"));
    wished["confirm_restricted"] = json!(true);
    let made = start(&mut admin, &world, &wished).await;
    let theirs = world.project_path(&format!("/documents/{}", document.id));
    let _ = reviewer.get(&theirs).await.expect(404);
    let body = json!({"to_person_id": world.people["member"].id});
    let reply = responder.post(&at(&world, &made, (0, 0), "/delegate"), &body).await.expect(422);
    assert_eq!(faults(&reply), fault("to_person_id", "not_in_project"));
    let told = |list: Value| {
        list["items"].as_array().unwrap().iter().map(|one| one["kind"].clone()).collect::<Vec<_>>()
    };
    let bell = world.path("/notifications");
    assert_eq!(told(responder.get(&bell).await.expect(200).json()), ["workflow.assigned"]);
    let body = json!({"to_person_id": world.people["reviewer"].id, "reason": "On leave"});
    let _ = responder.post(&at(&world, &made, (0, 0), "/delegate"), &body).await.expect(204);
    assert!(told(responder.get(&bell).await.expect(200).json()).is_empty(), "it is not theirs any more");
    assert_eq!(told(reviewer.get(&bell).await.expect(200).json()), ["workflow.assigned"]);
    for path in [theirs.clone(), at(&world, &made, (0, 0), "")] {
        let _ = responder.get(&path).await.expect(404);
    }
    let _ = reviewer.get(&theirs).await.expect(200);
    let shown = reviewer.get(&at(&world, &made, (0, 0), "")).await.expect(200).json();
    assert_eq!(shown["assignees"][0]["original"]["id"], world.people["responder"].id.as_str());
    let body =
        json!({"from_person_id": world.people["reviewer"].id, "to_person_id": world.people["viewer"].id});
    let _ = reviewer.post(&at(&world, &made, (0, 0), "/reassign"), &body).await.expect(403);
    let _ = admin.post(&at(&world, &made, (0, 0), "/reassign"), &body).await.expect(200);
    let _ = reviewer.get(&theirs).await.expect(404);
    let mut viewer = world.client(&app, "viewer").await;
    let _ = viewer.get(&theirs).await.expect(200);
    let cancel = world.project_path(&format!("/workflows/{}/cancel", id(&made)));
    let reply = admin.post(&cancel, &json!({"reason": ""})).await.expect(422);
    assert_eq!(faults(&reply), fault("reason", "required"));
    let over = admin.post(&cancel, &json!({"reason": "Drawn anew"})).await.expect(200).json();
    assert_eq!(
        (&over["status"], &over["cancel_cause"], &over["outcome"]),
        (&json!("cancelled"), &json!("person"), &json!(null))
    );
    let last = over["history"].as_array().unwrap().last().unwrap();
    assert_eq!(last["reason"], "Drawn anew", "{last}");
    let _ = viewer.get(&theirs).await.expect(404);
    assert!(steps(&mut viewer, &world, "mine").await.is_empty());
    let _ = viewer.post(&at(&world, &made, (0, 0), "/respond"), &answer(1, "approve")).await.expect(409);
    let _ = admin.post(&cancel, &json!({"reason": "Again"})).await.expect(409);
    assert_eq!(status_of(&mut admin, &world, &document).await, "for_review");
    app.run_jobs().await;
}

#[tokio::test]
async fn the_matrix_fills_steps_and_what_is_amiss_is_told_before_anything_starts() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let document = world.document(&app, &NewDocument::default()).await;
    let rule = |name: &str, kind: &str, optional: bool| {
        json!({"name": name, "criteria": {"document_type": "DRG"}, "reviewers": [person(&world, kind)],
            "mode": "majority", "sla_hours": 48, "optional": optional})
    };
    for body in [rule("One", "reviewer", false), rule("Two", "viewer", true)] {
        let _ = admin.post(&world.project_path("/review-matrix"), &body).await.expect(201);
    }
    let mut by_matrix = step("review", &json!({"kind": "matrix"}));
    by_matrix["sla_hours"] = json!(72);
    let stages = json!([{"steps": [by_matrix, step("approve", &role("initiator"))]}]);
    let template = active(&mut admin, &world, json!({}), stages).await;
    let mut wish = wish(&template, &[&document]);
    let check = world.project_path("/workflows/check");
    let found = admin.post(&check, &wish).await.expect(200).json();
    assert_eq!(found["problems"], json!([]));
    let names = |found: &Value| {
        let people = found["steps"][0]["people"].as_array().unwrap();
        people.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&found), ["reviewer of acme", "viewer of acme"]);
    assert_eq!(
        (&found["steps"][0]["mode"], &found["steps"][0]["sla_hours"]),
        (&json!("majority"), &json!(48))
    );
    wish["without"] = json!([person(&world, "viewer")]);
    assert_eq!(names(&admin.post(&check, &wish).await.expect(200).json()), ["reviewer of acme"]);
    wish["without"] = json!([person(&world, "reviewer")]);
    wish["template_version"] = json!(1);
    wish["number"] = json!("R-1");
    wish["steps"] = json!([{"stage": 0, "step": 1, "person_ids": [world.people["viewer"].id], "sla_hours": 5},
        {"stage": 4, "step": 0}]);
    let found = admin.post(&check, &wish).await.expect(200).json();
    let codes: Vec<(&str, &str)> = found["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| (problem["field"].as_str().unwrap(), problem["code"].as_str().unwrap()))
        .collect();
    let expected = [
        ("number", "not_for_this"),
        ("without[0]", "required"),
        ("steps[0].person_ids", "not_for_this"),
        ("steps[0].sla_hours", "not_for_this"),
        ("steps[1].step", "unknown"),
    ];
    assert_eq!(codes, expected);
    wish["template_version"] = json!(2);
    let _ = admin.post(&world.project_path("/workflows"), &wish).await.expect(412);
    let wish = self::wish(&template, &[&document]);
    let made = start(&mut admin, &world, &wish).await;
    let due = made["stages"][0]["steps"][0]["due_at"].as_str().unwrap();
    let from = made["started_at"].as_str().unwrap();
    let hours = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_millisecond() / 3_600_000;
    assert_eq!(hours(due) - hours(from), 48);
    let reply = admin.post(&world.project_path("/workflows"), &wish).await.expect(422);
    assert_eq!(faults(&reply), fault("documents[0].revision_id", "in_workflow"));
    app.run_jobs().await;
}

#[tokio::test]
async fn whoever_is_asked_is_reminded_and_told_daily_and_others_hear_of_it_as_the_plan_says() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut timed = step("approve", &person(&world, "responder"));
    timed["sla_hours"] = json!(48);
    timed["reminder_hours"] = json!(24);
    timed["escalation"] = json!({"after_hours": 36, "to": role("project_admin")});
    let template = active(&mut admin, &world, json!({}), json!([{"steps": [timed]}])).await;
    let made = start(&mut admin, &world, &wish(&template, &[&document])).await;
    app.run_jobs().await;
    let mut told = Vec::new();
    for _ in 0..4 {
        app.clock().advance(DAY);
        app.run_jobs().await;
        let mut row = Vec::new();
        for (kind, notice) in [
            ("responder", "step.reminder"),
            ("responder", "step.overdue"),
            ("org_admin", "step.overdue"),
            ("project_admin", "step.escalated"),
        ] {
            let list = world.client(&app, kind).await.get(&world.path("/notifications?limit=200")).await;
            let list = list.expect(200).json();
            let count = list["items"].as_array().unwrap().iter().filter(|one| one["kind"] == notice).count();
            row.push(count);
        }
        told.push(row);
    }
    assert_eq!(told, [[1, 0, 0, 0], [1, 1, 1, 0], [1, 2, 2, 0], [1, 3, 3, 1]]);
    let mut responder = world.client(&app, "responder").await;
    assert_eq!(steps(&mut responder, &world, "mine").await[0]["overdue"], true);
    let _ = responder.post(&at(&world, &made, (0, 0), "/respond"), &answer(1, "approve")).await.expect(200);
    app.run_jobs().await;
    app.clock().advance(3 * DAY);
    app.run_jobs().await;
    let list = world.client(&app, "org_admin").await.get(&world.path("/notifications?limit=200")).await;
    let list = list.expect(200).json();
    let late = list["items"].as_array().unwrap().iter().filter(|one| one["kind"] == "step.overdue").count();
    assert_eq!(late, 3, "what was answered is late no more");
}

#[tokio::test]
async fn a_late_step_passes_to_whom_its_plan_names_and_its_time_goes_on() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut timed = step("approve", &person(&world, "responder"));
    timed["sla_hours"] = json!(24);
    timed["escalation"] = json!({"after_hours": 12, "to": person(&world, "reviewer"), "reassign": true});
    let template = active(&mut admin, &world, json!({}), json!([{"steps": [timed]}])).await;
    let made = start(&mut admin, &world, &wish(&template, &[&document])).await;
    app.run_jobs().await;
    let before = app.mails().len();
    for _ in 0..3 {
        app.clock().advance(DAY / 2);
        app.run_jobs().await;
    }
    let mut responder = world.client(&app, "responder").await;
    assert!(steps(&mut responder, &world, "mine").await.is_empty());
    let step = at(&world, &made, (0, 0), "");
    let _ = responder.get(&step).await.expect(404);
    let seen = world.project_path(&format!("/documents/{}", document.id));
    let _ = responder.get(&seen).await.expect(404);
    let mut reviewer = world.client(&app, "reviewer").await;
    let mine = steps(&mut reviewer, &world, "mine").await;
    assert_eq!((mine.len(), &mine[0]["overdue"]), (1, &json!(true)));
    let letter = world.people["reviewer"].email.clone();
    let mails = app.mails();
    let asked =
        mails[before..].iter().filter(|mail| mail.to.email == letter && mail.subject.contains("asked to"));
    assert_eq!(asked.count(), 1, "one letter, though the clock goes on");
    let logged = events(&app, &world, "workflow.reassigned").await;
    assert_eq!(logged.len(), 1);
    assert_eq!(logged[0]["after"]["to"], json!(world.people["reviewer"].id), "{logged:?}");
    let _ = reviewer.post(&at(&world, &made, (0, 0), "/respond"), &answer(1, "approve")).await.expect(200);
    let view = admin.get(&world.project_path(&format!("/workflows/{}", made["id"].as_str().unwrap()))).await;
    assert_eq!(view.expect(200).json()["outcome"], "approved");
}

#[tokio::test]
async fn the_ledger_of_external_access_shows_what_steps_open_and_for_how_long() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut admin, mut responder) =
        (world.client(&app, "org_admin").await, world.client(&app, "responder").await);
    let document = world.document(&app, &NewDocument::default()).await;
    let stages = json!([{"steps": [step("approve", &person(&world, "responder")), step("approve", &role("reviewer"))]}]);
    let template = active(&mut admin, &world, json!({}), stages).await;
    let made = start(&mut admin, &world, &wish(&template, &[&document])).await;
    let path = world.project_path("/access?kind=step");
    let rows = admin.get(&path).await.expect(200).json();
    assert_eq!(rows["items"].as_array().unwrap().len(), 1, "the reviewer is no outsider: {rows}");
    assert_eq!(rows["items"][0]["who"]["name"], "responder of acme");
    assert_eq!(rows["items"][0]["why"], "WF-001 Check");
    assert_eq!(rows["items"][0]["ends_at"], json!(null));
    let _ = responder.post(&at(&world, &made, (0, 0), "/respond"), &answer(1, "approve")).await.expect(200);
    let rows = admin.get(&path).await.expect(200).json();
    assert!(rows["items"][0]["ends_at"].is_string(), "{rows}");
    app.run_jobs().await;
}

/// The first page of one's steps is read from its place in an index, whatever was done before.
#[tokio::test]
async fn the_first_page_of_ones_steps_does_not_depend_on_what_was_done_before() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut responder = world.client(&app, "responder").await;
    let sent = Arc::new(Mutex::new(Vec::new()));
    let kept = sent.clone();
    app.db().rewrite(Some(Arc::new(move |statement| {
        kept.lock().unwrap().push(statement.clone());
        None
    })));
    for state in ["mine", "done"] {
        assert!(steps(&mut responder, &world, state).await.is_empty());
    }
    app.db().rewrite(None);
    let sent: Vec<_> = sent.lock().unwrap().drain(..).collect();
    let pages: Vec<_> =
        sent.iter().filter(|statement| statement.text().contains("from (select id, sort_at")).collect();
    assert_eq!(pages.len(), 2);
    let mut tx = app.db().begin_in(world.organisation).await.unwrap();
    if tx.engine() == wayleave_db::Engine::Postgres {
        tx.execute(wayleave_db::sql("set local enable_seqscan = off")).await.unwrap();
        tx.execute(wayleave_db::sql("set local enable_bitmapscan = off")).await.unwrap();
    }
    for page in pages {
        let plan = tx.explain(page).await.unwrap();
        let line = plan.lines().find(|line| line.contains("workflow_assignee_mine"));
        let line = line.unwrap_or_else(|| panic!("not from the index: {plan}"));
        // SQLite writes the part of the index that is sought, PostgreSQL the condition below.
        assert!(
            line.contains("subject_id=? AND state=?") || plan.contains("Index Cond: ((subject_id"),
            "{plan}"
        );
    }
}

#[tokio::test]
async fn a_workflow_that_ends_by_a_rejection_has_an_event_that_says_so() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (mut admin, mut reviewer) =
        (world.client(&app, "project_admin").await, world.client(&app, "reviewer").await);
    let stages = json!([{"steps": [step("approve", &role("reviewer"))]}]);
    for (handling, number, stopped) in [("stop_workflow", "A-101", true), ("continue", "A-102", false)] {
        let document = world.document(&app, &NewDocument { number, ..NewDocument::default() }).await;
        let settings = json!({"on_rejection": handling});
        let template = active(&mut admin, &world, settings, stages.clone()).await;
        let made = start(&mut admin, &world, &wish(&template, &[&document])).await;
        let respond = at(&world, &made, (0, 0), "/respond");
        let _ = reviewer.post(&respond, &answer(1, "reject")).await.expect(200);
        let logged = events(&app, &world, "workflow.rejected").await;
        let found: Vec<&Value> = logged.iter().filter(|event| event["entity"] == made["id"]).collect();
        let [one] = found[..] else { panic!("one event: {logged:?}") };
        let after = &one["after"];
        assert_eq!(
            (&after["step"], &after["name"], &after["reason"], &after["stopped"]),
            (&made["stages"][0]["steps"][0]["id"], &json!("Check"), &json!("As discussed."), &json!(stopped))
        );
        assert_eq!(after["by"], world.people["reviewer"].id.as_str());
    }
    assert!(events(&app, &world, "workflow.completed").await.is_empty());
    assert!(events(&app, &world, "workflow.cancelled").await.is_empty());
    let log = admin.get(&world.project_path("/audit")).await.expect(200).text();
    assert!(log.contains("ended the workflow WF-001 Ground floor in the step Check: rejected"), "{log}");
    app.run_jobs().await;
}
