//! Guesses of every sort, from a seed that is told when one hits; `WAYLEAVE_TOKEN_SEED` sets another.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use wayleave_base::TokenKind;

use super::Issued;

/// A source of guesses.
pub struct Guesses {
    seed: u64,
    state: u64,
    /// Usable secrets, each of which opens one door alone.
    issued: Vec<String>,
    /// What the database holds of them.
    stored: Vec<Vec<u8>>,
}

impl Guesses {
    pub fn new(issued: &Issued, stored: Vec<Vec<u8>>) -> Self {
        let seed = option("WAYLEAVE_TOKEN_SEED").and_then(|text| text.parse().ok()).unwrap_or(20_261_121);
        let issued = issued.doors().iter().map(|(_, token, _)| (*token).to_owned()).collect();
        Self { seed, state: seed, issued, stored }
    }

    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The next guess at a door whose secret is `own`: random, near the secret, or a secret of another door.
    pub fn next(&mut self, own: &str, kind: TokenKind) -> String {
        match self.below(10) {
            // Well formed, so that the database is asked.
            0..=2 => {
                let secret = self.bytes();
                formed(kind, &secret)
            }
            // One bit beside the secret, with the checksum that fits.
            3 | 4 => {
                let mut secret = URL_SAFE_NO_PAD.decode(&own[4..47]).unwrap();
                let bit = self.below(256);
                secret[bit / 8] ^= 1 << (bit % 8);
                formed(kind, &secret)
            }
            // The secret of another door, as it is and dressed as one of this door.
            5 => {
                let other = self.other(own);
                if self.below(2) == 0 {
                    other
                } else {
                    formed(kind, &URL_SAFE_NO_PAD.decode(&other[4..47]).unwrap())
                }
            }
            6 => self.recased(own),
            7 => self.misspelt(own),
            8 => self.stolen(kind),
            _ => {
                let length = self.below(120);
                (0..length)
                    .map(|_| char::from_u32(33 + self.next_number() as u32 % 0x2000).unwrap_or('x'))
                    .collect()
            }
        }
    }

    fn other(&mut self, own: &str) -> String {
        let at = self.below(self.issued.len() - 1);
        self.issued.iter().filter(|token| *token != own).nth(at).unwrap().clone()
    }

    /// One letter in the other case; digits only make it lower or upper as a whole.
    fn recased(&mut self, own: &str) -> String {
        let at = self.below(own.len());
        let letter = own.as_bytes()[at];
        let mut bytes = own.as_bytes().to_vec();
        bytes[at] = if letter.is_ascii_lowercase() {
            letter.to_ascii_uppercase()
        } else {
            letter.to_ascii_lowercase()
        };
        let guess = String::from_utf8(bytes).unwrap();
        if guess == own { own.to_uppercase() } else { guess }
    }

    /// Cut, padded, spaced, or with a letter that only looks like one of its own.
    fn misspelt(&mut self, own: &str) -> String {
        let at = self.below(own.len());
        match self.below(10) {
            0 => own[..at].to_owned(),
            1 => own[at.max(1)..].to_owned(),
            2 => format!("{own}="),
            3 => format!("{own}\u{200b}"),
            4 => format!(" {own}"),
            5 => format!("{own}{}", &own[at..at + 1]),
            6 => format!("{own}%00"),
            7 => own.replacen('w', "ｗ", 1),
            8 => own.replacen('l', "ⅼ", 1),
            _ => format!("{}é{}", &own[..at], &own[at + 1..]),
        }
    }

    /// What a thief of the database has: the hashes.
    fn stolen(&mut self, kind: TokenKind) -> String {
        let at = self.below(self.stored.len());
        let hash = self.stored[at].clone();
        match self.below(4) {
            0 if hash.len() == 32 => formed(kind, &hash),
            1 => hex::encode(&hash),
            2 => STANDARD_NO_PAD.encode(&hash),
            _ => URL_SAFE_NO_PAD.encode(&hash),
        }
    }

    fn bytes(&mut self) -> Vec<u8> {
        (0..4).flat_map(|_| self.next_number().to_le_bytes()).collect()
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next_number() % bound as u64) as usize
    }

    /// SplitMix64.
    fn next_number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// A token as the product writes one, around a secret of the guesser's own; the product has no function for this.
fn formed(kind: TokenKind, secret: &[u8]) -> String {
    let body = URL_SAFE_NO_PAD.encode(secret);
    let mut crc = !0_u32;
    for byte in kind.prefix().bytes().chain(body.bytes()) {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
    }
    let mut sum = !crc;
    let mut text = format!("{}_{body}", kind.prefix());
    for _ in 0..6 {
        text.push(char::from(b"0123456789abcdefghjkmnpqrstvwxyz"[(sum & 31) as usize]));
        sum >>= 5;
    }
    text
}

/// Are the full counts wished for?
pub fn full() -> bool {
    option("WAYLEAVE_FULL").is_some_and(|value| value == "1")
}

#[expect(clippy::disallowed_methods, reason = "a test has no configuration")]
fn option(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

#[test]
fn a_guess_is_formed_as_the_product_forms_its_tokens() {
    use wayleave_base::{Ids, Token};

    let token = Token::mint(TokenKind::Reset, &Ids::counting());
    let secret = URL_SAFE_NO_PAD.decode(&token.reveal()[4..47]).unwrap();
    assert_eq!(formed(TokenKind::Reset, &secret), token.reveal());
    assert!(Token::parse(TokenKind::Session, &formed(TokenKind::Session, &secret)).is_some());
}
