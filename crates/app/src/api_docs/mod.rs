//! The description of the API for people: `/api/docs`, made from the same document as `/api/v1/openapi.json`.
//!
//! One page without script, to be read with any browser, on paper and without a network. What a problem's `type` points to
//! is an anchor on it.

mod answers;
mod examples;
mod failures;
mod fields;
mod permission;
mod vocabulary;

use std::sync::LazyLock;

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value as Shown};
use minijinja::{Environment, UndefinedBehavior, context};
use serde_json::{Map, Value, json};
use wayleave_base::ErrorCode;

use fields::Schemas;

/// The page's address; problems point to anchors on it.
const PLACE: &str = "/api/docs";

/// The two files of the page.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route(PLACE, get(page)).route("/api/docs.css", get(css))
}

/// Adds what people and programs want to know of each operation beyond its shape: examples, and the codes of its failures.
pub fn complete(description: &mut Value) {
    vocabulary::add(description);
    failures::add(description);
    sessions(description);
}

/// Says how requests tell who asks: by the session's cookie, everywhere but at the public doors.
fn sessions(description: &mut Value) {
    // Over https its name has the prefix `__Host-`.
    description["components"]["securitySchemes"] =
        json!({"session": {"type": "apiKey", "in": "cookie", "name": "wayleave"}});
    description["security"] = json!([{"session": []}]);
    let paths = description["paths"].as_object_mut().into_iter().flatten();
    for operation in paths.filter_map(|(_, path)| path.as_object_mut()).flat_map(|path| path.values_mut()) {
        if operation["x-action"] == "public" {
            operation["security"] = json!([]);
        }
    }
}

static PAGE: LazyLock<Result<String, minijinja::Error>> = LazyLock::new(|| render(crate::http::openapi()));

async fn page() -> Response {
    const POLICY: &str =
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    match &*PAGE {
        Ok(text) => {
            let kind = HeaderValue::from_static("text/html; charset=utf-8");
            let policy = HeaderValue::from_static(POLICY);
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_SECURITY_POLICY, policy)], text.as_str())
                .into_response()
        }
        Err(error) => {
            tracing::error!(%error, "the page of the API could not be filled");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

async fn css() -> Response {
    let kind = HeaderValue::from_static("text/css; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], include_str!("../../templates/api_docs/docs.css")).into_response()
}

fn render(description: &Value) -> Result<String, minijinja::Error> {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    templates.add_filter("marked", |text: &str| Shown::from_safe_string(marked(text)));
    templates.add_template("page.html", include_str!("../../templates/api_docs/page.html.j2"))?;
    let errors: Vec<Value> = ErrorCode::ALL
        .iter()
        .map(|code| json!({"code": code.code(), "status": code.kind().status(), "text": code.text()}))
        .collect();
    let sections = sections(description);
    templates.get_template("page.html")?.render(context! {
        sections => Shown::from(Serde(&sections)),
        errors => Shown::from(Serde(&errors)),
    })
}

/// A text of the description as HTML: what stands between backticks is code.
fn marked(text: &str) -> String {
    let plain = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let parts: Vec<&str> = plain.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return plain;
    }
    let mut html = String::new();
    for (at, part) in parts.iter().enumerate() {
        html.push_str(&if at % 2 == 1 { format!("<code>{part}</code>") } else { (*part).to_owned() });
    }
    html
}

/// The operations under their tags, both in the order of the alphabet and of their addresses.
fn sections(description: &Value) -> Vec<Value> {
    let schemas = Schemas::of(description);
    let mut tags: Map<String, Value> = Map::new();
    for (path, methods) in description["paths"].as_object().into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let tag = operation["tags"][0].as_str().unwrap_or("other").to_owned();
            let entry = tags.entry(tag).or_insert_with(|| json!([]));
            if let Some(list) = entry.as_array_mut() {
                list.push(shown(&schemas, path, method, operation));
            }
        }
    }
    tags.into_iter()
        .map(|(tag, operations)| {
            json!({"name": tag, "anchor": format!("tag-{}", tag.replace(' ', "-")), "operations": operations})
        })
        .collect()
}

/// One operation as the template takes it.
fn shown(schemas: &Schemas<'_>, path: &str, method: &str, operation: &Value) -> Value {
    let parameters: Vec<Value> = operation["parameters"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|parameter| {
            json!({
                "name": parameter["name"],
                "place": parameter["in"],
                "kind": schemas.kind(&parameter["schema"]),
                "required": parameter["required"].as_bool().unwrap_or(false),
                "text": parameter["description"].as_str().unwrap_or_default(),
            })
        })
        .collect();
    json!({
        "id": operation["operationId"],
        "method": method.to_uppercase(),
        "path": path,
        "summary": operation["summary"].as_str().unwrap_or_default(),
        "text": operation["description"].as_str().unwrap_or_default(),
        "permission": permission::of(operation["x-action"].as_str().unwrap_or_default()),
        "parameters": parameters,
        "body": answers::body(schemas, operation),
        "request": answers::request(schemas, path, method, operation),
        "answers": answers::of(schemas, operation),
        "errors": operation["x-errors"],
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn backticks_mark_code_and_nothing_else_is_markup() {
        assert_eq!(super::marked("`a` or <b>"), "<code>a</code> or &lt;b&gt;");
        assert_eq!(super::marked("one ` alone"), "one ` alone");
    }
}
