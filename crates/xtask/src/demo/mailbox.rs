//! The mails that the server writes into its data folder, read as their addressees would read them.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use mail_parser::MessageParser;

/// How long a mail may take from the act that causes it.
const PATIENCE: Duration = Duration::from_secs(60);

/// The folder of mails.
#[derive(Clone, Debug)]
pub struct Mailbox(PathBuf);

impl Mailbox {
    /// Looks into a folder.
    pub fn new(folder: &Path) -> Self {
        Self(folder.to_path_buf())
    }

    /// Waits for a mail to somebody that holds a token of a kind, such as `wli`, and gives back its text and the token.
    pub async fn token_for(&self, email: &str, kind: &str) -> Result<(String, String)> {
        let started = Instant::now();
        loop {
            for text in self.letters_to(email)? {
                if let Some(token) = token_in(&text, kind) {
                    return Ok((text, token));
                }
            }
            if started.elapsed() > PATIENCE {
                bail!("expected a mail to {email} with a link, got none within {} s", PATIENCE.as_secs());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn letters_to(&self, email: &str) -> Result<Vec<String>> {
        let mut letters = Vec::new();
        // The folder comes with the first mail.
        let Ok(entries) = fs::read_dir(&self.0) else { return Ok(letters) };
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "eml") {
                let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
                letters.extend(letter_to(&bytes, email));
            }
        }
        Ok(letters)
    }
}

/// The text of a mail, if it is to this address.
fn letter_to(bytes: &[u8], email: &str) -> Option<String> {
    let message = MessageParser::default().parse(bytes)?;
    let address = message.to()?.first()?.address()?;
    if !address.eq_ignore_ascii_case(email) {
        return None;
    }
    Some(message.body_text(0)?.into_owned())
}

/// The first token of a kind in a text.
pub fn token_in(text: &str, kind: &str) -> Option<String> {
    let start = text.find(&format!("{kind}_"))?;
    let is_part = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    Some(text[start..].chars().take_while(is_part).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_ends_where_the_link_ends() {
        let text = "set it up:\nhttp://localhost:8080/set-up#wli_Ab-9_x\n\nThe link works once.";
        assert_eq!(token_in(text, "wli").as_deref(), Some("wli_Ab-9_x"));
        assert_eq!(token_in(text, "wlr"), None);
    }

    #[test]
    fn a_letter_is_found_by_its_address_and_decoded() {
        let mail = b"From: a@b.example\r\nTo: Ana <ana@x.example>\r\nSubject: Hello\r\n\
            Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
            http://localhost/invitation#wli=\r\n_abc\r\n";
        let letter = letter_to(mail, "Ana@x.example").expect("it is to Ana");
        assert_eq!(token_in(&letter, "wli").as_deref(), Some("wli_abc"));
        assert!(letter_to(mail, "bob@x.example").is_none());
    }
}
