//! The description of the API as people read it.

use std::collections::BTreeSet;

use serde_json::Value;
use wayleave_base::ErrorCode;
use wayleave_testkit::TestApp;

use crate::denial::fixture::Fixture;
use crate::operations::operations;

async fn page() -> String {
    let app = TestApp::new().await;
    let reply = app.anonymous().get("/api/docs").await.expect(200);
    assert_eq!(reply.header("content-type"), Some("text/html; charset=utf-8"));
    let policy = reply.header("content-security-policy").unwrap();
    assert!(
        policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
        "{policy}"
    );
    let css = app.anonymous().get("/api/docs.css").await.expect(200);
    assert_eq!(css.header("content-type"), Some("text/css; charset=utf-8"));
    assert!(!css.text().contains("url(") && !css.text().contains("@import"));
    reply.text()
}

/// The values of an attribute, in their order.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let mark = format!(" {attribute}=\"");
    page.split(&mark).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[tokio::test]
async fn the_page_shows_every_operation_and_every_link_on_it_leads_somewhere() {
    let page = page().await;
    let ids = values(&page, "id");
    let anchors: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), anchors.len(), "an anchor stands twice");
    for operation in operations() {
        assert!(anchors.contains(operation.id.as_str()), "{}", operation.id);
        assert!(page.contains(&format!("<code>{}</code>", escaped(&operation.path))), "{}", operation.path);
    }
    let links = values(&page, "href");
    assert!(links.len() > 300, "{}", links.len());
    for link in links {
        match link.strip_prefix('#') {
            Some(anchor) => assert!(anchors.contains(anchor), "{link} leads nowhere"),
            None => assert!(matches!(link, "/api/docs.css" | "/api/v1/openapi.json"), "{link}"),
        }
    }
    assert!(
        !page.contains("<script") && !page.contains("style=\"") && !page.contains("src="),
        "it needs nothing else"
    );
}

#[tokio::test]
async fn what_the_type_of_a_problem_points_to_is_on_the_page() {
    let page = page().await;
    for code in ErrorCode::ALL {
        assert!(page.contains(&format!("id=\"{}\"", code.code())), "{}", code.code());
        assert!(page.contains(&escaped(code.text())), "{}", code.text());
    }
    let app = TestApp::new().await;
    let problem = app.anonymous().get("/api/v1/me").await.expect(401).json();
    assert_eq!(problem["type"], "/api/docs#unauthenticated");
}

/// A text as it stands in HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('\'', "&#x27;").replace('/', "&#x2f;")
}

/// The example request of an operation, as it stands on the page: its address and its body.
fn example(page: &str, id: &str) -> (String, Option<Value>) {
    let article = page.split(&format!("<h3 id=\"{id}\">")).nth(1).unwrap();
    let text =
        article.split("aria-label=\"Example request\">").nth(1).unwrap().split("</pre>").next().unwrap();
    let text =
        text.replace("&quot;", "\"").replace("&#x27;", "'").replace("&#x2f;", "/").replace("&lt;", "<");
    let text = text.replace("&gt;", ">").replace("&amp;", "&");
    let body = text.split_once("application/json\n\n").map(|(_, body)| serde_json::from_str(body).unwrap());
    let address = text.lines().next().unwrap().split_once(' ').unwrap().1.to_owned();
    (address, body)
}

#[tokio::test]
async fn every_example_is_taken_for_what_it_is_and_every_failure_is_one_of_those_listed() {
    let page = page().await;
    let app = TestApp::new().await;
    let fixture = Fixture::new(&app).await;
    let admin = fixture.world.client(&app, "org_admin").await;
    let description = wayleave_app::http::openapi();
    let mut wrong = Vec::new();
    for operation in operations() {
        let (address, body) = example(&page, &operation.id);
        if operation.json && body.as_ref().is_none_or(|body| !body.is_object()) {
            wrong.push(format!("{} shows no body", operation.id));
        }
        if address.contains('{') || address.contains('…') {
            wrong.push(format!("{} shows the address {address}", operation.id));
            continue;
        }
        // What ends the session would end the test.
        if matches!(operation.id.as_str(), "sign_out" | "end_sessions" | "change_password") {
            continue;
        }
        let (kind, plain) = operation.body(&fixture.ids);
        let sent = body.as_ref().map_or(plain, |body| axum::body::Body::from(body.to_string()));
        let mut path = operation.address(&fixture.ids);
        path.push_str(
            &address
                .split_once('?')
                .map(|(_, query)| format!("?{query}"))
                .unwrap_or_default()
                .replace(' ', "%20"),
        );
        let reply = operation.speaking(&admin).send(operation.method.clone(), &path, kind, sent).await;
        let listed =
            &description["paths"][&operation.path][operation.method.as_str().to_lowercase()]["x-errors"];
        if reply.status.is_success() || operation.method == axum::http::Method::HEAD {
            continue;
        }
        let problem = reply.json();
        if !listed.as_array().unwrap().contains(&problem["code"]) {
            wrong.push(format!("{} does not list {}", operation.id, problem["code"]));
        }
        let unread =
            |error: &Value| matches!(error["code"].as_str(), Some("malformed" | "too_long" | "required"));
        let fields = problem["errors"].as_array().cloned().unwrap_or_default();
        if problem["code"] == "malformed" || fields.iter().any(unread) || reply.status.is_server_error() {
            wrong.push(format!("{}: {} for {body:?}", operation.id, reply.text()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    app.run_jobs().await;
}

#[test]
fn every_field_that_is_sent_has_an_example() {
    let description = wayleave_app::http::openapi();
    let schemas = &description["components"]["schemas"];
    let mut wanted: Vec<String> = Vec::new();
    for methods in description["paths"].as_object().unwrap().values() {
        for operation in methods.as_object().unwrap().values() {
            wanted.extend(references(&operation["requestBody"]));
        }
    }
    let (mut seen, mut without) = (BTreeSet::new(), Vec::new());
    while let Some(name) = wanted.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        for (field, property) in schemas[&name]["properties"].as_object().into_iter().flatten() {
            let inner = references(property);
            // Of fields that exclude each other one has none.
            let other = matches!(
                (name.as_str(), field.as_str()),
                ("NewRow" | "Acceptance", "document_id")
                    | ("NewOverride", "member_id")
                    | ("ReadNotices", "ids" | "up_to")
                    | ("DocumentQuery", "notice" | "limit" | "cursor")
            );
            if property.get("example").is_none() && inner.is_empty() && !other {
                without.push(format!("{name}.{field}"));
            }
            wanted.extend(inner);
        }
    }
    assert!(without.is_empty(), "{without:#?}");
}

fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| match (name.as_str(), value.as_str()) {
                ("$ref", Some(text)) => vec![text.rsplit('/').next().unwrap().to_owned()],
                _ => references(value),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}
