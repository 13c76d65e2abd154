//! Bytes as text, each with one spelling only: base64 with its padding, hexadecimal in small letters, plain decimals.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use crate::tree::Hash;

pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// The alphabet of JSON Web Signatures, without padding.
pub fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub fn from_base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let bytes = pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect();
    if rest.is_empty() { bytes } else { None }
}

/// A hash in hexadecimal.
pub fn hash_from_hex(text: &str) -> Option<Hash> {
    from_hex(text)?.try_into().ok()
}

/// A hash in base64.
pub fn hash_from_base64(text: &str) -> Option<Hash> {
    from_base64(text)?.try_into().ok()
}

/// A number without sign and without leading zeros, of 63 bits.
pub fn decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok().filter(|number| *number <= i64::MAX.cast_unsigned()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_has_one_spelling() {
        assert_eq!(from_hex("00ff"), Some(vec![0, 255]));
        assert_eq!(hex(&[0, 255]), "00ff");
        for wrong in ["00FF", "0", "zz", "+1"] {
            assert_eq!(from_hex(wrong), None, "{wrong}");
        }
        assert_eq!((decimal("0"), decimal("120")), (Some(0), Some(120)));
        for wrong in ["", "00", "01", "+1", "-1", "1 ", "99999999999999999999"] {
            assert_eq!(decimal(wrong), None, "{wrong}");
        }
        assert_eq!(from_base64("AA=="), Some(vec![0]));
        for wrong in ["AA", "AB==", "AA==\n", "A A="] {
            assert_eq!(from_base64(wrong), None, "{wrong}");
        }
        assert_eq!(from_base64url("AA"), Some(vec![0]));
        assert_eq!(from_base64url("AB"), None);
    }
}
