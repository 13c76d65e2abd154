//! Work packages over HTTP: their life, who moves them, what of them is seen, and who is told.

mod life;
mod sight;

use serde_json::{Value, json};
use wayleave_testkit::{Arranged, Client, TestApp, World};

/// A package of the initiator's, which the reviewer reviews.
fn wish(world: &World, documents: &[&Arranged], workflows: &[&Value]) -> Value {
    let documents: Vec<&str> = documents.iter().map(|document| document.id.as_str()).collect();
    let workflows: Vec<&Value> = workflows.iter().map(|workflow| &workflow["id"]).collect();
    json!({"name": "Ground floor structure", "description": "Drawings and calculations.",
        "assignee_id": world.people["initiator"].id, "reviewer_ids": [world.people["reviewer"].id],
        "due_on": "2026-11-25", "document_ids": documents, "workflow_ids": workflows})
}

async fn make(client: &mut Client, world: &World, wish: &Value) -> Value {
    client.post(&world.project_path("/work-packages"), wish).await.expect(201).json()
}

/// The address of a package.
fn at(world: &World, package: &Value, rest: &str) -> String {
    world.project_path(&format!("/work-packages/{}{rest}", package["id"].as_str().unwrap()))
}

/// Moves a package on from the version that it has, with a word to it.
async fn go(client: &mut Client, world: &World, package: &Value, step: &str, note: &str) -> Value {
    let held = client.get(&at(world, package, "")).await.expect(200).json();
    let body = json!({"version": held["version"], "note": note});
    client.post(&at(world, package, &format!("/{step}")), &body).await.expect(200).json()
}

/// The answer to a move that is refused.
async fn refused(
    client: &mut Client,
    world: &World,
    package: &Value,
    step: &str,
    status: u16,
) -> wayleave_testkit::Reply {
    let held = client.get(&at(world, package, "")).await.expect(200).json();
    let body = json!({"version": held["version"], "note": "As discussed."});
    client.post(&at(world, package, &format!("/{step}")), &body).await.expect(status)
}

/// What somebody was told of work packages, the newest first.
async fn told(app: &TestApp, world: &World, kind: &str) -> Vec<(String, String)> {
    let list = world.client(app, kind).await.get(&world.path("/notifications?limit=200")).await;
    let list = list.expect(200).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let items = list["items"].as_array().unwrap().iter();
    items
        .map(|one| (text(&one["kind"]), text(&one["text"])))
        .filter(|(kind, _)| kind.starts_with("work_package."))
        .collect()
}

fn kinds(told: &[(String, String)]) -> Vec<&str> {
    told.iter().map(|(kind, _)| kind.as_str()).collect()
}
