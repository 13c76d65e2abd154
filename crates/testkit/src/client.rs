//! A browser or program that speaks to the product: it keeps cookies and says it comes from the product's own site.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use bytes::Bytes;
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

/// A client with its cookies.
#[derive(Clone)]
pub struct Client {
    router: Router,
    cookies: BTreeMap<String, String>,
    headers: Vec<(String, String)>,
    silent: bool,
}

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; empty when it was cut.
    pub body: Bytes,
    /// Did the body break off, so that whoever reads it knows that it is not whole?
    pub cut: bool,
    /// What was asked, for messages.
    pub asked: String,
}

impl Client {
    /// A client without a session.
    #[must_use]
    pub fn new(router: Router) -> Self {
        Self { router, cookies: BTreeMap::new(), headers: Vec::new(), silent: false }
    }

    /// The same client with one more cookie.
    #[must_use]
    pub fn with_cookie(mut self, name: &str, value: &str) -> Self {
        self.cookies.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The same client sending one more header with every request.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same client, not saying where its requests come from: a program, or a browser that hides it.
    #[must_use]
    pub fn silent(mut self) -> Self {
        self.silent = true;
        self
    }

    /// The cookies held.
    #[must_use]
    pub fn cookies(&self) -> &BTreeMap<String, String> {
        &self.cookies
    }

    /// GET.
    pub async fn get(&mut self, path: &str) -> Reply {
        self.send(Method::GET, path, None, Body::empty()).await
    }

    /// HEAD.
    pub async fn head(&mut self, path: &str) -> Reply {
        self.send(Method::HEAD, path, None, Body::empty()).await
    }

    /// POST of a JSON value.
    pub async fn post(&mut self, path: &str, body: &Value) -> Reply {
        self.send(Method::POST, path, Some("application/json"), Body::from(body.to_string())).await
    }

    /// PATCH of a JSON value.
    pub async fn patch(&mut self, path: &str, body: &Value) -> Reply {
        self.send(Method::PATCH, path, Some("application/json"), Body::from(body.to_string())).await
    }

    /// PUT of a JSON value.
    pub async fn put(&mut self, path: &str, body: &Value) -> Reply {
        self.send(Method::PUT, path, Some("application/json"), Body::from(body.to_string())).await
    }

    /// DELETE.
    pub async fn delete(&mut self, path: &str) -> Reply {
        self.send(Method::DELETE, path, None, Body::empty()).await
    }

    /// POST of raw bytes, as an upload.
    pub async fn upload(&mut self, path: &str, content: impl Into<Bytes>) -> Reply {
        self.send(Method::POST, path, Some("application/octet-stream"), Body::from(content.into())).await
    }

    /// POST of a form, as the guest portal's pages send.
    pub async fn form(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let text: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        self.send(Method::POST, path, Some("application/x-www-form-urlencoded"), Body::from(text.join("&")))
            .await
    }

    /// Any request.
    pub async fn send(&mut self, method: Method, path: &str, kind: Option<&str>, body: Body) -> Reply {
        let asked = format!("{method} {path}");
        let mut request = Request::builder().method(method).uri(path).header("sec-fetch-site", "same-origin");
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        if !self.cookies.is_empty() {
            let pairs: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(header::COOKIE, pairs.join("; "));
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let mut request = request.body(body).expect("the request is well formed");
        if self.silent {
            request.headers_mut().remove("sec-fetch-site");
        }
        // A header given by the test replaces the one every request has.
        for (name, value) in &self.headers {
            let name: axum::http::HeaderName = name.parse().expect("a header name");
            request.headers_mut().insert(name, value.parse().expect("a header value"));
        }
        let response = self.router.clone().oneshot(request).await.expect("the router always answers");
        let (parts, body) = response.into_parts();
        self.keep(&parts.headers);
        let (body, cut) = match body.collect().await {
            Ok(whole) => (whole.to_bytes(), false),
            Err(_) => (Bytes::new(), true),
        };
        Reply { status: parts.status, headers: parts.headers, body, cut, asked }
    }

    fn keep(&mut self, headers: &HeaderMap) {
        for value in headers.get_all(header::SET_COOKIE) {
            let text = value.to_str().expect("cookies are ascii");
            let mut parts = text.split(';');
            let (name, value) =
                parts.next().and_then(|pair| pair.split_once('=')).expect("a cookie has a name");
            if parts.any(|part| part.trim() == "Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            },
        )
        .collect()
}

impl Reply {
    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("{}: {} is no JSON ({error}): {}", self.asked, self.status, self.text())
        })
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The same reply, if it has this status; the test fails with the body otherwise.
    #[must_use]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.asked, self.text());
        assert!(!self.cut, "{}: the body broke off", self.asked);
        self
    }

    /// A header as text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The code of a problem.
    #[must_use]
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}
