//! What happens around every request: its id and log line, who calls, cross-site refusal, security headers.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use tracing::Instrument;
use wayleave_base::ErrorCode;

use crate::config::AppConfig;
use crate::cx::{Meta, Used};
use crate::error::Error;
use crate::shared::Shared;

/// JSON bodies are small; anything larger is a file and goes to its own route.
pub const JSON_LIMIT: usize = 2 * 1024 * 1024;

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives the request its id and its [`Meta`], refuses cross-site writes, and logs one line when it is answered.
pub async fn around(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let request_id = shared.ids.public("req");
    let method = request.method().clone();
    let path = redact(request.uri().path());
    let span = tracing::info_span!("http", request.id = request_id, %method, path);
    let started = shared.clock.now();
    let mut response = handle(&shared, &request_id, request, next).instrument(span.clone()).await;
    let duration_ms = shared.clock.now() - started;
    span.in_scope(|| tracing::info!(status = response.status().as_u16(), duration_ms, "answered"));
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        headers.insert(&REQUEST_ID, value);
    }
    secure(headers);
    response
}

async fn handle(shared: &Arc<Shared>, request_id: &str, request: Request, next: Next) -> Response {
    if let Err(error) = same_site(&shared.config, request.method(), request.headers()) {
        return error.into_response();
    }
    if let Err(error) = readable(request.uri()) {
        return error.into_response();
    }
    let (mut parts, body) = request.into_parts();
    let mut meta = Meta {
        ip: caller(&shared.config, &parts.headers, parts.extensions.get::<ConnectInfo<SocketAddr>>()),
        user_agent: shortened(parts.headers.get(header::USER_AGENT)),
        request_id: request_id.to_owned(),
        route: format!("{} {}", parts.method, parts.uri.path()),
        idempotency: None,
        used: Used::default(),
    };
    let mut body = body;
    if let Some(key) = parts.headers.get("idempotency-key").and_then(|value| value.to_str().ok()) {
        if key.is_empty() || key.len() > 200 {
            return Error::because(ErrorCode::Malformed, "An idempotency key has 1 to 200 characters.")
                .into_response();
        }
        let is_json = parts
            .headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
        if parts.method == Method::POST && is_json {
            let Ok(bytes) = to_bytes(body, JSON_LIMIT).await else {
                return Error::code(ErrorCode::TooLarge).into_response();
            };
            meta.idempotency = Some((key.to_owned(), Sha256::digest(&bytes).to_vec()));
            body = Body::from(bytes);
        }
    }
    let used = meta.used.clone();
    parts.extensions.insert(Arc::new(meta));
    let response = next.run(Request::from_parts(parts, body)).await;
    crate::account::note_use(shared, &used).await;
    response
}

/// Refuses a write that another site caused. Browsers say where a request comes from; programs with neither header are
/// no browser and carry no cookie that they were not given.
fn same_site(config: &AppConfig, method: &Method, headers: &HeaderMap) -> Result<(), Error> {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let allowed = match (text("sec-fetch-site"), text("origin")) {
        (Some("same-origin" | "none"), _) => true,
        (Some(_), _) => false,
        (None, Some(origin)) => origin == config.public_url || host_matches(origin, text("host")),
        (None, None) => !headers.contains_key(header::COOKIE),
    };
    if allowed { Ok(()) } else { Err(Error::code(ErrorCode::CrossSite)) }
}

/// Refuses an address that is no text: what it says could be stored nowhere and names nothing. A guest's link is not read
/// at all but hashed, and answers by itself.
fn readable(address: &Uri) -> Result<(), Error> {
    if ["/g/", "/v/"].iter().any(|portal| address.path().starts_with(portal)) {
        return Ok(());
    }
    if !is_text(address.path()) {
        return Err(Error::not_found());
    }
    let pairs = address.query().unwrap_or_default().split('&');
    match pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).find(|(_, value)| !is_text(value)) {
        Some((name, _)) => Err(Error::field(name, "malformed", "This holds characters that are no text.")),
        None => Ok(()),
    }
}

/// Is it UTF-8 without control characters, once what is escaped is read?
fn is_text(escaped: &str) -> bool {
    let mut bytes = Vec::with_capacity(escaped.len());
    let mut rest = escaped.as_bytes();
    while let [first, more @ ..] = rest {
        let digits = more.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.filter(|_| *first == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &more[2..] } else { more };
    }
    std::str::from_utf8(&bytes).is_ok_and(|text| !text.chars().any(char::is_control))
}

/// On loopback the public address may be spelled in several ways; the origin must still be the host that was asked.
fn host_matches(origin: &str, host: Option<&str>) -> bool {
    host.is_some_and(|host| {
        origin.strip_prefix("http://").is_some_and(|name| name == host && is_loopback(name))
    })
}

fn is_loopback(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

/// The caller's address. A forwarded one counts only from a trusted proxy: the last entry that no trusted proxy wrote.
fn caller(config: &AppConfig, headers: &HeaderMap, peer: Option<&ConnectInfo<SocketAddr>>) -> IpAddr {
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip());
    if !config.trusted_proxies.contains(&peer) {
        return peer;
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let mut addresses: Vec<IpAddr> =
        forwarded.flat_map(|value| value.split(',')).filter_map(|part| part.trim().parse().ok()).collect();
    while let Some(address) = addresses.pop() {
        if !config.trusted_proxies.contains(&address) {
            return address;
        }
    }
    peer
}

fn shortened(user_agent: Option<&HeaderValue>) -> String {
    let text = user_agent.and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.chars().filter(|letter| !letter.is_control()).take(200).collect()
}

/// The path as logged: whatever looks like a token is cut to its kind.
fn redact(path: &str) -> String {
    path.split('/')
        .map(|part| if part.starts_with("wl") && part.len() > 40 { &part[..3] } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

/// Headers that every answer carries; a handler that set its own keeps it.
pub fn secure(headers: &mut HeaderMap) {
    let policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
                  img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; \
                  base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    let defaults = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    ];
    for (name, value) in defaults {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-store"));
}

#[cfg(test)]
mod tests {
    use super::is_text;

    #[test]
    fn an_address_is_text_or_refused() {
        for text in ["/api/v1/me", "/a%20b", "/%C3%A9%F0%9F%A6%80", "/100%", "/%zz", "q=%25+a"] {
            assert!(is_text(text), "{text}");
        }
        for noise in ["/%00", "/%ff", "/%C0%AE", "/a%0d%0Ab", "/%7f", "/%C2%80", "%ED%A0%80"] {
            assert!(!is_text(noise), "{noise}");
        }
    }
}
