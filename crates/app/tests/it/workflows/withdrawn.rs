//! Whoever was asked and is asked no more is told so, with the reason.

use serde_json::{Value, json};
use wayleave_testkit::{NewDocument, TestApp, World};

use super::run::{active, answer, at, start, wish};
use super::{id, person, step};
use crate::register::events;

async fn told(app: &TestApp, world: &World, kind: &str) -> Vec<String> {
    let mut client = world.client(app, kind).await;
    let list = client.get(&world.path("/notifications")).await.expect(200).json();
    let all = list["items"].as_array().unwrap();
    let withdrawn = all.iter().filter(|one| one["kind"] == "step.withdrawn");
    withdrawn.map(|one| one["text"].as_str().unwrap().to_owned()).collect()
}

struct Lab {
    app: TestApp,
    world: World,
    made: Value,
}

/// A workflow that asks a reviewer and somebody from outside, side by side.
async fn lab() -> Lab {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let document = world.document(&app, &NewDocument::default()).await;
    let mut first = step("approve", &person(&world, "reviewer"));
    first["mode"] = json!("any");
    let mut second = step("approve", &person(&world, "external"));
    second["mode"] = json!("any");
    let stages = json!([{"steps": [first, second]}]);
    let template = active(&mut admin, &world, json!({}), stages).await;
    let mut initiator = world.client(&app, "initiator").await;
    let made = start(&mut initiator, &world, &wish(&template, &[&document])).await;
    Lab { app, world, made }
}

#[tokio::test]
async fn of_a_cancelled_workflow_those_who_were_asked_hear_why_and_whoever_answered_does_not() {
    let lab = lab().await;
    let mut reviewer = lab.world.client(&lab.app, "reviewer").await;
    let mut admin = lab.world.client(&lab.app, "project_admin").await;
    let path = at(&lab.world, &lab.made, (0, 0), "/respond");
    let _ = reviewer.post(&path, &answer(1, "approve")).await.expect(200);
    let cancel = lab.world.project_path(&format!("/workflows/{}/cancel", id(&lab.made)));
    let _ = admin.post(&cancel, &json!({"reason": "The design changes."})).await.expect(200);
    let words = told(&lab.app, &lab.world, "external").await;
    assert_eq!(
        words,
        [
            "Step Check of workflow WF-001 \u{201c}Ground floor\u{201d} in Harbour does not need you any more, \
          because the workflow was cancelled: The design changes."
        ]
    );
    for kind in ["reviewer", "project_admin", "stranger"] {
        assert!(told(&lab.app, &lab.world, kind).await.is_empty(), "{kind}");
    }
    // Nothing that was closed is opened by the notice.
    let mut external = lab.world.client(&lab.app, "external").await;
    let _ = external.get(&at(&lab.world, &lab.made, (0, 1), "")).await.expect(404);
    let list = external.get(&lab.world.path("/notifications")).await.expect(200).json();
    let notice =
        list["items"].as_array().unwrap().iter().find(|one| one["kind"] == "step.withdrawn").unwrap();
    assert!(notice.to_string().contains("/my-steps"), "{notice}");
}

#[tokio::test]
async fn a_rejection_is_told_without_its_words_or_who_said_them() {
    let lab = lab().await;
    let mut reviewer = lab.world.client(&lab.app, "reviewer").await;
    let path = at(&lab.world, &lab.made, (0, 0), "/respond");
    let _ = reviewer.post(&path, &answer(1, "reject")).await.expect(200);
    let words = told(&lab.app, &lab.world, "external").await;
    assert_eq!(words.len(), 1);
    assert!(words[0].ends_with("because somebody rejected, and that ended the workflow."), "{}", words[0]);
}

#[tokio::test]
async fn whoever_lost_a_step_to_somebody_else_is_told_and_the_log_names_both() {
    let lab = lab().await;
    let mut admin = lab.world.client(&lab.app, "project_admin").await;
    let (from, to) = (&lab.world.people["reviewer"], &lab.world.people["controller"]);
    let body = json!({"from_person_id": from.id, "to_person_id": to.id, "reason": "On leave."});
    let _ = admin.post(&at(&lab.world, &lab.made, (0, 0), "/reassign"), &body).await.expect(200);
    let words = told(&lab.app, &lab.world, "reviewer").await;
    assert!(words[0].ends_with("because it was given to somebody else: On leave."), "{words:?}");
    let log = admin.get(&lab.world.project_path("/audit")).await.expect(200).text();
    assert!(log.contains(&format!("from {} to {}", from.name, to.name)), "{log}");
    assert_eq!(events(&lab.app, &lab.world, "workflow.reassigned").await.len(), 1);
}
