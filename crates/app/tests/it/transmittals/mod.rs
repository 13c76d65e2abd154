//! Transmittals: what they are for, whom they go to, their drafts, and what issuing one would let whom see.

mod acknowledge;
mod before;
mod check;
mod drafts;
mod ends;
mod holders;
mod issue;
mod life;
pub mod links;
mod listing;
mod lists;
mod opens;
mod preview;
mod shares;
mod skips;
mod ticks;
mod told;

use serde_json::{Value, json};
use wayleave_testkit::{Arranged, World};

/// A draft that sends these documents to these recipients.
pub fn draft(documents: &[&Arranged], recipients: &[Value]) -> Value {
    let documents: Vec<Value> =
        documents.iter().map(|document| json!({"document_id": document.id})).collect();
    json!({"subject": "Ground floor, second issue", "purpose": "for_review", "documents": documents,
        "recipients": recipients})
}

/// A person of the world as a recipient.
pub fn person(world: &World, kind: &str) -> Value {
    json!({"kind": "person", "id": world.people[kind].id})
}

/// An address as a recipient.
pub fn address(email: &str) -> Value {
    json!({"kind": "address", "email": email})
}

/// The fields and codes of a refusal.
pub fn faults(reply: &Value, key: &str) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    reply[key].as_array().unwrap().iter().map(|fault| (text(&fault["field"]), text(&fault["code"]))).collect()
}
