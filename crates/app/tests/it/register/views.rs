//! Saved views: kept by everybody for themselves, shared within the team.

use serde_json::{Value, json};
use wayleave_testkit::TestApp;

use super::events;

fn names(list: &Value) -> Vec<String> {
    list["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_view_is_its_keepers_until_it_is_shared_and_never_shown_outside() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let path = world.project_path("/views");
    let mut initiator = world.client(&app, "initiator").await;
    let mut viewer = world.client(&app, "viewer").await;
    let mut external = world.client(&app, "external").await;
    let mut admin = world.client(&app, "project_admin").await;
    let query = json!({"q": "status:approved", "filters": {"discipline": ["STR"]}, "sort": "number", "columns": ["number", "title"]});
    let mine = initiator.post(&path, &json!({"name": "Approved", "query": query})).await.expect(201).json();
    assert_eq!((&mine["query"], &mine["mine"], &mine["shared"]), (&query, &json!(true), &json!(false)));
    let at = |view: &Value| format!("{path}/{}", view["id"].as_str().unwrap());
    for client in [&mut viewer, &mut external, &mut admin] {
        assert_eq!(names(&client.get(&path).await.expect(200).json()), Vec::<String>::new());
        let _ = client.patch(&at(&mine), &json!({"version": 1, "name": "Mine now"})).await.expect(404);
        let _ = client.delete(&at(&mine)).await.expect(404);
    }
    let shared = initiator.patch(&at(&mine), &json!({"version": 1, "shared": true})).await.expect(200).json();
    assert_eq!((&shared["version"], &shared["query"]), (&json!(2), &query));
    let seen = viewer.get(&path).await.expect(200).json();
    assert_eq!(names(&seen), ["Approved"]);
    assert_eq!(seen["items"][0]["abilities"]["saved_view.change"]["allowed"], false);
    let _ = viewer.delete(&at(&mine)).await.expect(403);
    let _ = initiator.patch(&at(&mine), &json!({"version": 1, "name": "Old"})).await.expect(412);
    // From outside: their own, which they cannot share.
    assert_eq!(names(&external.get(&path).await.expect(200).json()), Vec::<String>::new());
    let own = json!({"name": "Ours", "query": {"q": "door"}});
    let own = external.post(&path, &own).await.expect(201).json();
    let _ = external.patch(&at(&own), &json!({"version": 1, "shared": true})).await.expect(403);
    let _ = external.post(&path, &json!({"name": "Two", "shared": true, "query": {}})).await.expect(403);
    assert_eq!(names(&viewer.get(&path).await.expect(200).json()), ["Approved"]);
    let _ = external.delete(&at(&own)).await.expect(204);
    let _ = admin.delete(&at(&mine)).await.expect(204);
    let _ = initiator.delete(&at(&mine)).await.expect(404);
    assert_eq!(events(&app, &world, "saved_view.created").await.len(), 2);
    assert_eq!(events(&app, &world, "saved_view.changed").await.len(), 1);
    assert_eq!(events(&app, &world, "saved_view.deleted").await.len(), 2);
}

#[tokio::test]
async fn a_view_that_makes_no_sense_is_refused_with_the_field() {
    let app = TestApp::new().await;
    let world = app.world().await;
    let path = world.project_path("/views");
    let mut viewer = world.client(&app, "viewer").await;
    let many: Vec<String> = (0..61).map(|at| format!("c{at}")).collect();
    for (body, field) in [
        (json!({"name": " ", "query": {}}), "name"),
        (json!({"name": "x".repeat(81), "query": {}}), "name"),
        (json!({"name": "A", "query": {"q": "(plan"}}), "query.q"),
        (json!({"name": "A", "query": {"filters": {"status": [""]}}}), "query.filters"),
        (json!({"name": "A", "query": {"columns": many}}), "query.columns"),
        (json!({"name": "A", "query": {"sort": "a\u{7}"}}), "query.sort"),
    ] {
        let reply = viewer.post(&path, &body).await.expect(422).json();
        assert_eq!(reply["errors"][0]["field"], field, "{body}");
    }
    let _ = viewer.post(&path, &json!({"name": "Plans", "query": {}})).await.expect(201);
    let again = viewer.post(&path, &json!({"name": "PLANS", "query": {}})).await.expect(422).json();
    assert_eq!(again["errors"][0]["field"], "name");
    for number in 1..100 {
        let body = json!({"name": format!("View {number}"), "query": {}});
        let _ = viewer.post(&path, &body).await.expect(201);
    }
    let _ = viewer.post(&path, &json!({"name": "One more", "query": {}})).await.expect(409);
}
