//! What a text would open if somebody showed it as a secret: the lookups of the product themselves, without the limits on
//! guessing that stand before them. For tests alone, which could not ask often enough otherwise.

use axum::http::{HeaderMap, HeaderValue, header};
use wayleave_base::{Timestamp, Token, TokenKind};
use wayleave_db::Tx;

use crate::config::AppConfig;
use crate::error::Result;
use crate::http::cookies;
use crate::organisations::invitations::store as invitations;
use crate::{account, guests, work};

/// A place where a secret is asked for.
#[derive(Clone, Debug)]
pub enum Door {
    /// The cookie of a session.
    Session,
    /// The link of an invitation or of the set-up of an organisation.
    Invitation,
    /// The link that sets a new password.
    Reset,
    /// A guest's link.
    GuestLink,
    /// The cookie of a guest's session, on the page with this id.
    GuestSession(String),
}

/// Does this door open to `text`?
pub async fn opens(tx: &mut Tx, config: &AppConfig, door: &Door, text: &str, now: Timestamp) -> Result<bool> {
    let parsed = |kind| Token::parse(kind, text);
    Ok(match door {
        Door::Session => {
            let headers = cookie(&cookies::name(config, "wayleave"), text);
            match cookies::session(&headers, config) {
                Some(token) => work::session_of(tx, &token, now).await?.is_some(),
                None => false,
            }
        }
        Door::Invitation => match parsed(TokenKind::Invitation) {
            Some(token) => invitations::by_token(tx, &token, now).await?.is_some(),
            None => false,
        },
        Door::Reset => match parsed(TokenKind::Reset) {
            Some(token) => account::find_reset(tx, &token, now).await?.is_some(),
            None => false,
        },
        Door::GuestLink => guests::find_link(tx, text, now).await?.is_some(),
        Door::GuestSession(page) => {
            let headers = cookie(&cookies::name(config, "guest-0"), text);
            guests::find_session(tx, &headers, config, page, now).await?.is_some()
        }
    })
}

/// The headers of a request that brings one cookie; none when its value fits no header.
fn cookie(name: &str, value: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_str(&format!("{name}={value}")) {
        headers.insert(header::COOKIE, value);
    }
    headers
}
