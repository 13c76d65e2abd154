//! Passwords: argon2id with a random salt, at least twelve characters, and not one that a machine guesses at once.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::error::{Error, FieldError, Result};
use crate::shared::Shared;

/// A hash that no password matches; an unknown address costs as much time as a known one.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$d2F5bGVhdmUtbm9ib2R5$Yk1l4vqNSI0oBn0pT1b8sM9uQm7vZ1xkq2m1mJb5w0U";

fn argon(cheap: bool) -> Argon2<'static> {
    let params = if cheap { Params::new(8, 1, 1, None) } else { Params::new(19_456, 2, 1, None) };
    Argon2::new(
        Algorithm::Argon2id,
        Version::V0x13,
        params.expect("the parameters are within argon2's limits"),
    )
}

/// Checks a new password's strength; `field` names it in the refusal. `known` are words it must not be made of.
pub fn check(field: &str, password: &str, known: &[&str]) -> Result<()> {
    let count = password.chars().count();
    if count < 12 {
        return Err(Error::field(field, "too_short", "The password needs at least 12 characters."));
    }
    if count > 200 {
        return Err(Error::Fields(vec![FieldError::new(
            field,
            "too_long",
            "The password may have 200 characters at most.",
        )]));
    }
    if zxcvbn::zxcvbn(password, known).score() < zxcvbn::Score::Three {
        return Err(Error::field(
            field,
            "too_weak",
            "This password is easy to guess. Add a word or two to it.",
        ));
    }
    Ok(())
}

/// Hashes a password, off the async threads.
pub async fn hash(shared: &Shared, password: String) -> Result<String> {
    let salt = SaltString::encode_b64(&shared.ids.secret()[..16])
        .map_err(|error| anyhow::anyhow!("salt: {error}"))?;
    let cheap = shared.config.cheap_passwords;
    let hashed = tokio::task::spawn_blocking(move || {
        argon(cheap).hash_password(password.as_bytes(), &salt).map(|hash| hash.to_string())
    })
    .await
    .map_err(anyhow::Error::from)?;
    Ok(hashed.map_err(|error| anyhow::anyhow!("argon2: {error}"))?)
}

/// Does the password match the hash? Without a hash the work is done all the same and the answer is no.
pub async fn verify(shared: &Shared, password: String, hash: Option<String>) -> Result<bool> {
    let cheap = shared.config.cheap_passwords;
    let known = hash.is_some();
    let stored = hash.unwrap_or_else(|| NOBODY.to_owned());
    let matches = tokio::task::spawn_blocking(move || {
        PasswordHash::new(&stored)
            .is_ok_and(|parsed| argon(cheap).verify_password(password.as_bytes(), &parsed).is_ok())
    })
    .await
    .map_err(anyhow::Error::from)?;
    Ok(known && matches)
}
