//! The cookies: `__Host-` and `Secure` over https; the same names without the prefix on loopback http.

use axum::http::{HeaderMap, HeaderValue, header};
use wayleave_base::{Token, TokenKind};

use crate::config::AppConfig;

const SESSION: &str = "wayleave";

/// The full name of a cookie under this configuration.
#[must_use]
pub fn name(config: &AppConfig, base: &str) -> String {
    if config.is_https() { format!("__Host-{base}") } else { base.to_owned() }
}

/// The value of a cookie, if it came with the request exactly once.
#[must_use]
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut found = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value);
    let first = found.next()?;
    // Two cookies of one name mean that somebody planted one; neither is believed.
    found.next().is_none().then_some(first)
}

/// The session token of a request.
#[must_use]
pub fn session(headers: &HeaderMap, config: &AppConfig) -> Option<Token> {
    Token::parse(TokenKind::Session, read(headers, &name(config, SESSION))?)
}

/// The `Set-Cookie` value that hands over a session.
#[must_use]
pub fn give_session(config: &AppConfig, token: &Token) -> HeaderValue {
    give(config, SESSION, token.reveal())
}

/// The `Set-Cookie` value that takes the session back.
#[must_use]
pub fn take_session(config: &AppConfig) -> HeaderValue {
    take(config, SESSION)
}

/// A `Set-Cookie` value: host-only, unreadable by scripts, not sent from other sites' forms.
#[must_use]
pub fn give(config: &AppConfig, base: &str, value: &str) -> HeaderValue {
    set(config, base, value, "")
}

/// A `Set-Cookie` value that removes the cookie.
#[must_use]
pub fn take(config: &AppConfig, base: &str) -> HeaderValue {
    set(config, base, "", "; Max-Age=0")
}

fn set(config: &AppConfig, base: &str, value: &str, end: &str) -> HeaderValue {
    let secure = if config.is_https() { "; Secure" } else { "" };
    let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{end}", name(config, base));
    HeaderValue::from_str(&text).expect("names and tokens are ascii")
}
