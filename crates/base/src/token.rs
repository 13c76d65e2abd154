//! Secret tokens: 256 random bits with a kind prefix and a checksum, so that logs can redact them and a damaged one
//! dies before the database is asked. Only the SHA-256 of a token is ever stored.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::Ids;

/// What a token opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A signed-in session.
    Session,
    /// A guest's link.
    GuestLink,
    /// A guest's session after the gate.
    GuestSession,
    /// An invitation or the set-up of an organisation.
    Invitation,
    /// A password reset.
    Reset,
}

impl TokenKind {
    /// The prefix that marks this kind.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Session => "wls",
            Self::GuestLink => "wlg",
            Self::GuestSession => "wlv",
            Self::Invitation => "wli",
            Self::Reset => "wlr",
        }
    }
}

/// A secret in clear. It has no `Display` and its `Debug` shows the kind alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    kind: TokenKind,
    text: String,
}

impl Token {
    /// A fresh token of 256 random bits.
    #[must_use]
    pub fn mint(kind: TokenKind, ids: &Ids) -> Self {
        let body = URL_SAFE_NO_PAD.encode(ids.secret());
        let text = format!("{}_{}{}", kind.prefix(), body, checksum(kind, &body));
        Self { kind, text }
    }

    /// Reads a token of the wanted kind; anything malformed, of another kind or with a wrong checksum is `None`.
    #[must_use]
    pub fn parse(kind: TokenKind, text: &str) -> Option<Self> {
        let rest = text.strip_prefix(kind.prefix())?.strip_prefix('_')?;
        if rest.len() != 49 || !rest.is_ascii() {
            return None;
        }
        let (body, sum) = rest.split_at(43);
        let decoded = URL_SAFE_NO_PAD.decode(body).ok()?;
        (decoded.len() == 32 && sum == checksum(kind, body)).then(|| Self { kind, text: text.to_owned() })
    }

    /// The clear text, for the one place that hands it to its owner.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// What is stored: the SHA-256 of the clear text.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.text.as_bytes()).to_vec()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({}_…)", self.kind.prefix())
    }
}

/// Six base-32 digits over kind and body.
fn checksum(kind: TokenKind, body: &str) -> String {
    const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(kind.prefix().as_bytes());
    hasher.update(body.as_bytes());
    let mut sum = hasher.finalize();
    let mut text = String::with_capacity(6);
    for _ in 0..6 {
        text.push(char::from(DIGITS[(sum & 31) as usize]));
        sum >>= 5;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minted_token_parses_as_its_own_kind_only() {
        let token = Token::mint(TokenKind::GuestLink, &Ids::system());
        assert_eq!(Token::parse(TokenKind::GuestLink, token.reveal()), Some(token.clone()));
        assert_eq!(Token::parse(TokenKind::Session, token.reveal()), None);
        assert_eq!(format!("{token:?}"), "Token(wlg_…)");
    }

    #[test]
    fn every_changed_character_is_refused() {
        let token = Token::mint(TokenKind::Reset, &Ids::counting());
        for at in 0..token.reveal().len() {
            let mut bytes = token.reveal().as_bytes().to_vec();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let text = String::from_utf8(bytes).expect("ascii stays ascii");
            if text != token.reveal() {
                assert_eq!(Token::parse(TokenKind::Reset, &text), None, "changed at {at}");
            }
        }
    }
}
