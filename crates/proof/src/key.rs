//! Keys of Ed25519 with a name: the private one signs notes and receipts, the public one checks them.

use std::fmt;

use ed25519_dalek::{Signature, Signer as _, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::Wrong;
use crate::encoding::{base64, base64url, from_base64, hex};

/// The byte by which signed notes know Ed25519.
const ED25519: u8 = 1;

/// A key that signs. It names the log whose checkpoints it signs.
pub struct SigningKey {
    key: ed25519_dalek::SigningKey,
    public: PublicKey,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("SigningKey").field("public", &self.public).finish_non_exhaustive()
    }
}

impl SigningKey {
    /// The key made of 32 random bytes. The name is the log's origin: an address without scheme, without spaces and
    /// without plus signs.
    pub fn new(name: &str, secret: &[u8; 32]) -> Result<Self, Wrong> {
        let key = ed25519_dalek::SigningKey::from_bytes(secret);
        let public = PublicKey::new(name, key.verifying_key())?;
        Ok(Self { key, public })
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    pub(crate) fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.key.sign(bytes).to_bytes()
    }
}

/// A key that checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    name: String,
    key: VerifyingKey,
}

impl PublicKey {
    fn new(name: &str, key: VerifyingKey) -> Result<Self, Wrong> {
        if !is_name(name) {
            return Err(Wrong::Form("a key's name has neither spaces nor plus signs"));
        }
        if key.is_weak() {
            return Err(Wrong::Form("the key is a weak one"));
        }
        Ok(Self { name: name.to_owned(), key })
    }

    /// Reads `name+id+key`, the spelling that tools for signed notes use; one line break may follow.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        const FORM: Wrong = Wrong::Form("a key is written as name+id+key");
        let text = text.strip_suffix('\n').unwrap_or(text);
        let (name, rest) = text.split_once('+').ok_or(FORM)?;
        let (_, encoded) = rest.split_once('+').ok_or(FORM)?;
        let bytes = from_base64(encoded).ok_or(FORM)?;
        let Some((&ED25519, key)) = bytes.split_first() else { return Err(FORM) };
        let key = VerifyingKey::from_bytes(key.try_into().map_err(|_| FORM)?).map_err(|_| FORM)?;
        let key = Self::new(name, key)?;
        if key.to_string() == text { Ok(key) } else { Err(Wrong::Form("the key does not fit its id")) }
    }

    /// The name, which is the log's origin.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The four bytes that tell it from other keys of that name.
    #[must_use]
    pub fn id(&self) -> [u8; 4] {
        let hash = Sha256::new()
            .chain_update(&self.name)
            .chain_update([b'\n', ED25519])
            .chain_update(self.key.as_bytes())
            .finalize();
        [hash[0], hash[1], hash[2], hash[3]]
    }

    /// Name and id, by which receipts name their key.
    #[must_use]
    pub fn kid(&self) -> String {
        format!("{}+{}", self.name, hex(&self.id()))
    }

    /// The key itself.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// The key as tools for JSON Web Signatures read it (RFC 8037).
    #[must_use]
    pub fn jwk(&self) -> serde_json::Value {
        serde_json::json!({
            "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": self.kid(),
            "x": base64url(self.key.as_bytes()),
        })
    }

    pub(crate) fn verifies(&self, bytes: &[u8], signature: &[u8]) -> bool {
        let signature = Signature::from_slice(signature);
        signature.is_ok_and(|signature| self.key.verify_strict(bytes, &signature).is_ok())
    }
}

/// `name+id+key`.
impl fmt::Display for PublicKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes: Vec<u8> = [ED25519].into_iter().chain(*self.key.as_bytes()).collect();
        write!(out, "{}+{}", self.kid(), base64(&bytes))
    }
}

/// Is it a name that a key can have?
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty()
        && !name.contains(|letter: char| letter.is_whitespace() || letter.is_control() || letter == '+')
}
