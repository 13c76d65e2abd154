//! Workflows over HTTP.

mod attachments;
mod comments;
mod evidence;
mod leavers;
mod listing;
mod matrix;
mod model;
mod newcomers;
mod outdated;
mod receipts;
pub mod run;
mod signing;
mod templates;
mod withdrawn;

pub use evidence::words_of;

use serde_json::{Value, json};
use wayleave_testkit::{Reply, World};

/// The fields at fault in an answer, with their codes.
pub fn faults(reply: &Reply) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let errors = reply.json()["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|error| (text(&error["field"]), text(&error["code"]))).collect()
}

/// One fault.
pub fn fault(field: &str, code: &str) -> Vec<(String, String)> {
    vec![(field.to_owned(), code.to_owned())]
}

/// A person of the world, as a party.
pub fn person(world: &World, kind: &str) -> Value {
    json!({"kind": "person", "person_id": world.people[kind].id})
}

/// Whoever holds a role, as a party.
pub fn role(code: &str) -> Value {
    json!({"kind": "role", "role": code})
}

/// A step that somebody answers.
pub fn step(kind: &str, assignment: &Value) -> Value {
    json!({"name": "Check", "type": kind, "assignment": assignment})
}

/// The id of an answer.
pub fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}
