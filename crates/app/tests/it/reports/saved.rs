//! Kept reports: their keeper's until they are shared, with the team and never outside.

use serde_json::{Value, json};
use wayleave_testkit::{NewDocument, TestApp};

use super::{documents_by, run};
use crate::register::events;

fn names(list: &Value) -> Vec<String> {
    list["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_report_is_its_keepers_until_it_is_shared_with_the_team() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let path = world.project_path("/reports");
    let mut reviewer = world.client(&app, "reviewer").await;
    let mut viewer = world.client(&app, "viewer").await;
    let mut admin = world.client(&app, "project_admin").await;
    let question = json!({"metric": "document_count", "group_by": ["discipline"], "from": "2026-01-01",
        "query": {"q": "plan", "status": ["approved"]}});
    let mine = json!({"name": "Approved plans", "question": question});
    let mine = reviewer.post(&path, &mine).await.expect(201).json();
    assert_eq!(mine["question"]["query"]["status"], json!(["approved"]));
    assert_eq!((&mine["mine"], &mine["shared"], &mine["version"]), (&json!(true), &json!(false), &json!(1)));
    let at = format!("{path}/{}", mine["id"].as_str().unwrap());
    for client in [&mut viewer, &mut admin] {
        assert_eq!(names(&client.get(&path).await.expect(200).json()), Vec::<String>::new());
        let _ = client.get(&at).await.expect(404);
        let _ = client.patch(&at, &json!({"version": 1, "name": "Mine now"})).await.expect(404);
        let _ = client.delete(&at).await.expect(404);
    }
    let shared = reviewer.patch(&at, &json!({"version": 1, "shared": true})).await.expect(200).json();
    assert_eq!((&shared["version"], &shared["question"]), (&json!(2), &mine["question"]));
    let seen = viewer.get(&path).await.expect(200).json();
    assert_eq!(names(&seen), ["Approved plans"]);
    assert_eq!(seen["items"][0]["abilities"]["report.change"]["allowed"], false);
    assert_eq!(viewer.get(&at).await.expect(200).json()["owner"]["name"], "reviewer of acme");
    let _ = viewer.delete(&at).await.expect(403);
    let _ = reviewer.patch(&at, &json!({"version": 1, "name": "Old"})).await.expect(412);
    let _ = admin.patch(&at, &json!({"version": 2, "name": "Plans"})).await.expect(200);
    let _ = reviewer.patch(&at, &json!({"version": 3, "shared": false})).await.expect(200);
    let _ = admin.delete(&at).await.expect(404);
    let _ = reviewer.delete(&at).await.expect(204);
    assert_eq!(events(&app, &world, "report.created").await.len(), 1);
    assert_eq!(events(&app, &world, "report.changed").await.len(), 3);
    assert_eq!(events(&app, &world, "report.deleted").await.len(), 1);
    let log = admin.get(&world.project_path("/audit")).await.expect(200).text();
    for told in [
        "kept the report Approved plans",
        "shared the report Approved plans with the team",
        "deleted the report Plans",
    ] {
        assert!(log.contains(told), "{told}: {log}");
    }
}

#[tokio::test]
async fn nobody_from_outside_has_reports_and_whoever_is_denied_them_has_none_either() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let path = world.project_path("/reports");
    for kind in ["external", "external_full", "stranger"] {
        let mut client = world.client(&app, kind).await;
        let _ = client.get(&path).await.expect(403);
        let _ = client.post(&format!("{path}/run"), &documents_by(&["status"])).await.expect(403);
        let body = json!({"format": "csv", "question": documents_by(&["status"])});
        let _ = client.post(&format!("{path}/file"), &body).await.expect(403);
        let body = json!({"name": "Ours", "question": documents_by(&["status"])});
        let _ = client.post(&path, &body).await.expect(403);
    }
    let mut viewer = world.client(&app, "viewer").await;
    let body = json!({"name": "Ours", "shared": true, "question": documents_by(&["status"])});
    let kept = viewer.post(&path, &body).await.expect(201).json();
    let project = viewer.get(&world.project_path("")).await.expect(200).json();
    assert_eq!(project["abilities"]["report.view"]["allowed"], true);
    let row = json!({"role": "viewer", "action": "view_reports", "effect": "deny", "reason": "trial"});
    let mut admin = world.client(&app, "project_admin").await;
    let _ = admin.post(&world.project_path("/overrides"), &row).await.expect(201);
    let _ = viewer.get(&path).await.expect(403);
    let own = format!("{path}/{}", kept["id"].as_str().unwrap());
    let _ = viewer.delete(&own).await.expect(403);
    let project = viewer.get(&world.project_path("")).await.expect(200).json();
    assert_eq!(project["abilities"]["report.view"]["allowed"], false);
    assert_eq!(names(&admin.get(&path).await.expect(200).json()), ["Ours"]);
}

#[tokio::test]
async fn the_reports_of_every_project_and_all_that_is_offered_can_be_run() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let field = json!({"key": "trade", "label": "Trade", "kind": "dropdown"});
    let _ = admin.post(&world.project_path("/fields"), &field).await.expect(201);
    world.document(&app, &NewDocument::default()).await;
    let mut viewer = world.client(&app, "viewer").await;
    let list = viewer.get(&world.project_path("/reports")).await.expect(200).json();
    assert_eq!(list["ready"][0]["name"], "Document Status Summary");
    // There is one document, and no formal work.
    let all =
        |report: &Value| i64::from(["documents", "revisions"].iter().any(|one| report["counts"] == *one));
    for ready in list["ready"].as_array().unwrap() {
        let report = run(&mut viewer, &world, &ready["question"]).await;
        assert_eq!(report["total"]["count"], all(&report), "{}", ready["name"]);
        let kept = json!({"name": ready["name"], "question": ready["question"]});
        let _ = viewer.post(&world.project_path("/reports"), &kept).await.expect(201);
    }
    let mut asked = 0;
    for metric in list["metrics"].as_array().unwrap() {
        for dimension in metric["dimensions"].as_array().unwrap() {
            let question = json!({"metric": metric["key"], "group_by": [dimension["key"]]});
            let report = run(&mut viewer, &world, &question).await;
            assert_eq!(report["total"]["count"], all(&report), "{question}");
            let last = report["dimensions"].as_array().unwrap().last().unwrap().clone();
            assert_eq!(last, *dimension);
            asked += 1;
        }
    }
    assert!(asked > 45, "{asked}");
}

#[tokio::test]
async fn names_are_taken_once_and_a_hundred_reports_are_enough() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let path = world.project_path("/reports");
    let mut viewer = world.client(&app, "viewer").await;
    let body = |name: &str| json!({"name": name, "question": documents_by(&["status"])});
    for (name, code) in [(" ", "required"), ("two\nlines", "not_a_line")] {
        let reply = viewer.post(&path, &body(name)).await.expect(422).json();
        assert_eq!(
            (&reply["errors"][0]["field"], &reply["errors"][0]["code"]),
            (&json!("name"), &json!(code))
        );
    }
    let _ = viewer.post(&path, &body(&"x".repeat(81))).await.expect(422);
    let _ = viewer.post(&path, &body("Plans")).await.expect(201);
    let again = viewer.post(&path, &body("PLANS")).await.expect(422).json();
    assert_eq!(again["errors"][0]["code"], "taken");
    for number in 1..100 {
        let _ = viewer.post(&path, &body(&format!("Report {number}"))).await.expect(201);
    }
    let _ = viewer.post(&path, &body("One more")).await.expect(409);
}

#[tokio::test]
async fn a_kept_report_outlives_the_field_that_it_counts_by() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let mut admin = world.client(&app, "project_admin").await;
    let field = json!({"key": "trade", "label": "Trade", "kind": "dropdown"});
    let _ = admin.post(&world.project_path("/fields"), &field).await.expect(201);
    let path = world.project_path("/reports");
    let body = json!({"name": "By trade", "question": documents_by(&["fields.trade"])});
    let kept = admin.post(&path, &body).await.expect(201).json();
    let _ = admin.delete(&world.project_path("/fields/trade")).await.expect(204);
    let at = format!("{path}/{}", kept["id"].as_str().unwrap());
    let seen = admin.get(&at).await.expect(200).json();
    let reply = admin.post(&format!("{path}/run"), &seen["question"]).await.expect(422).json();
    assert_eq!(reply["errors"][0]["field"], "group_by[0]");
    let _ = admin.patch(&at, &json!({"version": 1, "name": "Once by trade"})).await.expect(200);
}
