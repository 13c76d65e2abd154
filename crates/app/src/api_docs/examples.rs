//! Examples of whole bodies, put together from those of their fields.

use serde_json::{Map, Value, json};

use super::fields::{Schemas, is_nullable, kind_of, requires};

/// Deeper than this an example says nothing.
const DEEPEST: usize = 6;

/// The example of a body that is sent: what is required and whatever has an example.
pub fn sent<'a>(schemas: &Schemas<'a>, schema: &'a Value) -> Value {
    compose(schemas, schema, true, 0)
}

/// The example of a body that is answered: every field.
pub fn answered<'a>(schemas: &Schemas<'a>, schema: &'a Value) -> Value {
    compose(schemas, schema, false, 0)
}

fn compose<'a>(schemas: &Schemas<'a>, schema: &'a Value, is_sent: bool, depth: usize) -> Value {
    if let Some(example) = given(schema) {
        return example;
    }
    let (_, found) = schemas.resolve(schema);
    if let Some(example) = given(found) {
        return example;
    }
    match kind_of(found) {
        _ if depth > DEEPEST => Value::Null,
        "array" => json!([compose(schemas, &found["items"], is_sent, depth + 1)]),
        "object" => {
            let mut object = Map::new();
            for (name, property) in found["properties"].as_object().into_iter().flatten() {
                let (_, inner) = schemas.resolve(property);
                let told = given(property).is_some()
                    || given(inner).is_some()
                    || matches!(kind_of(inner), "object" | "array") && !is_nullable(property);
                if !is_sent || told || requires(found, name) {
                    object.insert(name.clone(), compose(schemas, property, is_sent, depth + 1));
                }
            }
            Value::Object(object)
        }
        "integer" | "number" => json!(1),
        "boolean" => json!(false),
        "string" => found["enum"].get(0).cloned().unwrap_or_else(|| json!("…")),
        _ => json!({}),
    }
}

fn given(schema: &Value) -> Option<Value> {
    let example = schema.get("example").or_else(|| schema["examples"].get(0));
    example.cloned()
}
