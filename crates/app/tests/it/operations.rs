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
    /// The type of the file that its body is.
    pub kind: Option<&'static str>,
    /// Is its body JSON?
    pub json: bool,
    /// The names and kinds of its query parameters.
    pub query: Vec<(String, String)>,
}

/// The types of bodies that are files.
const FILES: &[&str] = &["application/octet-stream", "image/png", "application/offset+octet-stream"];

/// All operations, in the order of their paths.
pub fn operations() -> Vec<Operation> {
    let description = wayleave_app::http::openapi().clone();
    let mut operations = Vec::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let content = &operation["requestBody"]["content"];
            operations.push(Operation {
                id: operation["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                action: operation["x-action"].as_str().unwrap_or_default().to_owned(),
                raw: FILES.iter().any(|kind| content.get(kind).is_some()),
                kind: FILES.iter().find(|kind| content.get(**kind).is_some()).copied(),
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
        !matches!(self.method, Method::GET | Method::HEAD | Method::OPTIONS)
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

    /// The client, sending the headers that the operation cannot do without.
    pub fn speaking(&self, client: &Client) -> Client {
        let headers = bodies::headers(&self.id);
        headers.iter().fold(client.clone(), |client, (name, value)| client.with_header(name, value))
    }

    /// The content type and the body with which it works.
    pub fn body(&self, ids: &BTreeMap<String, String>) -> (Option<&'static str>, Body) {
        match self.method {
            Method::GET | Method::DELETE | Method::HEAD | Method::OPTIONS => (None, Body::empty()),
            // A logo is taken under the type of any file, which tells it apart by its content.
            _ if self.raw => {
                let kind = self.kind.filter(|kind| *kind != "image/png");
                (Some(kind.unwrap_or("application/octet-stream")), Body::from(wayleave_testkit::PDF))
            }
            _ => (Some("application/json"), Body::from(bodies::body(&self.id, ids).to_string())),
        }
    }
}

/// Calls an operation as it should be called.
pub async fn call(client: &mut Client, operation: &Operation, ids: &BTreeMap<String, String>) -> Reply {
    let (kind, body) = operation.body(ids);
    let address = operation.address_with_query(ids);
    if bodies::headers(&operation.id).is_empty() {
        // This very client, so that it keeps the cookies that it is given.
        return client.send(operation.method.clone(), &address, kind, body).await;
    }
    operation.speaking(client).send(operation.method.clone(), &address, kind, body).await
}
