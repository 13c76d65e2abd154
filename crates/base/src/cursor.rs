//! Pages and the sealed cursors that lead from one to the next.
//! A cursor says where a list went on; it carries no authority, and one that was altered or belongs to another list is refused.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// Some rows and the cursor of the next page, if there is one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows of this page.
    pub items: Vec<T>,
    /// Pass as `cursor` to get the next page; absent on the last.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The same page with every row changed by `f`.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), next: self.next }
    }
}

/// The key that seals cursors.
#[derive(Clone)]
pub struct CursorKey([u8; 32]);

impl CursorKey {
    /// A key from 256 random bits.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// Seals `position` for the list that `list` describes (route, filters, sort, reader).
    pub fn seal<T: Serialize>(&self, list: &str, position: &T) -> String {
        let body = serde_json::to_vec(position).expect("positions are plain data");
        let mut sealed = self.mac(list, &body);
        sealed.extend_from_slice(&body);
        URL_SAFE_NO_PAD.encode(sealed)
    }

    /// Opens a cursor that was sealed for the same list; anything else is `None`.
    #[must_use]
    pub fn open<T: DeserializeOwned>(&self, list: &str, cursor: &str) -> Option<T> {
        if cursor.len() > 4096 {
            return None;
        }
        let sealed = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (mac, body) = sealed.split_at_checked(16)?;
        let mut check = Hmac::<Sha256>::new_from_slice(&self.0).expect("any key length is accepted");
        check.update(list.as_bytes());
        check.update(&[0]);
        check.update(body);
        check.verify_truncated_left(mac).ok()?;
        serde_json::from_slice(body).ok()
    }

    fn mac(&self, list: &str, body: &[u8]) -> Vec<u8> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("any key length is accepted");
        mac.update(list.as_bytes());
        mac.update(&[0]);
        mac.update(body);
        mac.finalize().into_bytes()[..16].to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_opens_for_its_own_list_only() {
        let key = CursorKey::new([7; 32]);
        let cursor = key.seal("documents?sort=number", &("A-101", 5));
        assert_eq!(key.open::<(String, i64)>("documents?sort=number", &cursor), Some(("A-101".into(), 5)));
        assert_eq!(key.open::<(String, i64)>("documents?sort=title", &cursor), None);
        assert_eq!(CursorKey::new([8; 32]).open::<(String, i64)>("documents?sort=number", &cursor), None);
        assert_eq!(key.open::<(String, i64)>("documents?sort=number", "AAAA"), None);
    }
}
