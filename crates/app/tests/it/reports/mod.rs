//! Reports over HTTP.

mod files;
mod formal;
mod numbers;
mod questions;
mod saved;

use serde_json::{Value, json};
use wayleave_testkit::{Client, TestApp, World};

/// Asks a question.
pub async fn run(client: &mut Client, world: &World, question: &Value) -> Value {
    client.post(&world.project_path("/reports/run"), question).await.expect(200).json()
}

/// The codes and counts of some values.
pub fn counts(heads: &Value) -> Vec<(Value, i64)> {
    let heads = heads.as_array().unwrap();
    heads.iter().map(|head| (head["code"].clone(), head["count"].as_i64().unwrap())).collect()
}

/// Gives a document values in its fields, as an administrator.
pub async fn describe(app: &TestApp, world: &World, document: &str, values: &Value) {
    let mut admin = world.client(app, "org_admin").await;
    let path = world.project_path(&format!("/documents/{document}"));
    let mut edit = values.clone();
    edit["version"] = admin.get(&path).await.expect(200).json()["version"].clone();
    let _ = admin.patch(&path, &edit).await.expect(200);
}

/// A question about documents by these dimensions.
pub fn documents_by(groups: &[&str]) -> Value {
    json!({"metric": "document_count", "group_by": groups})
}
