//! Fields, their values on documents, and numbers made of them, over HTTP.

mod fields;
mod names;
mod numbering;
mod preset;
mod values;

use serde_json::{Value, json};
use wayleave_testkit::{Client, Reply, World};

use crate::register::upload;

/// The codes of a refusal's field errors, each with its field.
pub fn errors(reply: &Reply) -> Vec<(String, String)> {
    let problem = reply.json();
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    errors.iter().map(|error| (text(&error["field"]), text(&error["code"]))).collect()
}

/// One error, to compare with.
pub fn fault(field: &str, code: &str) -> Vec<(String, String)> {
    vec![(field.to_owned(), code.to_owned())]
}

/// Adds a field and gives it these choices.
pub async fn field(admin: &mut Client, base: &str, key: &str, kind: &str, codes: &[&str]) {
    let new = json!({"key": key, "label": key.to_uppercase(), "kind": kind});
    let _ = admin.post(&format!("{base}/fields"), &new).await.expect(201);
    options(admin, base, key, codes).await;
}

/// Gives a field these choices.
pub async fn options(admin: &mut Client, base: &str, key: &str, codes: &[&str]) {
    for code in codes {
        let new = json!({"code": code, "label": format!("{key} {code}")});
        let _ = admin.post(&format!("{base}/fields/{key}/options"), &new).await.expect(201);
    }
}

/// Asks for a document with these things in its row.
pub async fn ask(world: &World, client: &mut Client, more: Value) -> Reply {
    let id = upload(world, client, "plan.pdf").await;
    let mut row = json!({"upload_id": id, "title": "Plan", "revision": "P01", "document_type": "DRG"});
    for (key, value) in more.as_object().unwrap() {
        row[key] = value.clone();
    }
    client.post(&world.project_path("/documents"), &json!({"rows": [row]})).await
}

/// Makes a document with these things in its row.
pub async fn make(world: &World, client: &mut Client, more: Value) -> Value {
    ask(world, client, more).await.expect(201).json()["items"][0].clone()
}

/// A scheme of discipline, document type and a counter of four digits.
pub fn scheme() -> Value {
    json!({"scope": "combination", "segments": [
        {"kind": "code", "field": "discipline"}, {"kind": "literal", "text": "-"},
        {"kind": "code", "field": "document_type"}, {"kind": "literal", "text": "-"},
        {"kind": "counter", "width": 4, "start": 1},
    ]})
}
