//! What is sent and what is answered, with an example of each.

use serde_json::{Value, json};

use super::examples;
use super::fields::Schemas;

/// The body that an operation takes: its media type, its fields and an example; null when it takes none.
pub fn body<'a>(schemas: &Schemas<'a>, operation: &'a Value) -> Value {
    let Some((kind, content)) = first(&operation["requestBody"]["content"]) else { return Value::Null };
    let is_json = kind == "application/json";
    json!({
        "media_type": kind,
        "fields": if is_json { schemas.rows(&content["schema"]) } else { Vec::new() },
        "is_file": !is_json,
    })
}

/// An example of the whole request, as a browser or a program sends it.
pub fn request<'a>(schemas: &Schemas<'a>, path: &str, method: &str, operation: &'a Value) -> String {
    let mut path = path.to_owned();
    let mut query = Vec::new();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or_default();
        let example = match &parameter["example"] {
            Value::String(text) => text.clone(),
            Value::Null => "…".to_owned(),
            other => other.to_string(),
        };
        if parameter["in"] == "path" {
            path = path.replace(&format!("{{{name}}}"), &example);
        } else if parameter["required"] == true {
            query.push(format!("{name}={example}"));
        }
    }
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    let mut text = format!("{} {path}{query}", method.to_uppercase());
    if let Some((kind, content)) = first(&operation["requestBody"]["content"]) {
        text.push_str(&format!("\nContent-Type: {kind}\n\n"));
        if kind == "application/json" {
            text.push_str(&pretty(&examples::sent(schemas, &content["schema"])));
        } else {
            text.push_str("(the bytes of the file)");
        }
    }
    text
}

/// The answers of an operation that are no failures.
pub fn of<'a>(schemas: &Schemas<'a>, operation: &'a Value) -> Vec<Value> {
    let answers = operation["responses"].as_object().into_iter().flatten();
    answers
        .filter(|(status, _)| *status != "default")
        .map(|(status, answer)| {
            let content = first(&answer["content"]);
            let is_json = content.is_some_and(|(kind, _)| kind == "application/json");
            let schema = content.map(|(_, content)| &content["schema"]).filter(|_| is_json);
            json!({
                "status": status,
                "text": answer["description"].as_str().unwrap_or_default(),
                "media_type": content.map(|(kind, _)| kind),
                "fields": schema.map(|schema| schemas.rows(schema)).unwrap_or_default(),
                "example": schema.map(|schema| pretty(&examples::answered(schemas, schema))),
            })
        })
        .collect()
}

fn first(content: &Value) -> Option<(&str, &Value)> {
    content.as_object()?.iter().next().map(|(kind, content)| (kind.as_str(), content))
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
