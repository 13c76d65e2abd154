//! Parts in steps whose people go: the step says so, whoever started the workflow is told, and who comes back has it whole.

use serde_json::{Value, json};
use wayleave_testkit::{Client, DAY, NewDocument, TestApp, World};

use super::run::{active, answer, at, start, wish};
use super::{fault, faults, id, person, role, step};
use crate::register::events;

async fn vacant(client: &mut Client, world: &World) -> Vec<String> {
    told(client, world, "step.vacant").await
}

/// What the bell says of one kind.
async fn told(client: &mut Client, world: &World, kind: &str) -> Vec<String> {
    let list = client.get(&world.path("/notifications?limit=200")).await.expect(200).json();
    let items = list["items"].as_array().unwrap().iter().filter(|one| one["kind"] == kind);
    items.map(|one| one["text"].as_str().unwrap().to_owned()).collect()
}

/// Whoever started it leaves the project.
async fn initiator_leaves(app: &TestApp, world: &World) {
    let mut boss = world.client(app, "project_admin").await;
    let initiator = membership(&mut boss, world, "initiator").await;
    let path = world.project_path(&format!("/members/{initiator}/end"));
    let _ = boss.post(&path, &json!({})).await.expect(200);
}

/// A workflow of the initiator's that asks somebody.
async fn asked(app: &TestApp, world: &World, kind: &str) -> (Value, String) {
    let mut initiator = world.client(app, "initiator").await;
    let mut admin = world.client(app, "org_admin").await;
    let document =
        world.document(app, &NewDocument { uploader: "org_admin", ..NewDocument::default() }).await;
    let mut asks = step("approve", &person(world, kind));
    asks["sla_hours"] = json!(240);
    asks["reminder_hours"] = json!(24);
    let template = active(&mut admin, world, json!({}), json!([{"steps": [asks]}])).await;
    (start(&mut initiator, world, &wish(&template, &[&document])).await, document.id)
}

async fn standing(client: &mut Client, world: &World, made: &Value) -> String {
    let path = world.project_path(&format!("/workflows/{}", id(made)));
    let shown = client.get(&path).await.expect(200).json();
    shown["stages"][0]["steps"][0]["assignees"][0]["standing"].as_str().unwrap().to_owned()
}

async fn membership(client: &mut Client, world: &World, kind: &str) -> String {
    let list = client.get(&world.project_path("/members?limit=200")).await.expect(200).json();
    let items = list["items"].as_array().unwrap().clone();
    let found = items.iter().find(|one| one["person"]["id"] == world.people[kind].id.as_str());
    found.unwrap()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn who_is_taken_out_of_the_project_and_comes_back_has_their_step_whole() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (made, document) = asked(&app, &world, "reviewer").await;
    let mut boss = world.client(&app, "project_admin").await;
    let mut initiator = world.client(&app, "initiator").await;
    let one = world.project_path(&format!("/members/{}", membership(&mut boss, &world, "reviewer").await));
    let _ = boss.post(&format!("{one}/end"), &json!({"reason": "Moved"})).await.expect(200);
    let told = "Step Check of workflow WF-001 in Harbour waits for reviewer of acme, who is not in the project any more.";
    assert_eq!(vacant(&mut initiator, &world).await, [told]);
    assert_eq!(standing(&mut initiator, &world, &made).await, "left");
    let mut reviewer = world.client(&app, "reviewer").await;
    let respond = at(&world, &made, (0, 0), "/respond");
    let _ = reviewer.post(&respond, &answer(1, "approve")).await.expect(404);
    // Nobody who cannot answer is reminded; whoever started it hears that it is late.
    app.clock().advance(9 * DAY + DAY / 2);
    app.run_jobs().await;
    let (mut boss, mut reviewer) =
        (world.client(&app, "project_admin").await, world.client(&app, "reviewer").await);
    let body = json!({"member_id": world.people["reviewer"].id, "role": "reviewer"});
    let _ = boss.post(&world.project_path("/members"), &body).await.expect(201);
    let list = reviewer.get(&world.path("/notifications")).await.expect(200).text();
    assert!(!list.contains("step.reminder") && list.contains("workflow.assigned"), "{list}");
    assert_eq!(standing(&mut boss, &world, &made).await, "here");
    let shown = reviewer.get(&at(&world, &made, (0, 0), "")).await.expect(200).json();
    assert_eq!((&shown["documents"][0]["document_id"], &shown["withheld"]), (&json!(document), &json!(0)));
    let _ = reviewer.post(&respond, &answer(1, "approve")).await.expect(200);
    app.run_jobs().await;
}

#[tokio::test]
async fn a_deactivated_responder_is_told_of_and_comes_back_to_the_document() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (made, document) = asked(&app, &world, "responder").await;
    let mut admin = world.client(&app, "org_admin").await;
    let mut initiator = world.client(&app, "initiator").await;
    let one = world.path(&format!("/members/{}", world.people["responder"].id));
    let _ = admin.post(&format!("{one}/deactivate"), &json!({})).await.expect(204);
    assert_eq!(vacant(&mut initiator, &world).await.len(), 1);
    assert_eq!(standing(&mut initiator, &world, &made).await, "left");
    let back = json!({"role": "workflow_responder"});
    let _ = admin.post(&format!("{one}/reactivate"), &back).await.expect(200);
    assert_eq!(standing(&mut initiator, &world, &made).await, "here");
    let mut responder = world.client(&app, "responder").await;
    let _ = responder.get(&world.project_path(&format!("/documents/{document}"))).await.expect(200);
    let _ = responder.post(&at(&world, &made, (0, 0), "/respond"), &answer(1, "approve")).await.expect(200);
    app.run_jobs().await;
}

#[tokio::test]
async fn who_becomes_a_responder_keeps_their_step_and_who_was_staff_and_is_no_more_does_not() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (made, document) = asked(&app, &world, "reviewer").await;
    let mut admin = world.client(&app, "org_admin").await;
    let mut initiator = world.client(&app, "initiator").await;
    let role_of = |kind: &str| world.path(&format!("/members/{}/role", world.people[kind].id));
    let _ = admin.post(&role_of("reviewer"), &json!({"role": "workflow_responder"})).await.expect(200);
    assert!(vacant(&mut initiator, &world).await.is_empty());
    let mut reviewer = world.client(&app, "reviewer").await;
    let _ = reviewer.get(&world.project_path("/documents")).await.expect(404);
    let _ = reviewer.get(&world.project_path(&format!("/documents/{document}"))).await.expect(200);
    let _ = reviewer.post(&at(&world, &made, (0, 0), "/respond"), &answer(1, "approve")).await.expect(200);
    let (made, _) = asked_again(&app, &world, "org_manager").await;
    let _ = admin.post(&role_of("org_manager"), &json!({"role": "member"})).await.expect(200);
    assert_eq!(vacant(&mut initiator, &world).await.len(), 1);
    assert_eq!(standing(&mut initiator, &world, &made).await, "left");
    app.run_jobs().await;
}

/// The same about another document.
async fn asked_again(app: &TestApp, world: &World, kind: &str) -> (Value, String) {
    let mut initiator = world.client(app, "initiator").await;
    let mut admin = world.client(app, "org_admin").await;
    let new = NewDocument { uploader: "org_admin", number: "A-102", ..NewDocument::default() };
    let document = world.document(app, &new).await;
    let stages = json!([{"steps": [step("approve", &person(world, kind))]}]);
    let template = active(&mut admin, world, json!({}), stages).await;
    (start(&mut initiator, world, &wish(&template, &[&document])).await, document.id)
}

#[tokio::test]
async fn project_admins_are_told_where_whoever_started_it_is_gone_too_and_a_membership_may_run_out() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (made, _) = asked(&app, &world, "reviewer").await;
    let mut boss = world.client(&app, "project_admin").await;
    let initiator = membership(&mut boss, &world, "initiator").await;
    let path = world.project_path(&format!("/members/{initiator}/end"));
    let _ = boss.post(&path, &json!({})).await.expect(200);
    let reviewer = membership(&mut boss, &world, "reviewer").await;
    let path = world.project_path(&format!("/members/{reviewer}"));
    let _ = boss.patch(&path, &json!({"ends_on": "2026-11-25"})).await.expect(200);
    app.clock().advance(5 * DAY);
    app.run_jobs().await;
    let mut boss = world.client(&app, "project_admin").await;
    assert_eq!(vacant(&mut boss, &world).await.len(), 1);
    assert_eq!(standing(&mut boss, &world, &made).await, "left");
    let body =
        json!({"from_person_id": world.people["reviewer"].id, "to_person_id": world.people["viewer"].id});
    let _ = boss.post(&at(&world, &made, (0, 0), "/reassign"), &body).await.expect(200);
    assert_eq!(standing(&mut boss, &world, &made).await, "here");
}

#[tokio::test]
async fn who_has_gone_is_not_let_in_by_a_stage_that_opens_later() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let document = world.document(&app, &NewDocument::default()).await;
    let stages = json!([
        {"steps": [step("approve", &role("project_admin"))]},
        {"steps": [step("approve", &person(&world, "reviewer"))]}
    ]);
    let template = active(&mut admin, &world, json!({}), stages).await;
    let made = start(&mut admin, &world, &wish(&template, &[&document])).await;
    let one = world.path(&format!("/members/{}/deactivate", world.people["reviewer"].id));
    let _ = admin.post(&one, &json!({})).await.expect(204);
    assert!(vacant(&mut admin, &world).await.is_empty(), "it does not wait for them yet");
    let mut boss = world.client(&app, "project_admin").await;
    let _ = boss.post(&at(&world, &made, (0, 0), "/respond"), &answer(1, "approve")).await.expect(200);
    assert_eq!(vacant(&mut admin, &world).await.len(), 1);
}

#[tokio::test]
async fn a_document_that_a_workflow_shows_is_restricted_knowingly() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (made, document) = asked(&app, &world, "reviewer").await;
    let mut boss = world.client(&app, "project_admin").await;
    let group = json!({"name": "Cost", "member_ids": [world.people["project_admin"].id]});
    let group = boss.post(&world.project_path("/groups"), &group).await.expect(201).json();
    let path = world.project_path(&format!("/documents/{document}/restrict"));
    let mut body = json!({"restricted": true, "group_ids": [group["id"]]});
    let reply = boss.post(&path, &body).await.expect(422);
    assert_eq!(faults(&reply), fault("confirm_running", "required"));
    let detail = reply.json()["errors"][0]["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("WF-001") && detail.contains("reviewer of acme"), "{detail}");
    body["confirm_running"] = json!(true);
    let _ = boss.post(&path, &body).await.expect(200);
    let restricted = events(&app, &world, "document.restricted").await;
    assert_eq!(restricted.len(), 1);
    assert_eq!(restricted[0]["after"]["workflows"], json!(["WF-001"]));
    let _ = id(&made);
    app.run_jobs().await;
}

#[tokio::test]
async fn what_is_restricted_is_not_opened_by_another_round_without_a_word() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "org_admin").await;
    let new = NewDocument { restricted: true, uploader: "org_admin", ..NewDocument::default() };
    let document = world.document(&app, &new).await;
    let stages = json!([{"steps": [step("approve", &role("reviewer"))]}]);
    let template = active(&mut admin, &world, json!({}), stages).await;
    let mut wished = wish(&template, &[&document]);
    wished["confirm_restricted"] = json!(true);
    let made = start(&mut admin, &world, &wished).await;
    let path = world.project_path(&format!("/workflows/{}", id(&made)));
    let recalled = admin.post(&format!("{path}/recall"), &json!({"reason": "Wait"})).await.expect(200).json();
    let mut again = json!({"version": recalled["version"], "comment": "Now"});
    let reply = admin.post(&format!("{path}/resubmit"), &again).await.expect(422);
    assert_eq!(faults(&reply), fault("confirm_restricted", "required"));
    again["confirm_restricted"] = json!(true);
    let _ = admin.post(&format!("{path}/resubmit"), &again).await.expect(200);
    app.run_jobs().await;
}

#[tokio::test]
async fn a_workflow_whose_initiator_has_left_is_brought_to_the_admins_who_start_it_again() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let (made, _) = asked(&app, &world, "reviewer").await;
    initiator_leaves(&app, &world).await;
    // Late steps are told of to whoever stands in.
    for days in [9, 1] {
        app.clock().advance(days * DAY);
        app.run_jobs().await;
    }
    let mut boss = world.client(&app, "project_admin").await;
    assert_eq!(told(&mut boss, &world, "step.overdue").await.len(), 1);
    let mut reviewer = world.client(&app, "reviewer").await;
    let respond = at(&world, &made, (0, 0), "/respond");
    let _ = reviewer.post(&respond, &answer(1, "return")).await.expect(200);
    let words = "reviewer of acme sent workflow WF-001 \u{201c}Ground floor\u{201d} in Harbour back to whoever started it, \
                 who is not there any more: As discussed.";
    assert_eq!(told(&mut boss, &world, "workflow.returned").await, [words]);
    assert_eq!(told(&mut boss, &world, "workflow.answered").await.len(), 1);
    let path = world.project_path(&format!("/workflows/{}", id(&made)));
    let returned = boss.get(&path).await.expect(200).json();
    assert_eq!(returned["abilities"]["workflow.resubmit"]["allowed"], true, "{returned}");
    let again = json!({"version": returned["version"], "comment": "Goes on."});
    let _ = reviewer.post(&format!("{path}/resubmit"), &again).await.expect(403);
    let second = boss.post(&format!("{path}/resubmit"), &again).await.expect(200).json();
    assert_eq!((&second["status"], &second["round"]), (&json!("active"), &json!(2)));
    let logged = events(&app, &world, "workflow.resubmitted").await;
    assert_eq!((logged.len(), &logged[0]["rule"]), (1, &json!("K-6.5/resubmit-any")));
    let reason = json!({"reason": "Drawn anew"});
    let mut admin = world.client(&app, "org_admin").await;
    let _ = admin.post(&format!("{path}/cancel"), &reason).await.expect(200);
    assert_eq!(told(&mut boss, &world, "workflow.cancelled").await.len(), 1);
    app.run_jobs().await;
}
