//! The operations of the description, and how one of them is called: for tests that hold for each of them.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::Method;
use serde_json::Value;
use wayleave_testkit::{Client, Reply};

use crate::denial::bodies;

/// An operation of the description.
pub struct Operation {
    pub id: String,
    pub method: Method,
    pub path: String,
    pub action: String,
    /// Is its body a file?
    pub raw: bool,
    /// Is its body JSON?
    pub json: bool,
    /// The names and kinds of its query parameters.
    pub query: Vec<(String, String)>,
}

/// All operations, in the order of their paths.
pub fn operations() -> Vec<Operation> {
    let description = serde_json::to_value(wayleave_app::http::openapi()).unwrap();
    let mut operations = Vec::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let content = &operation["requestBody"]["content"];
            operations.push(Operation {
                id: operation["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                action: operation["x-action"].as_str().unwrap_or_default().to_owned(),
                raw: content.get("application/octet-stream").is_some() || content.get("image/png").is_some(),
                json: content.get("application/json").is_some(),
                query: query_parameters(operation),
            });
        }
    }
    operations
}

fn query_parameters(operation: &Value) -> Vec<(String, String)> {
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let query = parameters.iter().filter(|parameter| parameter["in"] == "query");
    query
        .map(|parameter| {
            let kind = &parameter["schema"]["type"];
            let kind = kind.as_str().or_else(|| kind[0].as_str()).unwrap_or("string");
            (parameter["name"].as_str().unwrap().to_owned(), kind.to_owned())
        })
        .collect()
}

impl Operation {
    /// May it change something?
    pub fn is_unsafe(&self) -> bool {
        self.method != Method::GET
    }

    /// Its address with these ids, without a query.
    pub fn address(&self, ids: &BTreeMap<String, String>) -> String {
        let mut path = self.path.replace("/guest-shares/{share}", "/guest-shares/{guest_share}");
        for (name, id) in ids {
            path = path.replace(&format!("{{{name}}}"), id);
        }
        assert!(!path.contains('{'), "{}: no id for {path}", self.id);
        path
    }

    /// Its address with the query that it cannot do without.
    pub fn address_with_query(&self, ids: &BTreeMap<String, String>) -> String {
        self.address(ids) + &bodies::query(&self.id).replace("EXPLAINED", &ids["stranger"])
    }

    /// The content type and the body with which it works.
    pub fn body(&self, ids: &BTreeMap<String, String>) -> (Option<&'static str>, Body) {
        match self.method {
            Method::GET | Method::DELETE => (None, Body::empty()),
            _ if self.raw => (Some("application/octet-stream"), Body::from(wayleave_testkit::PDF)),
            _ => (Some("application/json"), Body::from(bodies::body(&self.id, ids).to_string())),
        }
    }
}

/// Calls an operation as it should be called.
pub async fn call(client: &mut Client, operation: &Operation, ids: &BTreeMap<String, String>) -> Reply {
    let (kind, body) = operation.body(ids);
    client.send(operation.method.clone(), &operation.address_with_query(ids), kind, body).await
}
